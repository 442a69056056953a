package io.orchestrator.bench.workflows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.workflow.WorkflowEngine;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.actors.workflow.WorkflowSettings;
import io.orchestrator.bench.BenchNode;
import io.orchestrator.domain.workflow.AwaitedSignal;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.workflow.JdbcWorkflowDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The workflow engine as the program runs it: sharded entities, journal, directory of runs, event
 * log and its projection; only feed, broker and doors are missing.
 */
final class Ours implements Contender {
  private static final String HOLD = "hold";

  private final BenchNode node;
  private final WorkflowEngine engine;
  private final StepTimes times = new StepTimes();

  Ours(String url) throws Exception {
    node = new BenchNode(DatabaseSettings.of(url, "postgres", "postgres"));
    engine = engine(node, program(), WorkflowSettings.DEFAULT.maxAnalysisSteps());
  }

  /**
   * @param computing steps that compute at the same time
   */
  static WorkflowEngine engine(BenchNode node, WorkflowProgram program, int computing)
      throws Exception {
    return WorkflowEngine.start(
        node.system(),
        List.of(program),
        new WorkflowEngine.Surroundings(
            new NodeEvents(node.system(), node.events()),
            update -> {},
            new JdbcWorkflowDirectory(node.database()),
            () -> true,
            Resources.PLENTY,
            () -> UUID.randomUUID().toString(),
            Clock.systemUTC(),
            new SimpleMeterRegistry()),
        settings(computing));
  }

  private static WorkflowSettings settings(int computing) {
    WorkflowSettings d = WorkflowSettings.DEFAULT;
    return new WorkflowSettings(
        Duration.ofSeconds(60),
        200_000,
        d.maxPendingStarts(),
        computing,
        8,
        1_000,
        d.progressInterval(),
        d.holdInterval(),
        d.reconcileInterval(),
        d.unknownAlertAfter(),
        d.wakeInterval(),
        d.abandonAfter(),
        d.waiterRenewal(),
        d.maxWaiters(),
        d.idleBeforePassivation(),
        d.stashCapacity(),
        d.maxOutputChars(),
        d.maxHistoryEvents(),
        d.steps(),
        d.readJournal());
  }

  private WorkflowProgram program() {
    var steps =
        WorkflowProgram.of(
            WorkflowType.ANALYSIS_TO_TRADE,
            1,
            ParameterSchema.of(Parameter.flag(HOLD, false, "wait for a signal")));
    for (int i = 1; i <= Steps.COUNT; i++) {
      int step = i;
      steps.idempotent(
          "step_" + step,
          Pool.WAITING,
          RetryPolicy.NEVER,
          Duration.ofMinutes(1),
          c -> {
            times.began(c.workflowId());
            return Steps.map(step);
          });
      steps.with(
          t ->
              t.after(
                  new AwaitedSignal(
                      "go", Duration.ofHours(1), SignalRole.OPERATOR, false, Set.of(HOLD))));
    }
    return steps.build();
  }

  private CompletionStage<WorkflowView> start(boolean hold) {
    return engine.start(
        WorkflowType.ANALYSIS_TO_TRADE.wireName(),
        Map.of(HOLD, hold),
        Optional.empty(),
        StartOptions.DEFAULT,
        "bench",
        true);
  }

  @Override
  public void runOne() throws Exception {
    WorkflowView end =
        start(false)
            .thenCompose(view -> engine.awaitEnd(view.workflowId()))
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES);
    times.forget(end.workflowId());
    if (end.state() != RunState.COMPLETED || end.results().size() != Steps.COUNT) {
      throw new IllegalStateException("ended as " + end);
    }
  }

  /** Begins a workflow that stays open: its first step waits for a person. */
  void open() throws Exception {
    WorkflowView view = start(true).toCompletableFuture().get(1, TimeUnit.MINUTES);
    if (view.state() != RunState.WAITING) {
      throw new IllegalStateException("does not wait: " + view);
    }
  }

  StepTimes times() {
    return times;
  }

  @Override
  public void close() {
    node.close();
  }
}
