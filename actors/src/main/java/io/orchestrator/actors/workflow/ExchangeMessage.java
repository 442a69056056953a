package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.workflow.ErrorClass;
import java.util.Map;
import java.util.Set;

/**
 * What the workers of different nodes say to each other, so that an idle node takes over steps of a
 * busy one (docs/adr/0034). A lease is a number of the lender; what is said of one that the lender
 * does not know any more changes nothing.
 */
sealed interface ExchangeMessage extends StepWorkers.Command, ClusterMessage {

  /**
   * A free node asks for one step, and takes the place of what it asked before.
   *
   * @param kinds that it knows and has a place for; see {@link Programs#kind}
   */
  record Wish(ActorRef<ExchangeMessage> worker, String node, Set<String> kinds)
      implements ExchangeMessage {
    public Wish {
      kinds = Set.copyOf(kinds);
    }
  }

  /** One step for one wish. What it needs is in the journal, which every node can read. */
  record Lend(
      long lease,
      String kind,
      String workflowId,
      String step,
      int attempt,
      boolean underCancellation,
      ActorRef<ExchangeMessage> lender)
      implements ExchangeMessage {}

  /** The worker has begun. */
  record Taken(long lease, ActorRef<ExchangeMessage> worker) implements ExchangeMessage {}

  /** The worker has not begun and will not: no place any more, or the journal could not be read. */
  record Declined(long lease, String why) implements ExchangeMessage {}

  record Progress(long lease, double fraction, String message) implements ExchangeMessage {}

  /** The code is to come back. */
  record CallBack(long lease, ActorRef<ExchangeMessage> lender) implements ExchangeMessage {}

  /**
   * A part of an {@link Outcome}, for one may be longer than a frame between nodes. Repeated until
   * the lender says {@link Kept}.
   */
  record ResultPart(long lease, int part, int parts, byte[] bytes, ActorRef<ExchangeMessage> worker)
      implements ExchangeMessage {}

  /** The lender has the result, or does not want it any more. */
  record Kept(long lease, ActorRef<ExchangeMessage> lender) implements ExchangeMessage {}

  /** What came of a step. */
  enum Ending {
    SUCCEEDED,
    FAILED,
    TIMED_OUT
  }

  /** A report without its job, which the lender knows. */
  record Outcome(
      Ending ending,
      Map<String, Object> output,
      String error,
      boolean retryable,
      boolean nothingHappened,
      ErrorClass errorClass)
      implements ClusterMessage {

    static Outcome of(StepJob.Report report) {
      return switch (report) {
        case StepJob.Succeeded r ->
            new Outcome(Ending.SUCCEEDED, r.output(), "", false, false, ErrorClass.UNEXPECTED);
        case StepJob.Failed r ->
            new Outcome(
                Ending.FAILED,
                Map.of(),
                r.error(),
                r.retryable(),
                r.nothingHappened(),
                r.errorClass());
        case StepJob.TimedOut r ->
            new Outcome(Ending.TIMED_OUT, Map.of(), r.error(), true, false, ErrorClass.TIMEOUT);
        case StepJob.Progressed r -> throw notAnEnd(r);
        case StepJob.Judged r -> throw notAnEnd(r);
        case StepJob.Undone r -> throw notAnEnd(r);
        case StepJob.Lost r -> throw notAnEnd(r);
        case StepJob.Rejected r -> throw notAnEnd(r);
      };
    }

    private static IllegalArgumentException notAnEnd(StepJob.Report report) {
      return new IllegalArgumentException("no end of a step that was lent: " + report);
    }

    StepJob.Report report(StepJob job) {
      return switch (ending) {
        case SUCCEEDED -> new StepJob.Succeeded(job, output);
        case FAILED -> new StepJob.Failed(job, error, retryable, nothingHappened, errorClass);
        case TIMED_OUT -> new StepJob.TimedOut(job, error);
      };
    }
  }
}
