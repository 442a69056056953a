package io.orchestrator.bench.workflows;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.WorkflowEngine;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.bench.BenchNode;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.persistence.DatabaseSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A node with one place to compute, and workflows of two steps that each need so much processor
 * time, whatever else the machine does, and may be done by any node of the cluster.
 */
final class HeavySteps implements Contender {
  /** Processor time of a step. */
  private static final Duration WORK = Duration.ofMillis(100);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final BenchNode node;
  private final WorkflowEngine engine;

  /**
   * @param seed port of a node to join; 0: begins a cluster
   */
  HeavySteps(String url, int port, int seed) throws Exception {
    node = new BenchNode(DatabaseSettings.of(url, "postgres", "postgres"), port, seed);
    engine = Ours.engine(node, program(), 1);
  }

  private static WorkflowProgram program() {
    return WorkflowProgram.of(WorkflowType.STRATEGY_OPTIMIZATION, 1, ParameterSchema.of())
        .pure("first", Pool.ANALYSIS, RetryPolicy.NEVER, Duration.ofMinutes(5), HeavySteps::work)
        .with(StepTraits::onAnyNode)
        .pure("second", Pool.ANALYSIS, RetryPolicy.NEVER, Duration.ofMinutes(5), HeavySteps::work)
        .with(StepTraits::onAnyNode)
        .build();
  }

  private static Map<String, Object> work(StepContext context) {
    long end = THREADS.getCurrentThreadCpuTime() + WORK.toNanos();
    double x = context.attempt();
    while (THREADS.getCurrentThreadCpuTime() < end) {
      for (int i = 0; i < 10_000; i++) {
        x = Math.sqrt(x + i);
      }
    }
    return Map.of("x", x);
  }

  @Override
  public void runOne() throws Exception {
    WorkflowView end =
        engine
            .start(
                WorkflowType.STRATEGY_OPTIMIZATION.wireName(),
                Map.of(),
                Optional.empty(),
                StartOptions.DEFAULT,
                "bench",
                true)
            .thenCompose(view -> engine.awaitEnd(view.workflowId()))
            .toCompletableFuture()
            .get(5, TimeUnit.MINUTES);
    if (end.state() != RunState.COMPLETED) {
      throw new IllegalStateException("ended as " + end);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
