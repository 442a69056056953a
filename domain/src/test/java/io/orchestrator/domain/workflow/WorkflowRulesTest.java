package io.orchestrator.domain.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.workflow.WorkflowRules.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkflowRulesTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:00:00Z");
  private static final RetryPolicy TWICE =
      new RetryPolicy(2, Duration.ofSeconds(10), 2, Duration.ofMinutes(1), 0.1);

  /** A run under test with its journal. */
  private static final class Bench {
    final WorkflowRules rules;
    final List<WorkflowEvent> journal = new ArrayList<>();
    Optional<WorkflowRun> run = Optional.empty();
    Instant now = T0;

    Bench(Effect effect) {
      rules = new WorkflowRules(definition(effect));
      tell(new WorkflowCommand.Start("wf-1", Map.of("n", 1), "ann", 7));
    }

    Decision tell(WorkflowCommand command) {
      Decision decision = rules.decide(run, command, now);
      for (WorkflowEvent event : decision.events()) {
        journal.add(event);
        run = Optional.of(WorkflowHistory.evolve(run, event));
      }
      return decision;
    }

    WorkflowRun run() {
      return run.orElseThrow();
    }

    StepRun step(String name) {
      return run().step(name);
    }

    void succeed(String step) {
      tell(new WorkflowCommand.ReportSuccess(step, step(step).attempts(), Map.of("from", step)));
    }

    void fail(String step, boolean retryable) {
      tell(
          new WorkflowCommand.ReportFailure(
              step, step(step).attempts(), "broken", retryable, false));
    }

    void later(Duration by) {
      now = now.plus(by);
      tell(new WorkflowCommand.Tick());
    }
  }

  private static WorkflowDefinition definition(Effect middle) {
    Duration minute = Duration.ofMinutes(1);
    return new WorkflowDefinition(
        WorkflowType.ANALYSIS_TO_TRADE,
        1,
        List.of(
            StepDefinition.pure("one", TWICE, minute),
            new StepDefinition("two", middle, TWICE, minute, true, true),
            StepDefinition.pure("three", TWICE, minute)),
        ParameterSchema.of());
  }

  @Test
  void stepsRunInOrderAndTheirOutputsAreTheResult() {
    Bench b = new Bench(Effect.PURE);
    b.succeed("one");
    b.succeed("two");
    assertEquals(RunState.RUNNING, b.run().state());
    b.succeed("three");
    assertEquals(RunState.COMPLETED, b.run().state());
    assertEquals(List.of("one", "two", "three"), List.copyOf(b.run().results().keySet()));
    assertEquals(Map.of("from", "two"), b.run().results().get("two"));
    assertEquals(1.0, b.run().view(b.now).progress());
  }

  @Test
  void aStartThatIsRepeatedChangesNothing() {
    Bench b = new Bench(Effect.PURE);
    assertTrue(b.tell(new WorkflowCommand.Start("wf-1", Map.of(), "bob", 9)).events().isEmpty());
  }

  @Test
  void aFailedAttemptWaitsItsDelayAndTheLastOneFailsTheRun() {
    Bench b = new Bench(Effect.PURE);
    b.fail("one", true);
    assertEquals(StepState.WAITING_FOR_RETRY, b.step("one").state());
    b.later(Duration.ofSeconds(8));
    assertEquals(1, b.step("one").attempts(), "10 s ± 10 % are not over");
    b.later(Duration.ofSeconds(4));
    assertEquals(2, b.step("one").attempts());
    b.fail("one", true);
    assertEquals(RunState.FAILED, b.run().state());
    assertEquals(Optional.of("broken"), b.run().error());
    assertEquals(StepState.SKIPPED, b.step("three").state());
  }

  @Test
  void aFailureThatRetryingCannotHelpEndsTheRunAtOnce() {
    Bench b = new Bench(Effect.PURE);
    b.fail("one", false);
    assertEquals(RunState.FAILED, b.run().state());
  }

  @Test
  void resultsOfAnOlderAttemptAreFencedOff() {
    Bench b = new Bench(Effect.PURE);
    b.tell(new WorkflowCommand.Wake());
    assertEquals(2, b.step("one").attempts());
    assertTrue(b.tell(new WorkflowCommand.ReportSuccess("one", 1, Map.of())).events().isEmpty());
    b.succeed("one");
    assertTrue(b.step("one").done());
  }

  @Test
  void theLossOfTheNodeThatWorkedOnAStepCostsOneAttemptAndNoFailure() {
    Bench b = new Bench(Effect.PURE);
    b.tell(new WorkflowCommand.ReportProgress("one", 1, 0.5, "half", Optional.of("far:1")));
    assertEquals(Optional.of("far:1"), b.run().view(b.now).steps().getFirst().node());
    b.tell(new WorkflowCommand.ReportLost("one", 1));
    assertEquals(2, b.step("one").attempts());
    assertEquals(0, b.step("one").failures());
    assertEquals(Optional.empty(), b.step("one").node());
    assertTrue(b.tell(new WorkflowCommand.ReportLost("one", 1)).events().isEmpty());
    b.tell(new WorkflowCommand.ReportSuccess("one", 2, Map.of(), Optional.of("near:1")));
    assertEquals(Optional.of("near:1"), b.step("one").node());
  }

  @Test
  void aCrashInAPureOrIdempotentStepStartsItAgain() {
    for (Effect effect : List.of(Effect.PURE, Effect.IDEMPOTENT)) {
      Bench b = new Bench(effect);
      b.succeed("one");
      b.tell(new WorkflowCommand.Wake());
      assertEquals(Optional.of(new DueWork.RunStep("two", 2, false)), DueWork.of(b.run(), b.now));
      assertEquals(0, b.step("two").failures(), "a crash is not a failure of the step");
    }
  }

  @Test
  void aCrashInAnAtMostOnceStepGoesToTheReconcilerAndNeverToARetry() {
    for (Effect effect : List.of(Effect.AT_MOST_ONCE, Effect.IRREVERSIBLE)) {
      Bench b = new Bench(effect);
      b.succeed("one");
      b.tell(new WorkflowCommand.Wake());
      assertEquals(RunState.UNKNOWN, b.run().state());
      assertEquals(Optional.of(new DueWork.Reconcile("two", 1)), DueWork.of(b.run(), b.now));
      b.tell(new WorkflowCommand.Cancel("ann"));
      assertFalse(b.run().ended(), "an unknown outcome cannot be cancelled away");
      b.tell(new WorkflowCommand.ReportEvidence("two", 1, true, Map.of("id", 5)));
      assertEquals(RunState.CANCELLED, b.run().state());
      assertEquals(StepState.COMPLETED, b.step("two").state());
    }
  }

  @Test
  void anAtMostOnceStepIsTriedAgainOnlyOnEvidenceThatNothingHappened() {
    Bench b = new Bench(Effect.AT_MOST_ONCE);
    b.succeed("one");
    b.tell(new WorkflowCommand.ReportTimeout("two", 1, "too slow"));
    assertEquals(StepState.UNKNOWN, b.step("two").state());
    b.tell(new WorkflowCommand.ReportEvidence("two", 1, false, Map.of()));
    b.later(Duration.ofSeconds(12));
    assertEquals(Optional.of(new DueWork.RunStep("two", 2, false)), DueWork.of(b.run(), b.now));
  }

  @Test
  void aLateAnswerOfTheAttemptInDoubtIsEvidence() {
    Bench b = new Bench(Effect.AT_MOST_ONCE);
    b.succeed("one");
    b.tell(new WorkflowCommand.ReportTimeout("two", 1, "too slow"));
    b.succeed("two");
    assertEquals(StepState.COMPLETED, b.step("two").state());
    assertEquals(StepState.RUNNING, b.step("three").state());
  }

  @Test
  void aCompensatableStepIsUndoneBeforeItIsTriedAgain() {
    Bench b = new Bench(Effect.COMPENSATABLE);
    b.succeed("one");
    b.tell(new WorkflowCommand.Wake());
    assertEquals(Optional.of(new DueWork.Undo("two", 0)), DueWork.of(b.run(), b.now));
    b.tell(new WorkflowCommand.ReportUndone("two"));
    assertEquals(Optional.of(new DueWork.RunStep("two", 2, false)), DueWork.of(b.run(), b.now));
  }

  @Test
  void aFailedRunUndoesWhatWasDoneAndSaysWhenItCannot() {
    Bench b = new Bench(Effect.COMPENSATABLE);
    b.succeed("one");
    b.succeed("two");
    b.fail("three", false);
    assertEquals(Optional.of(new DueWork.Undo("two", 0)), DueWork.of(b.run(), b.now));
    b.tell(new WorkflowCommand.ReportUndoFailure("two", "venue closed"));
    assertEquals(Optional.empty(), DueWork.of(b.run(), b.now), "waits for its back-off");
    b.now = DueWork.alarm(b.run(), b.now).orElseThrow();
    assertEquals(Optional.of(new DueWork.Undo("two", 1)), DueWork.of(b.run(), b.now));
    b.tell(new WorkflowCommand.ReportUndoFailure("two", "venue closed"));
    assertEquals(RunState.FAILED, b.run().state());
    assertEquals(
        "broken; the effect of two could not be undone: venue closed",
        b.run().error().orElseThrow());
  }

  @Test
  void aPauseLetsTheRunningStepEndAndHoldsTheNext() {
    Bench b = new Bench(Effect.PURE);
    b.tell(new WorkflowCommand.Pause("ann"));
    b.succeed("one");
    assertEquals(RunState.PAUSED, b.run().state());
    assertEquals(Optional.empty(), DueWork.of(b.run(), b.now));
    b.tell(new WorkflowCommand.Wake());
    assertEquals(StepState.PENDING, b.step("two").state(), "a restart does not resume");
    b.tell(new WorkflowCommand.Resume("ann"));
    assertEquals(StepState.RUNNING, b.step("two").state());
    assertEquals(
        "workflow.not_paused",
        b.tell(new WorkflowCommand.Resume("ann")).refusal().orElseThrow().code());
  }

  @Test
  void aCancelWaitsForTheRunningStepAndSkipsTheRest() {
    Bench b = new Bench(Effect.IDEMPOTENT);
    b.succeed("one");
    b.tell(new WorkflowCommand.Cancel("ann"));
    assertEquals(RunState.CANCELLING, b.run().state());
    assertEquals(Optional.of(new DueWork.RunStep("two", 1, true)), DueWork.of(b.run(), b.now));
    b.succeed("two");
    assertEquals(RunState.CANCELLED, b.run().state());
    assertEquals(StepState.SKIPPED, b.step("three").state());
    assertEquals(
        "workflow.already_ended",
        b.tell(new WorkflowCommand.Cancel("ann")).refusal().orElseThrow().code());
  }

  @Test
  void anIdempotentStepInterruptedWhileCancellingGetsOneMoreAttemptToCleanUp() {
    Bench b = new Bench(Effect.IDEMPOTENT);
    b.succeed("one");
    b.tell(new WorkflowCommand.Cancel("ann"));
    b.tell(new WorkflowCommand.Wake());
    assertEquals(Optional.of(new DueWork.RunStep("two", 2, true)), DueWork.of(b.run(), b.now));
  }

  @Test
  void aPureStepInterruptedWhileCancellingIsNotStartedAgain() {
    Bench b = new Bench(Effect.PURE);
    b.tell(new WorkflowCommand.Cancel("ann"));
    b.tell(new WorkflowCommand.Wake());
    assertEquals(RunState.CANCELLED, b.run().state());
  }

  @Test
  void aStepThatKillsItsProcessAgainAndAgainEnds() {
    Bench b = new Bench(Effect.PURE);
    for (int i = 0; i <= WorkflowRules.MAX_INTERRUPTIONS; i++) {
      b.tell(new WorkflowCommand.Wake());
    }
    assertEquals(RunState.FAILED, b.run().state());
  }

  @Test
  void aRunOfAnotherVersionDoesNotGoOn() {
    Bench b = new Bench(Effect.PURE);
    var other = new WorkflowRules(definition(Effect.IDEMPOTENT));
    Decision decision = other.decide(b.run, new WorkflowCommand.Wake(), b.now);
    assertTrue(decision.events().getFirst() instanceof WorkflowEvent.WorkflowFailed);
  }

  @Test
  void anAtMostOnceStepWithoutReconcilerAndACompensatableWithoutUndoDoNotRegister() {
    Duration minute = Duration.ofMinutes(1);
    for (Effect e : List.of(Effect.AT_MOST_ONCE, Effect.IRREVERSIBLE, Effect.COMPENSATABLE)) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> new StepDefinition("pay", e, TWICE, minute, false, false));
      assertTrue(error.getMessage().contains("cannot be registered"));
    }
  }
}
