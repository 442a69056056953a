package io.orchestrator.domain.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random commands in random order, true and absurd ones, against the invariants of every run. */
class WorkflowHistoryPropertyTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RetryPolicy THRICE =
      new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.5);

  private static WorkflowDefinition definition(SplittableRandom random) {
    var steps = new ArrayList<StepDefinition>();
    int n = 1 + random.nextInt(5);
    for (int i = 0; i < n; i++) {
      Effect effect = Effect.values()[random.nextInt(Effect.values().length)];
      steps.add(new StepDefinition("s" + i, effect, THRICE, MINUTE, true, true));
    }
    return new WorkflowDefinition(WorkflowType.ANALYSIS_TO_TRADE, 1, steps, ParameterSchema.of());
  }

  private static WorkflowCommand command(SplittableRandom random, Optional<WorkflowRun> run) {
    String step =
        random.nextInt(10) == 0
            ? "s" + random.nextInt(5)
            : run.flatMap(WorkflowRun::current).map(StepRun::name).orElse("s0");
    int attempts = run.flatMap(WorkflowRun::current).map(StepRun::attempts).orElse(1);
    int attempt = random.nextInt(8) == 0 ? attempts - 1 : attempts;
    String undo = run.flatMap(WorkflowRun::undoing).orElse(step);
    return switch (random.nextInt(21)) {
      case 0 -> new WorkflowCommand.Start("wf", Map.of("a", 1), "ann", 3);
      case 1, 2 -> new WorkflowCommand.Wake();
      case 3, 4 -> new WorkflowCommand.Tick();
      case 5 ->
          new WorkflowCommand.ReportProgress(step, attempt, random.nextDouble() * 1.2, "on it");
      case 6, 7, 8, 9, 10 ->
          new WorkflowCommand.ReportSuccess(step, attempt, Map.of("x", random.nextInt()));
      case 11, 12 ->
          new WorkflowCommand.ReportFailure(
              step, attempt, "no", random.nextBoolean(), random.nextBoolean());
      case 13 -> new WorkflowCommand.ReportTimeout(step, attempt, "slow");
      case 14 -> new WorkflowCommand.ReportEvidence(step, attempt, random.nextBoolean(), Map.of());
      case 15, 16 -> new WorkflowCommand.ReportUndone(undo);
      case 17 -> new WorkflowCommand.ReportUndoFailure(undo, "no");
      case 19 -> new WorkflowCommand.ReportLost(step, attempt);
      case 18 ->
          random.nextInt(4) == 0
              ? new WorkflowCommand.Cancel("bob")
              : new WorkflowCommand.Resume("bob");
      default -> new WorkflowCommand.Pause("bob");
    };
  }

  @Property(tries = 600)
  void everyHistoryKeepsTheInvariants(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    var rules = new WorkflowRules(definition(random));
    var journal = new ArrayList<WorkflowEvent>();
    Optional<WorkflowRun> run = Optional.empty();
    Instant now = Instant.parse("2026-01-05T15:00:00Z");
    for (int i = 0; i < 120; i++) {
      now = now.plusMillis(random.nextInt(5_000));
      Optional<WorkflowRun> before = run;
      var decision = rules.decide(run, command(random, run), now);
      assertTrue(decision.refusal().isEmpty() || decision.events().isEmpty());
      assertEquals(
          decision.events(),
          WorkflowAdvanced.rows(decision.events()).stream()
              .flatMap(row -> row.events().stream())
              .toList(),
          "the rows hold the same events in the same order");
      for (WorkflowEvent event : decision.events()) {
        journal.add(event);
        run = Optional.of(WorkflowHistory.evolve(run, event));
      }
      if (before.filter(WorkflowRun::ended).isPresent()) {
        assertEquals(before, run, "an ended run changed");
      }
    }
    assertEquals(run, replay(journal), "replay gives another state");
    check(journal, run);
  }

  private static Optional<WorkflowRun> replay(List<WorkflowEvent> journal) {
    Optional<WorkflowRun> run = Optional.empty();
    for (WorkflowEvent event : journal) {
      run = Optional.of(WorkflowHistory.evolve(run, event));
    }
    return run;
  }

  private static void check(List<WorkflowEvent> journal, Optional<WorkflowRun> run) {
    var completed = new HashMap<String, Integer>();
    var startedSinceEvidence = new HashMap<String, Boolean>();
    for (WorkflowEvent event : journal) {
      switch (event) {
        case WorkflowEvent.StepCompleted e -> completed.merge(e.step(), 1, Integer::sum);
        case WorkflowEvent.StepReconciled e -> {
          if (e.happened()) {
            completed.merge(e.step(), 1, Integer::sum);
          }
          startedSinceEvidence.put(e.step(), false);
        }
        case WorkflowEvent.StepFailed e -> startedSinceEvidence.put(e.step(), false);
        case WorkflowEvent.StepStarted e -> {
          Effect effect = run.orElseThrow().step(e.step()).effect();
          Boolean open = startedSinceEvidence.put(e.step(), true);
          assertTrue(
              !effect.ambiguousWhenInterrupted() || open == null || !open,
              "an at-most-once step was repeated without evidence");
        }
        default -> {}
      }
    }
    assertTrue(completed.values().stream().allMatch(n -> n == 1), "a step completed twice");
    run.ifPresent(WorkflowHistoryPropertyTest::checkState);
  }

  private static void checkState(WorkflowRun run) {
    for (StepRun s : run.steps()) {
      assertTrue(
          s.attempts() <= THRICE.maxAttempts() + WorkflowRules.MAX_INTERRUPTIONS, "attempts");
    }
    long open = run.steps().stream().filter(s -> s.state() == StepState.RUNNING).count();
    assertTrue(open <= (run.ended() ? 0 : 1), "more than one step at work");
    if (run.ended()) {
      assertEquals(Optional.empty(), DueWork.of(run, Instant.MAX));
      assertThrows(
          IllegalStateException.class,
          () ->
              WorkflowHistory.evolve(
                  Optional.of(run), new WorkflowEvent.WorkflowPaused("x", Instant.EPOCH)));
    } else {
      boolean moves =
          DueWork.of(run, Instant.MAX).isPresent()
              || DueWork.alarm(run, Instant.MIN).isPresent()
              || run.paused();
      assertTrue(moves, "a run that nothing will ever move: " + run);
    }
  }
}
