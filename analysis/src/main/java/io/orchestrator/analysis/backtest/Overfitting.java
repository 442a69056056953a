package io.orchestrator.analysis.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** What is left of a search's best result once it is known how much was searched. */
public final class Overfitting {
  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final double EULER = 0.57721566490153286;

  private Overfitting() {}

  /**
   * Probability that the true Sharpe ratio is above a benchmark; D. Bailey, M. López de Prado, "The
   * Sharpe ratio efficient frontier" (2012).
   *
   * @param sharpe per period, not a year; so is the benchmark
   */
  public static double probabilisticSharpe(double sharpe, double benchmark, double[] returns) {
    return probabilisticSharpe(
        sharpe, benchmark, returns.length, Metrics.moment(returns, 3), Metrics.moment(returns, 4));
  }

  static double probabilisticSharpe(
      double sharpe, double benchmark, int n, double skewness, double kurtosis) {
    double spread = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe;
    return NORMAL.cumulativeProbability(
        (sharpe - benchmark) * Math.sqrt(n - 1.0) / Math.sqrt(Math.max(1e-12, spread)));
  }

  /**
   * The Sharpe ratio to be expected of the best of so many trials without any merit; Bailey and
   * López de Prado, "The deflated Sharpe ratio" (2014).
   *
   * @param variance of the trials' Sharpe ratios, per period
   */
  public static double expectedMaximum(int trials, double variance) {
    if (trials < 2) {
      return 0;
    }
    return Math.sqrt(variance)
        * ((1 - EULER) * NORMAL.inverseCumulativeProbability(1 - 1.0 / trials)
            + EULER * NORMAL.inverseCumulativeProbability(1 - 1 / (trials * Math.E)));
  }

  /**
   * @param sharpes of all trials, a year
   * @param best daily returns of the best of them
   */
  public static double deflatedSharpe(double[] sharpes, double[] best) {
    double mean = Arrays.stream(sharpes).average().orElse(0);
    double variance =
        Arrays.stream(sharpes).map(s -> (s - mean) * (s - mean)).sum()
            / Math.max(1, sharpes.length - 1)
            / Metrics.YEAR;
    // Trials that are alike hide the noise of a single one: never less than that of no skill.
    double floor = Math.max(variance, 1.0 / best.length);
    return probabilisticSharpe(
        Metrics.sharpe(best) / Math.sqrt(Metrics.YEAR),
        expectedMaximum(sharpes.length, floor),
        best);
  }

  /**
   * What combinatorially symmetric cross-validation says of a search.
   *
   * @param overfitting how often the best of one half is below the median in the other (PBO)
   * @param loss how often it loses there
   * @param shortfall how far the chosen trial's Sharpe ratio is below that of the median trial
   *     there, a year, on average over the splits; negative: choosing pays
   */
  public record Symmetric(double overfitting, double loss, double shortfall) {}

  /**
   * Bailey, Borwein, López de Prado, Zhu, "The probability of backtest overfitting" (2015).
   *
   * @param trials daily returns, all of one length
   * @param blocks even; 10 gives 252 splits
   */
  public static Symmetric symmetric(double[][] trials, int blocks) {
    var sums = new BlockSums(trials, blocks);
    int below = 0;
    int lost = 0;
    int splits = 0;
    double shortfall = 0;
    var others = new double[trials.length];
    for (int chosen = 0; chosen < 1 << blocks; chosen++) {
      if (Integer.bitCount(chosen) != blocks / 2) {
        continue;
      }
      int best = sums.best(chosen);
      double out = sums.sharpe(best, ~chosen);
      int worse = 0;
      for (int k = 0; k < trials.length; k++) {
        others[k] = sums.sharpe(k, ~chosen);
        worse += others[k] < out ? 1 : 0;
      }
      Arrays.sort(others);
      shortfall += others[others.length / 2] - out;
      below += (worse + 1.0) / (trials.length + 1.0) <= 0.5 ? 1 : 0;
      lost += out <= 0 ? 1 : 0;
      splits++;
    }
    return new Symmetric((double) below / splits, (double) lost / splits, shortfall / splits);
  }

  /** Sums and squares of each trial in each block: any union of blocks costs nothing more. */
  private static final class BlockSums {
    private final double[][] sum;
    private final double[][] squares;
    private final int[] length;

    BlockSums(double[][] trials, int blocks) {
      int days = trials[0].length;
      sum = new double[trials.length][blocks];
      squares = new double[trials.length][blocks];
      length = new int[blocks];
      for (int t = 0; t < days; t++) {
        int block = (int) ((long) t * blocks / days);
        length[block]++;
        for (int k = 0; k < trials.length; k++) {
          sum[k][block] += trials[k][t];
          squares[k][block] += trials[k][t] * trials[k][t];
        }
      }
    }

    double sharpe(int trial, int blocks) {
      double s = 0;
      double q = 0;
      int n = 0;
      for (int b = 0; b < length.length; b++) {
        if ((blocks >> b & 1) == 1) {
          s += sum[trial][b];
          q += squares[trial][b];
          n += length[b];
        }
      }
      return Metrics.sharpe(s, q, n);
    }

    int best(int blocks) {
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < sum.length; k++) {
        double own = sharpe(k, blocks);
        if (own > highest) {
          highest = own;
          best = k;
        }
      }
      return best;
    }
  }

  /**
   * Combinatorial purged cross-validation: out-of-sample Sharpe ratios, a year, of what was best on
   * the rest; López de Prado, "Advances in Financial Machine Learning" (2018), chapter 12.
   *
   * @param purge days left out of the training on both sides of a test group
   * @param embargo days left out besides, behind it
   */
  public static double[] combinatorialPurged(
      double[][] trials, int groups, int tested, int purge, int embargo) {
    int days = trials[0].length;
    var out = new ArrayList<Double>();
    for (int test = 0; test < 1 << groups; test++) {
      if (Integer.bitCount(test) != tested) {
        continue;
      }
      boolean[] train = training(days, groups, test, purge, embargo);
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < trials.length; k++) {
        double own = masked(trials[k], train);
        if (own > highest) {
          highest = own;
          best = k;
        }
      }
      out.add(masked(trials[best], tests(days, groups, test)));
    }
    return out.stream().mapToDouble(x -> x).toArray();
  }

  private static double masked(double[] r, boolean[] mask) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int t = 0; t < r.length; t++) {
      if (mask[t]) {
        sum += r[t];
        squares += r[t] * r[t];
        n++;
      }
    }
    return Metrics.sharpe(sum, squares, n);
  }

  private static boolean[] tests(int days, int groups, int test) {
    var in = new boolean[days];
    for (int t = 0; t < days; t++) {
      in[t] = (test >> (int) ((long) t * groups / days) & 1) == 1;
    }
    return in;
  }

  static boolean[] training(int days, int groups, int test, int purge, int embargo) {
    boolean[] tested = tests(days, groups, test);
    var in = new boolean[days];
    Arrays.fill(in, true);
    for (int t = 0; t < days; t++) {
      if (tested[t]) {
        Arrays.fill(in, Math.max(0, t - purge), Math.min(days, t + purge + embargo + 1), false);
      }
    }
    return in;
  }

  /**
   * Quantiles of the Sharpe ratio, a year, by the stationary bootstrap (Politis, Romano 1994).
   *
   * @param block mean length
   */
  public static double[] bootstrap(
      double[] returns, int samples, int block, long seed, double... quantiles) {
    var random = new SplittableRandom(seed);
    var sharpes = new double[samples];
    int n = returns.length;
    for (int k = 0; k < samples && n > 1; k++) {
      double sum = 0;
      double squares = 0;
      int at = random.nextInt(n);
      for (int i = 0; i < n; i++) {
        sum += returns[at];
        squares += returns[at] * returns[at];
        at = random.nextInt(block) == 0 ? random.nextInt(n) : (at + 1) % n;
      }
      sharpes[k] = Metrics.sharpe(sum, squares, n);
    }
    Arrays.sort(sharpes);
    return Arrays.stream(quantiles)
        .map(q -> sharpes[(int) Math.min(samples - 1, Math.floor(q * samples))])
        .toArray();
  }

  /**
   * Whether the neighbours of the best are good too: their mean Sharpe ratio over the best's own,
   * about 1 on a plateau, near 0 on a lonely peak.
   */
  public static double stability(
      ParameterSpace space, List<double[]> points, double[] sharpes, int best) {
    int neighbours = Math.min(points.size() - 1, Math.max(3, points.size() / 20));
    if (neighbours < 1 || sharpes[best] <= 0) {
      return 0;
    }
    Integer[] order = new Integer[points.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        java.util.Comparator.comparingDouble(
            i -> distance(space, points.get(i), points.get(best))));
    double sum = 0;
    for (int k = 1; k <= neighbours; k++) {
      sum += sharpes[order[k]];
    }
    return sum / neighbours / sharpes[best];
  }

  private static double distance(ParameterSpace space, double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      var range = space.ranges().get(i);
      sum += Math.pow(range.unit(a[i]) - range.unit(b[i]), 2);
    }
    return sum;
  }
}
