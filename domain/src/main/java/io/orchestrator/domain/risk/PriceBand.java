package io.orchestrator.domain.risk;

/**
 * A price against the mean of the last minutes, as the exchanges' limit-up limit-down plan has it.
 *
 * @param reference mean mid of the window, USD; 0: not enough seen
 * @param width of the band to each side, as a fraction
 * @param samples behind the mean
 */
public record PriceBand(double reference, double width, int samples) {
  public static final PriceBand NONE = new PriceBand(0, 0, 0);

  /** False while there is no reference. */
  public boolean leftBy(double price) {
    return reference > 0 && !(Math.abs(price / reference - 1) <= width);
  }
}
