package io.orchestrator.domain.risk.measure;

import java.util.Arrays;
import java.util.List;

/**
 * How the returns of the held names move together: daily, sample covariance with divisor T−1.
 *
 * @param symbols at most {@link #MOST}
 * @param lower the lower triangle row by row, the diagonal included; single precision, because it
 *     travels with every report
 */
public record ReturnCovariance(List<String> symbols, float[] lower) {
  /** More names than that are not carried; their risk is assumed. */
  public static final int MOST = 200;

  /** Of nothing. */
  public static final ReturnCovariance NONE = new ReturnCovariance(List.of(), new float[0]);

  /**
   * @throws IllegalArgumentException too many names, another length, an entry that is not finite
   */
  public ReturnCovariance {
    symbols = List.copyOf(symbols);
    int n = symbols.size();
    if (n > MOST || lower.length != n * (n + 1) / 2) {
      throw new IllegalArgumentException(
          "%d names (at most %d) and %d entries".formatted(n, MOST, lower.length));
    }
    for (float entry : lower) {
      if (!Float.isFinite(entry)) {
        throw new IllegalArgumentException("an entry of the covariance is " + entry);
      }
    }
  }

  /**
   * Standard deviation of a day's result.
   *
   * @param exposures USD in the order of the symbols, negative when short
   */
  public double deviation(double... exposures) {
    // By columns, so that the inner loop has no sum to carry: the order path waits for it.
    double[] below = new double[exposures.length];
    double own = 0;
    int at = 0;
    for (int i = 0; i < exposures.length; i++) {
      double x = exposures[i];
      for (int j = 0; j < i; j++) {
        below[j] += lower[at + j] * x;
      }
      at += i;
      own += x * x * lower[at++];
    }
    double shared = 0;
    for (int j = 0; j < below.length; j++) {
      shared += exposures[j] * below[j];
    }
    // Rounding may leave a perfect hedge a little below nothing.
    return Math.sqrt(Math.max(0, own + 2 * shared));
  }

  /** Standard deviation of one name's daily return. */
  public double deviationOf(int index) {
    return Math.sqrt(Math.max(0, lower[index * (index + 1) / 2 + index]));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReturnCovariance that
        && symbols.equals(that.symbols)
        && Arrays.equals(lower, that.lower);
  }

  @Override
  public int hashCode() {
    return 31 * symbols.hashCode() + Arrays.hashCode(lower);
  }

  @Override
  public String toString() {
    return "ReturnCovariance[symbols=" + symbols.size() + "]";
  }
}
