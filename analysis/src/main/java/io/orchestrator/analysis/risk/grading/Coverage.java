package io.orchestrator.analysis.risk.grading;

import io.orchestrator.domain.risk.measure.Zone;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/** Tests of how often and when losses exceeded a Value at Risk. */
public final class Coverage {
  private static final ChiSquaredDistribution ONE = new ChiSquaredDistribution(1);
  private static final ChiSquaredDistribution TWO = new ChiSquaredDistribution(2);
  private static final double YELLOW_FROM = 0.95;
  private static final double RED_FROM = 0.9999;

  private Coverage() {}

  /**
   * A likelihood ratio and its p-value.
   *
   * @param ratio twice the difference of log likelihoods, never negative
   */
  public record Test(double ratio, double pValue) {}

  /** Proportion of failures, Kupiec 1995; chi-squared with one degree of freedom. */
  public static Test kupiec(int days, int breaches, double probability) {
    double share = days == 0 ? probability : (double) breaches / days;
    double ratio = 2 * (bernoulli(days, breaches, share) - bernoulli(days, breaches, probability));
    return new Test(Math.max(0, ratio), 1 - ONE.cumulativeProbability(Math.max(0, ratio)));
  }

  /**
   * Independence, Christoffersen 1998, against a first-order Markov chain; one degree of freedom.
   *
   * @param quiet transitions from a day without breach to one without
   * @param begins to a breach
   * @param ends from a breach to a day without
   * @param stays from a breach to a breach
   */
  public static Test independence(int quiet, int begins, int ends, int stays) {
    int all = quiet + begins + ends + stays;
    double free =
        bernoulli(quiet + begins, begins, share(begins, quiet + begins))
            + bernoulli(ends + stays, stays, share(stays, ends + stays));
    double ratio = 2 * (free - bernoulli(all, begins + stays, share(begins + stays, all)));
    return new Test(Math.max(0, ratio), 1 - ONE.cumulativeProbability(Math.max(0, ratio)));
  }

  /** {@link #independence(int, int, int, int)} of a sequence. */
  public static Test independence(boolean[] breaches) {
    int[] n = new int[4];
    for (int t = 1; t < breaches.length; t++) {
      n[(breaches[t - 1] ? 2 : 0) + (breaches[t] ? 1 : 0)]++;
    }
    return independence(n[0], n[1], n[2], n[3]);
  }

  /** Conditional coverage: both ratios together, two degrees of freedom. */
  public static Test conditional(boolean[] breaches, double probability) {
    int count = 0;
    for (boolean breach : breaches) {
      count += breach ? 1 : 0;
    }
    double ratio =
        kupiec(breaches.length, count, probability).ratio() + independence(breaches).ratio();
    return new Test(ratio, 1 - TWO.cumulativeProbability(ratio));
  }

  /**
   * Traffic light for any number of days: yellow from the count that a right model stays below with
   * 95 %, red from 99.99 %. For 250 days at 1 %: green to 4, yellow 5 to 9, red from 10. No breach
   * is green.
   */
  public static Zone zone(int days, int breaches, double probability) {
    if (breaches == 0) {
      return Zone.GREEN;
    }
    double below = new BinomialDistribution(days, probability).cumulativeProbability(breaches);
    if (below < YELLOW_FROM) {
      return Zone.GREEN;
    }
    return below < RED_FROM ? Zone.YELLOW : Zone.RED;
  }

  private static double share(int part, int all) {
    return all == 0 ? 0 : (double) part / all;
  }

  /** Log likelihood; what happens never has no weight when it did not happen. */
  private static double bernoulli(int days, int breaches, double probability) {
    double hits = breaches == 0 ? 0 : breaches * Math.log(probability);
    double misses = breaches == days ? 0 : (days - breaches) * Math.log1p(-probability);
    return hits + misses;
  }
}
