package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A job that has a place: its code, who hears of it, and when it said something last. */
final class StepAtWork {
  record Said(double fraction, String message) {}

  final RunningStep step;
  final ActorRef<? super WorkflowEntity.Reported> replyTo;

  /** The newest word that was not passed on yet. */
  private final AtomicReference<Said> said = new AtomicReference<>();

  /** When the code last said anything. */
  private volatile long heardNanos = System.nanoTime();

  StepAtWork(StepWorkers.Run run, int maxOutputChars) {
    this.replyTo = run.replyTo();
    this.step =
        new RunningStep(
            run.job(),
            maxOutputChars,
            (f, m) -> {
              heardNanos = System.nanoTime();
              said.set(new Said(f, m));
            });
  }

  StepJob job() {
    return step.job();
  }

  Optional<Said> takeWord() {
    return Optional.ofNullable(said.getAndSet(null));
  }

  boolean silent() {
    return job()
        .step()
        .definition()
        .traits()
        .heartbeat()
        .filter(longest -> System.nanoTime() - heardNanos > longest.toNanos())
        .isPresent();
  }
}
