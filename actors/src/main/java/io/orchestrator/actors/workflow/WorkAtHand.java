package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.workflow.DueWork;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a run has the workers do at the moment, kept equal to what its state says is due. */
final class WorkAtHand {
  private static final String LOOK_AGAIN = "look-again";

  private final String workflowId;
  private final ActorRef<WorkflowEntity.Command> self;
  private final TimerScheduler<WorkflowEntity.Command> timers;
  private final WorkflowEntity.Surroundings around;
  private Optional<DueWork> asked = Optional.empty();

  WorkAtHand(
      String workflowId,
      ActorRef<WorkflowEntity.Command> self,
      TimerScheduler<WorkflowEntity.Command> timers,
      WorkflowEntity.Surroundings around) {
    this.workflowId = workflowId;
    this.self = self;
    this.timers = timers;
    this.around = around;
  }

  /** The run was restarted: what its workers do is an older attempt now. */
  void forget() {
    asked = Optional.empty();
  }

  /** The workers have said their last word about a job. */
  void ended(StepJob job) {
    asked = asked.filter(w -> !isAbout(w, job));
  }

  private static boolean isAbout(DueWork work, StepJob job) {
    return work.step().equals(job.name())
        && switch (work) {
          case DueWork.RunStep d -> job.kind() == StepJob.Kind.RUN && d.attempt() == job.attempt();
          case DueWork.Reconcile d -> job.kind() == StepJob.Kind.RECONCILE;
          case DueWork.Undo d -> job.kind() == StepJob.Kind.UNDO;
        };
  }

  /** Makes the workers do what is due, if they are not doing it. */
  void update(WorkflowRun run, Instant now) {
    Optional<DueWork> due = DueWork.of(run, now);
    DueWork.alarm(run, now).ifPresent(t -> lookAgainIn(Duration.between(now, t)));
    if (due.equals(asked)) {
      return;
    }
    if (due.isEmpty()) {
      asked = Optional.empty();
    } else if (asked.isPresent() && nowCancelled(asked.get(), due.get())) {
      asked = due;
      around.workers().tell(new StepWorkers.Cancel(workflowId));
    } else if (!around.mayGoOn().getAsBoolean()) {
      lookAgainIn(around.settings().holdInterval());
    } else if (!pausesBeforeNextQuestion(due.get())) {
      asked = due;
      around.workers().tell(new StepWorkers.Run(job(run, due.get()), self));
    }
  }

  private static boolean nowCancelled(DueWork before, DueWork after) {
    return before instanceof DueWork.RunStep b
        && after instanceof DueWork.RunStep a
        && a.step().equals(b.step())
        && a.attempt() == b.attempt();
  }

  private boolean pausesBeforeNextQuestion(DueWork due) {
    return due instanceof DueWork.Reconcile && timers.isTimerActive(LOOK_AGAIN);
  }

  private StepJob job(WorkflowRun run, DueWork due) {
    WorkflowProgram.Step step = around.programs().of(run).orElseThrow().step(due.step());
    int attempts = run.step(due.step()).attempts();
    return switch (due) {
      case DueWork.RunStep d ->
          new StepJob(StepJob.Kind.RUN, step, d.attempt(), run, d.underCancellation());
      case DueWork.Reconcile d ->
          new StepJob(StepJob.Kind.RECONCILE, step, d.attempt(), run, false);
      case DueWork.Undo d -> new StepJob(StepJob.Kind.UNDO, step, attempts, run, false);
    };
  }

  void lookAgainIn(Duration delay) {
    Duration atLeast = delay.isNegative() ? Duration.ZERO : delay;
    timers.startSingleTimer(LOOK_AGAIN, new WorkflowEntity.LookAgain(), atLeast.plusMillis(1));
  }
}
