package io.orchestrator.domain.event;

import java.util.Optional;

/**
 * One page of the history.
 *
 * @param afterSeq only events behind this one (ascending) or before it (descending)
 * @param limit 1 to 1000
 */
public record EventQuery(
    EventFilter filter, Optional<Long> afterSeq, int limit, boolean ascending) {
  public static final int MAX_LIMIT = 1000;

  public EventQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1.." + MAX_LIMIT + ", was " + limit);
    }
  }
}
