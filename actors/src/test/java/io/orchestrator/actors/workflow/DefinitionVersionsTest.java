package io.orchestrator.actors.workflow;

import static io.orchestrator.actors.workflow.EngineBench.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.actors.workflow.WorkflowProgram.StepCode;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A process that knows a newer version of a workflow than the one that a run began with. */
class DefinitionVersionsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final CompletionStage<Map<String, Object>> NEVER = new CompletableFuture<>();

  private final CompletableFuture<Void> began = new CompletableFuture<>();

  /** Its first attempt does not come back; a later one says what it is. */
  private WorkflowProgram first() {
    StepCode look =
        c -> {
          if (c.attempt() == 1) {
            began.complete(null);
            return c.await(NEVER);
          }
          return Map.of("version", 1);
        };
    return WorkflowProgram.of(WorkflowType.ANALYSIS_TO_TRADE, 1, ParameterSchema.of())
        .pure("look", Pool.ANALYSIS, RetryPolicy.NEVER, MINUTE, look)
        .idempotent("act", Pool.WAITING, RetryPolicy.NEVER, MINUTE, c -> Map.of("version", 1))
        .build();
  }

  private static WorkflowProgram second() {
    var schema = ParameterSchema.of(Parameter.whole("n", 0, 100, 1, ""));
    return WorkflowProgram.of(WorkflowType.ANALYSIS_TO_TRADE, 2, schema)
        .pure("look", Pool.ANALYSIS, RetryPolicy.NEVER, MINUTE, c -> Map.of("version", 2))
        .pure("judge", Pool.ANALYSIS, RetryPolicy.NEVER, MINUTE, c -> Map.of("version", 2))
        .build();
  }

  private static WorkflowView begin(EngineBench bench, Map<String, Object> parameters) {
    return get(bench.engine.start("analysis_to_trade", parameters, Optional.empty(), "ann", true));
  }

  private static List<String> steps(WorkflowView run) {
    return run.steps().stream().map(WorkflowView.Step::name).toList();
  }

  @Test
  void aRunEndsUnderTheVersionThatItBeganWithAndNewOnesTakeTheNewest() {
    var before = new EngineBench(List.of(first()));
    WorkflowView old = begin(before, Map.of());
    get(began);
    try (EngineBench after = before.restarted(List.of(second(), first()))) {
      WorkflowView end = after.end(old);
      assertEquals(RunState.COMPLETED, end.state(), end::toString);
      assertEquals(List.of("look", "act"), steps(end));
      assertEquals(
          Map.of("look", Map.of("version", 1L), "act", Map.of("version", 1L)), end.results());
      WorkflowView next = after.end(begin(after, Map.of("n", 2)));
      assertEquals(RunState.COMPLETED, next.state(), next::toString);
      assertEquals(List.of("look", "judge"), steps(next));
      assertEquals(
          Map.of("look", Map.of("version", 2L), "judge", Map.of("version", 2L)), next.results());
      assertEquals(List.of("look", "judge"), after.engine.types().getFirst().steps());
    }
  }

  @Test
  void aRunWhoseVersionIsGoneFailsAndSaysSo() {
    var before = new EngineBench(List.of(first()));
    WorkflowView old = begin(before, Map.of());
    get(began);
    try (EngineBench after = before.restarted(List.of(second()))) {
      WorkflowView end = after.end(old);
      assertEquals(RunState.FAILED, end.state());
      assertTrue(
          end.error().orElseThrow().startsWith("workflow.definition_changed"), end::toString);
    }
  }

  @Test
  void oneVersionIsRegisteredOnce() {
    assertThrows(IllegalArgumentException.class, () -> new Programs(List.of(second(), second())));
  }
}
