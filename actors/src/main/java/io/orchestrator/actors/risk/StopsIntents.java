package io.orchestrator.actors.risk;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Cancels what runs and means to trade: a halt stops those who would place the next order. */
@FunctionalInterface
public interface StopsIntents {

  /**
   * One round. Repeated until one was complete, so whoever carries it out may fail.
   *
   * @return what was cancelled now
   */
  CompletionStage<Stopped> stop(Halt halt);

  /**
   * @param startedBefore only such runs; empty while the halt lasts
   * @param known cancelled in earlier rounds of the same halt
   */
  record Halt(String reason, Optional<Instant> startedBefore, Set<String> known) {}

  /**
   * @param complete everybody was asked, and nobody ran who was not known to be cancelled
   */
  record Stopped(Set<String> cancelled, boolean complete) {
    public static final Stopped NOT_ASKED = new Stopped(Set.of(), false);
  }
}
