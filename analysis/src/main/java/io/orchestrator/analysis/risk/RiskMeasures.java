package io.orchestrator.analysis.risk;

import java.util.Arrays;

/** Building blocks of the measures. */
public final class RiskMeasures {
  private RiskMeasures() {}

  /**
   * Profit and loss of today's exposures in every past period, USD, oldest first; the scenarios
   * behind the numbers.
   *
   * @param returns {@code [period][asset]} simple returns as fractions
   */
  public static double[] portfolioPnl(double[][] returns, double[] exposures) {
    double[] pnl = new double[returns.length];
    for (int t = 0; t < returns.length; t++) {
      double sum = 0;
      for (int a = 0; a < exposures.length; a++) {
        sum += exposures[a] == 0 ? 0 : exposures[a] * returns[t][a];
      }
      pnl[t] = sum;
    }
    return pnl;
  }

  /**
   * Quantile of type 7.
   *
   * @param sorted ascending, at least one value
   */
  public static double quantile(double[] sorted, double probability) {
    double position = (sorted.length - 1) * probability;
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Mean of the largest {@code tail} share of the values, the border value weighted by the part of
   * it that is inside.
   *
   * @param sorted ascending
   */
  public static double tailMean(double[] sorted, double tail) {
    double mass = sorted.length * tail;
    int whole = (int) Math.floor(mass + 1e-9);
    double sum = 0;
    for (int i = 0; i < whole; i++) {
      sum += sorted[sorted.length - 1 - i];
    }
    double part = Math.max(0, mass - whole);
    if (part > 0) {
      sum += part * sorted[sorted.length - 1 - whole];
    }
    return sum / mass;
  }

  /**
   * Exponentially weighted mean of squares, newest value weighted most, weights normalised to one
   * so that no start value is needed; mean return taken as zero (RiskMetrics 1996).
   */
  public static double ewmaVariance(double[] values, double decay) {
    double weighted = 0;
    double weights = 0;
    double weight = 1;
    for (int i = values.length - 1; i >= 0; i--) {
      weighted += weight * values[i] * values[i];
      weights += weight;
      weight *= decay;
    }
    return weighted / weights;
  }

  /** Standard deviation of the last {@code window} values over that of all; 1 if both are 0. */
  static double volatilityRatio(double[] values, int window) {
    double shortTerm =
        standardDeviation(Arrays.copyOfRange(values, values.length - window, values.length));
    double longTerm = standardDeviation(values);
    return longTerm == 0 ? 1 : shortTerm / longTerm;
  }

  private static double standardDeviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /**
   * Mean correlation of all pairs, without looking at any pair: the standardised values of a period
   * are summed, and the mean square of the sums is the sum of all correlations.
   *
   * @param from first period
   * @return 0 for fewer than two columns that vary
   */
  static double meanCorrelation(double[][] returns, int from) {
    int periods = returns.length - from;
    int assets = returns.length == 0 ? 0 : returns[0].length;
    double[] means = new double[assets];
    double[] scales = new double[assets];
    for (int t = from; t < returns.length; t++) {
      for (int a = 0; a < assets; a++) {
        means[a] += returns[t][a] / periods;
      }
    }
    for (int t = from; t < returns.length; t++) {
      for (int a = 0; a < assets; a++) {
        double gap = returns[t][a] - means[a];
        scales[a] += gap * gap;
      }
    }
    int varying = 0;
    for (int a = 0; a < assets; a++) {
      varying += scales[a] > 0 ? 1 : 0;
      scales[a] = scales[a] > 0 ? 1 / Math.sqrt(scales[a] / periods) : 0;
    }
    double[] sums = new double[periods];
    for (int t = 0; t < periods; t++) {
      for (int a = 0; a < assets; a++) {
        sums[t] += (returns[from + t][a] - means[a]) * scales[a];
      }
    }
    return varying < 2
        ? 0
        : (Garch.meanSquare(sums) - varying) / ((double) varying * (varying - 1));
  }

  /**
   * Slope of the values on the benchmark over periods in which the benchmark is known; 0 if it does
   * not vary or is known in fewer than {@code least} periods.
   */
  static double slope(double[] values, double[] benchmark, int least) {
    double[][] column = new double[values.length][1];
    for (int t = 0; t < values.length; t++) {
      column[t][0] = values[t];
    }
    return slopes(column, benchmark, least, 1)[0];
  }

  /**
   * The slope of each asset, all in one walk through the periods.
   *
   * @param returns {@code [period][asset]}
   */
  static double[] slopes(double[][] returns, double[] benchmark, int least, int assets) {
    int n = 0;
    double mean = 0;
    for (double b : benchmark) {
      if (Double.isFinite(b)) {
        n++;
        mean += (b - mean) / n;
      }
    }
    double[] both = new double[assets];
    double squares = 0;
    for (int t = 0; t < returns.length; t++) {
      double gap = benchmark[t] - mean;
      if (Double.isFinite(gap)) {
        // The gaps sum to nothing, so that the means of the assets are not needed.
        for (int a = 0; a < assets; a++) {
          both[a] += returns[t][a] * gap;
        }
        squares += gap * gap;
      }
    }
    for (int a = 0; a < assets; a++) {
      both[a] = n < least || squares == 0 ? 0 : both[a] / squares;
    }
    return both;
  }
}
