package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.Optional;

/**
 * How a run is to be treated.
 *
 * @param deadline a run that is not at its end by then is cancelled
 * @param priority {@link #LEAST} to {@link #MOST}; steps of a more urgent run get a free place
 *     first
 */
public record StartOptions(Optional<Instant> deadline, int priority) {
  public static final int LEAST = -10;
  public static final int MOST = 10;
  public static final StartOptions DEFAULT = new StartOptions(Optional.empty(), 0);

  public StartOptions {
    if (priority < LEAST || priority > MOST) {
      throw new IllegalArgumentException(
          "priority must be " + LEAST + ".." + MOST + ", was " + priority);
    }
  }
}
