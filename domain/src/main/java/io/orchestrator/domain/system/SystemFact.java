package io.orchestrator.domain.system;

import io.orchestrator.domain.common.Journaled;
import java.time.Instant;

/** What became of the system; wall time. */
public sealed interface SystemFact extends SystemRecord {

  /**
   * A process took over.
   *
   * @param boots how many there were, with this one
   * @param previous the state in which the process before ended, or was killed
   */
  @Journaled(name = "system-booted")
  record Booted(Instant at, long boots, SystemState previous, Wish wish) implements SystemFact {}

  /**
   * @param durationSeconds how long {@code from} lasted
   */
  @Journaled(name = "system-state-changed")
  record StateChanged(
      Instant at, SystemState from, SystemState to, String cause, double durationSeconds)
      implements SystemFact {}

  /**
   * @param by the subject who asked
   */
  @Journaled(name = "system-wish-changed")
  record WishChanged(Instant at, Wish wish, String by) implements SystemFact {}
}
