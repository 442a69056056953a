package io.orchestrator.domain.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.workflow.CompensationPlan.Action;
import io.orchestrator.domain.workflow.WorkflowRules.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Approval, gates that age, optional steps, deadlines, retry of a failed run, plan of an undo. */
class StepTraitsTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RetryPolicy TWICE =
      new RetryPolicy(2, Duration.ofSeconds(10), 2, Duration.ofMinutes(1), 0);
  private static final RetryPolicy PATIENT =
      new RetryPolicy(5, Duration.ofSeconds(40), 1, Duration.ofMinutes(1), 0);
  private static final AwaitedSignal APPROVAL =
      new AwaitedSignal("approval", HOUR, SignalRole.TRADER, true, Set.of("approval"));

  private static final WorkflowDefinition DEFINITION =
      new WorkflowDefinition(
          WorkflowType.ANALYSIS_TO_TRADE,
          1,
          List.of(
              StepDefinition.pure("look", TWICE, HOUR)
                  .with(StepTraits.NONE.retry(ErrorClass.BUSY, PATIENT)),
              new StepDefinition("reserve", Effect.COMPENSATABLE, TWICE, HOUR, false, true)
                  .with(StepTraits.NONE.onlyIf("reserve")),
              StepDefinition.pure("judge", TWICE, HOUR)
                  .with(StepTraits.NONE.validFor("valid_seconds")),
              new StepDefinition("send", Effect.AT_MOST_ONCE, TWICE, HOUR, true, false)
                  .with(StepTraits.NONE.after(APPROVAL).rollback("fills stay"))),
          ParameterSchema.of());

  private Optional<WorkflowRun> run = Optional.empty();
  private Instant now = T0;

  private Decision tell(WorkflowCommand command) {
    Decision decision = new WorkflowRules(DEFINITION).decide(run, command, now);
    decision.events().forEach(e -> run = Optional.of(WorkflowHistory.evolve(run, e)));
    return decision;
  }

  private void start(boolean approval, boolean reserve, Optional<Instant> deadline) {
    tell(
        new WorkflowCommand.Start(
            "wf-1",
            Map.of("approval", approval, "reserve", reserve, "valid_seconds", 600),
            "ann",
            1,
            new StartOptions(deadline, 0)));
  }

  private StepRun step(String name) {
    return run.orElseThrow().step(name);
  }

  private void succeed(String name) {
    tell(new WorkflowCommand.ReportSuccess(name, step(name).attempts(), Map.of("of", name)));
  }

  private void fail(String name) {
    tell(new WorkflowCommand.ReportFailure(name, step(name).attempts(), "no", false, true));
  }

  private Decision approve(String by, boolean approved, SignalRole... roles) {
    return tell(
        new WorkflowCommand.Signal("approval", Map.of("approved", approved), by, Set.of(roles)));
  }

  private void later(Duration by) {
    now = now.plus(by);
    tell(new WorkflowCommand.Tick());
  }

  private static String code(Decision decision) {
    return decision.refusal().orElseThrow().code();
  }

  @Test
  void aStepThatNobodyAskedForIsSkipped() {
    start(false, false, Optional.empty());
    succeed("look");
    assertEquals(StepState.SKIPPED, step("reserve").state());
    assertEquals(StepState.RUNNING, step("judge").state());
  }

  @Test
  void anApprovalIsAwaitedAndOnlyTheRightOtherPersonGivesIt() {
    start(true, false, Optional.empty());
    succeed("look");
    succeed("judge");
    assertEquals(RunState.WAITING, run.orElseThrow().state());
    assertEquals(0, step("send").attempts(), "nothing was begun");
    assertEquals("auth.forbidden", code(approve("bob", true, SignalRole.OPERATOR)));
    assertEquals("workflow.four_eyes", code(approve("ann", true, SignalRole.TRADER)));
    assertEquals(
        "workflow.not_awaited",
        code(tell(new WorkflowCommand.Signal("other", Map.of(), "bob", Set.of()))));
    approve("bob", true, SignalRole.OPERATOR, SignalRole.TRADER);
    assertEquals(StepState.RUNNING, step("send").state());
    assertEquals("bob", step("send").signal().orElseThrow().by());
  }

  @Test
  void aDenialFailsTheRunBeforeAnythingLeaves() {
    start(true, false, Optional.empty());
    succeed("look");
    succeed("judge");
    approve("bob", false, SignalRole.TRADER);
    assertEquals(RunState.FAILED, run.orElseThrow().state());
    assertTrue(run.orElseThrow().error().orElseThrow().startsWith("workflow.not_approved"));
    assertEquals(0, step("send").attempts());
  }

  @Test
  void anApprovalThatDoesNotComeWhileThePlanHoldsFailsAndARetryAsksAgain() {
    start(true, false, Optional.empty());
    succeed("look");
    succeed("judge");
    assertEquals(Optional.of(T0.plusSeconds(600)), DueWork.alarm(run.orElseThrow(), now));
    later(Duration.ofSeconds(600));
    assertEquals(RunState.FAILED, run.orElseThrow().state());
    tell(new WorkflowCommand.Retry("bob"));
    assertEquals(StepState.RUNNING, step("judge").state(), "a stale verdict is taken again");
    succeed("judge");
    assertEquals(RunState.WAITING, run.orElseThrow().state());
  }

  @Test
  void aVerdictThatAgedDuringAPauseIsTakenAgain() {
    start(false, false, Optional.empty());
    succeed("look");
    tell(new WorkflowCommand.Pause("bob"));
    succeed("judge");
    now = now.plusSeconds(601);
    tell(new WorkflowCommand.Resume("bob"));
    assertEquals(StepState.RUNNING, step("judge").state());
    assertEquals(2, step("judge").attempts());
    succeed("judge");
    assertEquals(1, step("send").attempts());
  }

  @Test
  void aLateRunIsCancelledEvenWhenPaused() {
    start(false, false, Optional.of(T0.plusSeconds(30)));
    succeed("look");
    tell(new WorkflowCommand.Pause("bob"));
    succeed("judge");
    assertEquals(Optional.of(T0.plusSeconds(30)), DueWork.alarm(run.orElseThrow(), now));
    assertEquals(Optional.of(T0.plusSeconds(30)), run.orElseThrow().view(now).deadline());
    later(Duration.ofSeconds(30));
    assertEquals(RunState.CANCELLED, run.orElseThrow().state());
    assertEquals(Optional.of(WorkflowRules.DEADLINE), run.orElseThrow().cancelledBy());
  }

  @Test
  void eachClassOfErrorsHasItsOwnPatience() {
    start(false, false, Optional.empty());
    tell(new WorkflowCommand.ReportFailure("look", 1, "429", true, true, ErrorClass.BUSY));
    assertEquals(Optional.of(T0.plusSeconds(40)), step("look").retryAt());
    later(Duration.ofSeconds(40));
    tell(new WorkflowCommand.ReportFailure("look", 2, "?", true, true, ErrorClass.UNEXPECTED));
    assertEquals(RunState.FAILED, run.orElseThrow().state(), "two attempts of that kind");
  }

  @Test
  void aRetryDoesAgainWhatWasUndoneAndAsksAboutWhatMayHaveHappened() {
    start(false, true, Optional.empty());
    succeed("look");
    succeed("reserve");
    succeed("judge");
    fail("send");
    assertEquals(Optional.of("reserve"), run.orElseThrow().undoing());
    tell(new WorkflowCommand.ReportUndone("reserve"));
    assertEquals(RunState.FAILED, run.orElseThrow().state());
    tell(new WorkflowCommand.Retry("bob"));
    assertEquals(StepState.RUNNING, step("reserve").state());
    assertEquals(2, step("reserve").attempts());
    assertEquals(StepState.COMPLETED, step("look").state());
    succeed("reserve");
    succeed("judge");
    assertEquals(StepState.UNKNOWN, step("send").state());
    tell(new WorkflowCommand.ReportEvidence("send", 1, true, Map.of("sent", true)));
    assertEquals(RunState.COMPLETED, run.orElseThrow().state());
    assertEquals(1, step("send").attempts(), "it was not sent twice");
  }

  @Test
  void onlyAFailedRunCanBeRetriedAndNotOneWhoseEffectIsStillThere() {
    start(false, true, Optional.empty());
    assertEquals("workflow.not_failed", code(tell(new WorkflowCommand.Retry("bob"))));
    succeed("look");
    succeed("reserve");
    succeed("judge");
    fail("send");
    tell(new WorkflowCommand.ReportUndoFailure("reserve", "gone"));
    later(Duration.ofMinutes(1));
    tell(new WorkflowCommand.ReportUndoFailure("reserve", "gone"));
    assertEquals(RunState.FAILED, run.orElseThrow().state());
    assertEquals("workflow.not_undone", code(tell(new WorkflowCommand.Retry("bob"))));
  }

  @Test
  void thePlanNamesWhatWouldBeUndoneLastStepFirst() {
    start(false, true, Optional.empty());
    succeed("look");
    succeed("reserve");
    succeed("judge");
    var plan = CompensationPlan.of(run.orElseThrow(), DEFINITION).items();
    assertEquals(
        List.of("send", "judge", "reserve", "look"),
        plan.stream().map(CompensationPlan.Item::step).toList());
    assertEquals(
        List.of(Action.CANNOT_UNDO, Action.NOTHING, Action.UNDO, Action.NOTHING),
        plan.stream().map(CompensationPlan.Item::action).toList());
    assertEquals("fills stay", plan.getFirst().detail());
    fail("send");
    tell(new WorkflowCommand.ReportUndone("reserve"));
    plan = CompensationPlan.of(run.orElseThrow(), DEFINITION).items();
    assertEquals(Action.DONE, plan.get(2).action());
  }
}
