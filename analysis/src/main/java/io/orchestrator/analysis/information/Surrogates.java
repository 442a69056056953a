package io.orchestrator.analysis.information;

import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Null distribution by destroying the order of the source: what the estimator says when there is
 * nothing to find.
 */
public final class Surrogates {
  /** How a surrogate is made from the source. */
  public enum Kind {
    /** Random order: keeps the distribution, destroys also the source's own memory. */
    PERMUTATION,
    /**
     * Rotated by a random shift of at least a tenth of the length: keeps the source's own memory,
     * so that a slow source is not taken for a driver.
     */
    CIRCULAR_SHIFT
  }

  /**
   * @param count surrogates drawn; 0 means: not tested by surrogates
   * @param mean of their values in nats; NaN if none
   * @param standardDeviation of their values; NaN if fewer than two
   */
  public record Moments(int count, double mean, double standardDeviation) {
    public static final Moments NONE = new Moments(0, Double.NaN, Double.NaN);
  }

  /**
   * @param pValue (1 + number of surrogates at or above the observed value) / (1 + count): never
   *     zero, valid at every count (Phipson and Smyth 2010)
   */
  public record Test(double pValue, Moments moments) {}

  private Surrogates() {}

  /**
   * @param observed value of the true source
   * @param source not changed
   * @param estimator value of a surrogate source in place of the true one
   * @param seed equal seeds give equal surrogates
   */
  public static Test test(
      double observed,
      double[] source,
      ToDoubleFunction<double[]> estimator,
      Kind kind,
      int count,
      long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one surrogate, not " + count);
    }
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
    double[] surrogate = source.clone();
    int reached = 0;
    double mean = 0;
    double squares = 0;
    for (int i = 1; i <= count; i++) {
      switch (kind) {
        case PERMUTATION -> shuffle(surrogate, random);
        case CIRCULAR_SHIFT -> rotate(source, surrogate, random);
      }
      double value = estimator.applyAsDouble(surrogate);
      reached += value >= observed ? 1 : 0;
      double delta = value - mean;
      mean += delta / i;
      squares += delta * (value - mean);
    }
    double deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : Double.NaN;
    return new Test((1.0 + reached) / (1.0 + count), new Moments(count, mean, deviation));
  }

  private static void shuffle(double[] values, UniformRandomProvider random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  private static void rotate(double[] from, double[] into, UniformRandomProvider random) {
    int least = Math.max(1, from.length / 10);
    int shift = least + random.nextInt(Math.max(1, from.length - 2 * least + 1));
    System.arraycopy(from, 0, into, shift, from.length - shift);
    System.arraycopy(from, from.length - shift, into, 0, shift);
  }
}
