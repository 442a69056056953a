package io.orchestrator.domain.resource;

/**
 * When memory counts as scarce. Between the two marks nothing changes, so that a value that swings
 * around one of them does not switch with each swing.
 *
 * @param high share of the largest heap in use after a collection, from which on load is shed
 * @param low share below which it is taken again; smaller than {@code high}
 */
public record MemoryWatermarks(double high, double low) {
  public MemoryWatermarks {
    if (!(high > 0 && high <= 1)) {
      throw new IllegalArgumentException("high must be in (0, 1], was " + high);
    }
    if (!(low >= 0 && low < high)) {
      throw new IllegalArgumentException("low must be in [0, high), was " + low);
    }
  }

  /**
   * @param scarce whether it was until now
   * @param used share of the heap, 0 to 1; NaN (not known): as until now
   */
  public boolean scarce(boolean scarce, double used) {
    return scarce ? !(used < low) : used >= high;
  }
}
