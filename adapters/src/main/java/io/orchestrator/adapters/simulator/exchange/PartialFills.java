package io.orchestrator.adapters.simulator.exchange;

/**
 * Whether orders are filled in pieces.
 *
 * @param smallestShare of what is left, 0 (exclusive) to 1: each fill takes a random share between
 *     this and 1, and never more than the size quoted; the rest waits for the next step
 */
public record PartialFills(boolean enabled, double smallestShare) {
  /** Everything at once. */
  public static final PartialFills NONE = new PartialFills(false, 1);

  /** Between a quarter and all of what is left. */
  public static final PartialFills TYPICAL = new PartialFills(true, 0.25);

  public PartialFills {
    if (!(smallestShare > 0 && smallestShare <= 1)) {
      throw new IllegalArgumentException("smallest-share must be in (0, 1], was " + smallestShare);
    }
  }
}
