package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Who waits for the end of a run, and whether history and directory were told of it. */
final class RunEnd {
  private static final int MAX_WAITERS = 100;

  private final RunJournal journal;
  private final Set<ActorRef<WorkflowEntity.Answer>> waiters = new HashSet<>();
  private boolean told;

  RunEnd(RunJournal journal) {
    this.journal = journal;
  }

  /** One too many is not remembered; it asks again. */
  void await(ActorRef<WorkflowEntity.Answer> waiter) {
    if (waiters.size() < MAX_WAITERS) {
      waiters.add(waiter);
    }
  }

  void answer(WorkflowEntity.Answer answer) {
    waiters.forEach(waiter -> waiter.tell(answer));
    waiters.clear();
  }

  /** Done when history and directory have it on disk. */
  CompletionStage<Void> tell(WorkflowRun run) {
    told = true;
    return journal.close(run);
  }

  /** Told, or being told. */
  boolean told() {
    return told;
  }

  void told(boolean written) {
    told = written;
  }
}
