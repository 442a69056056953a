package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.ErrorClass;
import io.orchestrator.domain.workflow.WorkflowCommand;
import java.util.Optional;

/** What the workers say of a job, as a command for the rules of its run. */
final class ReportedWork {
  private ReportedWork() {}

  /**
   * Empty: nothing was found out; ask again later.
   *
   * @param node that did the work
   */
  static Optional<WorkflowCommand> command(StepJob.Report report, String node) {
    StepJob job = report.job();
    return switch (report) {
      case StepJob.Progressed r ->
          Optional.of(
              new WorkflowCommand.ReportProgress(
                  job.name(), job.attempt(), r.fraction(), r.message(), Optional.of(node)));
      case StepJob.Succeeded r ->
          Optional.of(
              new WorkflowCommand.ReportSuccess(
                  job.name(), job.attempt(), r.output(), Optional.of(node)));
      case StepJob.Judged r -> judged(job, r.evidence());
      case StepJob.Undone r -> Optional.of(new WorkflowCommand.ReportUndone(job.name()));
      case StepJob.Failed r -> failed(r);
      case StepJob.TimedOut r ->
          failed(new StepJob.Failed(job, r.error(), true, false, ErrorClass.TIMEOUT));
      case StepJob.Lost r -> Optional.of(new WorkflowCommand.ReportLost(job.name(), job.attempt()));
      case StepJob.Rejected r -> Optional.empty();
    };
  }

  private static Optional<WorkflowCommand> judged(StepJob job, WorkflowProgram.Evidence evidence) {
    return evidence.known()
        ? Optional.of(
            new WorkflowCommand.ReportEvidence(
                job.name(), job.attempt(), evidence.happened(), evidence.output()))
        : Optional.empty();
  }

  private static Optional<WorkflowCommand> failed(StepJob.Failed r) {
    StepJob job = r.job();
    return switch (job.kind()) {
      case RUN ->
          Optional.of(
              new WorkflowCommand.ReportFailure(
                  job.name(),
                  job.attempt(),
                  r.error(),
                  r.retryable(),
                  r.nothingHappened(),
                  r.errorClass()));
      case RECONCILE -> Optional.empty();
      case UNDO -> Optional.of(new WorkflowCommand.ReportUndoFailure(job.name(), r.error()));
    };
  }
}
