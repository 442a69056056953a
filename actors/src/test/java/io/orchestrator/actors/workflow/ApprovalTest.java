package io.orchestrator.actors.workflow;

import static io.orchestrator.actors.workflow.EngineBench.code;
import static io.orchestrator.actors.workflow.EngineBench.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.AwaitedSignal;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that wait for a person, through the engine and its entities. */
class ApprovalTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Set<SignalRole> OPERATOR = Set.of(SignalRole.OPERATOR);
  private static final Set<SignalRole> TRADER = Set.of(SignalRole.OPERATOR, SignalRole.TRADER);

  private static final AtomicInteger SENT = new AtomicInteger();
  private static EngineBench bench;

  @BeforeAll
  static void start() {
    bench =
        new EngineBench(
            List.of(
                program(WorkflowType.ANALYSIS_TO_TRADE, MINUTE),
                program(WorkflowType.PORTFOLIO_REBALANCE, Duration.ofMillis(700))));
  }

  private static WorkflowProgram program(WorkflowType type, Duration within) {
    return WorkflowProgram.of(type, 1, ParameterSchema.of())
        .pure("look", Pool.ANALYSIS, RetryPolicy.NEVER, MINUTE, c -> Map.of("seen", true))
        .idempotent(
            "send",
            Pool.WAITING,
            RetryPolicy.NEVER,
            MINUTE,
            c -> Map.of("sent", SENT.incrementAndGet()))
        .with(
            t ->
                t.after(
                    new AwaitedSignal(
                        AwaitedSignal.APPROVAL, within, SignalRole.TRADER, true, Set.of())))
        .build();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @BeforeEach
  void clean() {
    SENT.set(0);
  }

  private static WorkflowView begin(WorkflowType type, StartOptions options) {
    return get(
        bench.engine.start(type.wireName(), Map.of(), Optional.empty(), options, "ann", true));
  }

  private static WorkflowView waiting() {
    WorkflowView run = begin(WorkflowType.ANALYSIS_TO_TRADE, StartOptions.DEFAULT);
    bench.await("it waits", () -> state(run) == RunState.WAITING);
    return run;
  }

  private static RunState state(WorkflowView run) {
    return get(bench.engine.find(run.workflowId())).state();
  }

  private static CompletionStage<WorkflowView> approve(
      WorkflowView run, boolean approved, String by, Set<SignalRole> roles) {
    return bench.engine.signal(
        run.workflowId(),
        AwaitedSignal.APPROVAL,
        Map.of("approved", approved, "reason", "looked at it"),
        by,
        roles);
  }

  @Test
  void aRunWaitsAcrossARestartForTheRightPersonAndGoesOn() {
    WorkflowView run = waiting();
    bench.crash(run);
    assertEquals(RunState.WAITING, state(run));
    assertEquals("auth.forbidden", code(approve(run, true, "bob", OPERATOR)));
    assertEquals("workflow.four_eyes", code(approve(run, true, "ann", TRADER)));
    assertEquals(
        "workflow.not_awaited",
        code(bench.engine.signal(run.workflowId(), "go", Map.of(), "bob", TRADER)));
    assertEquals(
        "workflow.bad_signal",
        code(bench.engine.signal(run.workflowId(), "approval", Map.of(), "bob", TRADER)));
    assertEquals(RunState.WAITING, state(run), "a refused word changes nothing");
    assertEquals(0, SENT.get());
    get(approve(run, true, "bob", TRADER));
    WorkflowView end = bench.end(run);
    assertEquals(RunState.COMPLETED, end.state());
    assertEquals(Map.of("sent", 1L), end.results().get("send"));
    Map<String, Object> received =
        get(bench.engine.history(run.workflowId())).stream()
            .filter(e -> e.get("event").equals("workflow-signal-received"))
            .findFirst()
            .orElseThrow();
    assertEquals("bob", received.get("by"));
    assertEquals(Map.of("approved", true, "reason", "looked at it"), received.get("payload"));
    assertEquals("workflow.already_ended", code(approve(run, true, "bob", TRADER)));
    assertEquals(
        "workflow.not_found", code(bench.engine.signal("wf-x", "go", Map.of(), "b", TRADER)));
  }

  @Test
  void aDenialFailsTheRunWithItsReasonAndNothingIsSent() {
    WorkflowView run = waiting();
    get(approve(run, false, "bob", TRADER));
    WorkflowView end = bench.end(run);
    assertEquals(RunState.FAILED, end.state());
    String error = end.error().orElseThrow();
    assertTrue(error.startsWith("workflow.not_approved"), error);
    assertTrue(error.endsWith("looked at it"), error);
    assertEquals(0, SENT.get());
  }

  @Test
  void whatNobodyAnswersInTimeFailsAlsoWhenItsEntityDiedMeanwhileAndARetryAsksAgain() {
    WorkflowView run = begin(WorkflowType.PORTFOLIO_REBALANCE, StartOptions.DEFAULT);
    bench.await("it waits", () -> state(run) != RunState.RUNNING);
    bench.crash(run);
    WorkflowView end = bench.end(run);
    assertEquals(RunState.FAILED, end.state());
    assertTrue(end.error().orElseThrow().startsWith("workflow.signal_expired"), end::toString);
    assertEquals("workflow.already_ended", code(approve(run, true, "bob", TRADER)));
    assertEquals(0, SENT.get());
    bench.await("the end is written", () -> bench.directory.openRuns().isEmpty());
    WorkflowView again = get(bench.engine.retry(run.workflowId(), "ann"));
    assertEquals(StepState.WAITING_FOR_SIGNAL, again.steps().getLast().state());
    get(approve(run, true, "bob", TRADER));
    assertEquals(RunState.COMPLETED, bench.end(run).state());
    assertEquals(1, SENT.get());
  }

  @Test
  void aRunThatStillWaitsAtItsDeadlineIsCancelled() {
    var soon = new StartOptions(Optional.of(Instant.now().plusMillis(500)), 0);
    WorkflowView end = bench.end(begin(WorkflowType.ANALYSIS_TO_TRADE, soon));
    assertEquals(RunState.CANCELLED, end.state());
    assertEquals(0, SENT.get());
  }
}
