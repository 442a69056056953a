package io.orchestrator.domain.system;

import io.orchestrator.domain.common.Journaled;
import java.time.Instant;

/**
 * What the supervisor knows and keeps over restarts.
 *
 * @param since when the present state began
 * @param boots 0: no process ever ran on this journal
 */
@Journaled(name = "system-memory")
public record SystemMemory(SystemState state, Wish wish, Instant since, long boots, String cause)
    implements SystemRecord {
  public static final SystemMemory EMPTY =
      new SystemMemory(SystemState.SHUTDOWN, Wish.RUN, Instant.EPOCH, 0, "never started");
}
