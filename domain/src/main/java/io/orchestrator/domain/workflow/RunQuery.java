package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.Optional;

/**
 * A question to the directory of runs; the answer is newest first.
 *
 * @param from begun at or after
 * @param to begun before
 * @param symbol that the run is about, among others
 * @param after id of the last run of the page before
 * @param limit 1 to {@link #MAX_LIMIT}
 */
public record RunQuery(
    Optional<RunState> state,
    Optional<WorkflowType> type,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> symbol,
    Optional<String> after,
    int limit) {
  public static final int MAX_LIMIT = 1_000;

  /** The newest runs, whatever they are. */
  public static RunQuery newest(int limit) {
    return new RunQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }
}
