package io.orchestrator.domain.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What steps promise each other. */
class StepOutputTest {
  private static final Instant NOW = Instant.parse("2026-01-07T16:00:00Z");
  private static final StepOutput PROMISED =
      StepOutput.ANY.text("hash").number("n").flag("open").rows("orders").object("data");

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertEquals(
        List.of(
            "hash must be a text, was 7",
            "n is missing",
            "open must be true or false, was the text 'yes'",
            "orders must be a list of objects, was a list of 2",
            "data must be an object, was a list of 0"),
        PROMISED.problems(
            JsonLike.copy(
                Map.of("hash", 7, "open", "yes", "orders", List.of("a", "b"), "data", List.of()))));
    assertEquals(
        List.of(),
        PROMISED.problems(
            JsonLike.copy(
                Map.of(
                    "hash",
                    "x",
                    "n",
                    0.5,
                    "open",
                    false,
                    "orders",
                    List.of(Map.of("q", 1)),
                    "data",
                    Map.of(),
                    "more",
                    1))));
    assertEquals(List.of(), StepOutput.ANY.problems(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> PROMISED.text("n"));
  }

  private static StepDefinition step(String name) {
    return StepDefinition.pure(name, RetryPolicy.NEVER, Duration.ofMinutes(1));
  }

  private static WorkflowDefinition definition(StepDefinition... steps) {
    return new WorkflowDefinition(
        WorkflowType.ANALYSIS_TO_TRADE, 1, List.of(steps), ParameterSchema.of());
  }

  @Test
  void aStepCanOnlyReadWhatCameBefore() {
    var late = step("look").with(StepTraits.NONE.reads("act"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> definition(late, step("act")))
            .getMessage()
            .contains("step look reads act"));
  }

  /** As after an upgrade: the earlier step was run by a program that promised less. */
  @Test
  void aStepDoesNotBeginOnAnOutputThatBreaksThePromise() {
    var definition =
        definition(
            step("look").with(StepTraits.NONE.gives(o -> o.rows("signals"))),
            step("act").with(StepTraits.NONE.reads("look")));
    var rules = new WorkflowRules(definition);
    Optional<WorkflowRun> run = Optional.empty();
    for (WorkflowCommand command :
        List.of(
            new WorkflowCommand.Start("w", Map.of(), "ann", 1),
            new WorkflowCommand.ReportSuccess("look", 1, Map.of("signals", 3L)))) {
      for (WorkflowEvent event : rules.decide(run, command, NOW).events()) {
        run = Optional.of(WorkflowHistory.evolve(run, event));
      }
    }
    assertEquals(RunState.FAILED, run.orElseThrow().state());
    assertEquals(
        Optional.of("workflow.bad_input: look.signals must be a list of objects, was 3"),
        run.orElseThrow().error());
    assertEquals(0, run.orElseThrow().step("act").attempts());
  }
}
