package io.orchestrator.domain.execution;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request with everything filled in. Market time.
 *
 * @param slices adjoin each other and cover the window
 * @param minSlice fewest shares of a child, at least 1
 * @param maxSlice most shares of a child
 * @param basis what the quantities rest on, in words
 * @param estimate absent where volume, volatility or a quote was not known
 */
public record ExecutionPlan(
    Instant start,
    Instant end,
    List<Slice> slices,
    long minSlice,
    long maxSlice,
    String basis,
    Optional<CostEstimate> estimate) {

  /** Shares planned until the end of the slice that has begun; all of them after the last. */
  long scheduledBy(Instant marketNow) {
    return slices.stream()
        .filter(s -> !marketNow.isBefore(s.start()))
        .mapToLong(Slice::quantity)
        .sum();
  }

  Optional<Slice> sliceAt(Instant marketNow) {
    return slices.stream().filter(s -> s.contains(marketNow)).findFirst();
  }
}
