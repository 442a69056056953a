package io.orchestrator.analysis.risk;

import java.util.Arrays;
import java.util.Optional;

/**
 * Historical simulation: today's exposures meet each past period's returns. No distribution is
 * assumed; what never happened in the window is not in the number.
 */
public final class RiskMeasures {
  private RiskMeasures() {}

  /** As {@link #historical(double[][], double[], RiskSettings)} with the default settings. */
  public static RiskEstimate historical(double[][] returns, double[] exposures) {
    return historical(returns, exposures, RiskSettings.DEFAULT);
  }

  /**
   * VaR by the linearly interpolated quantile (type 7 of Hyndman and Fan 1996, NumPy's default),
   * expected shortfall by Acerbi and Tasche 2002 (exactly the worst 5 % of probability mass, the
   * scenario at the border counted in part), EWMA volatility by RiskMetrics 1996.
   *
   * @param returns {@code [period][asset]} simple returns as fractions, oldest first
   * @param exposures signed market value per asset, USD; short positions are negative
   */
  public static RiskEstimate historical(
      double[][] returns, double[] exposures, RiskSettings settings) {
    Optional<RiskEstimate.Unavailable> problem = problem(returns, exposures, settings);
    if (problem.isPresent()) {
      return problem.get();
    }
    double[] pnl = portfolioPnl(returns, exposures);
    double[] losses = Arrays.stream(pnl).map(p -> -p).sorted().toArray();
    double gross = Arrays.stream(exposures).map(Math::abs).sum();
    double annualise = Math.sqrt(settings.periodsPerYear());
    double volatility =
        gross == 0 ? 0 : Math.sqrt(ewmaVariance(pnl, settings.ewmaDecay())) / gross * annualise;
    return new RiskEstimate.Measured(
        Math.max(0, quantile(losses, 0.95)),
        Math.max(0, quantile(losses, 0.99)),
        Math.max(0, tailMean(losses, 0.05)),
        volatility,
        volatilityRatio(pnl, settings.shortWindow()),
        pnl.length);
  }

  /**
   * Profit and loss of today's exposures in every past period, USD, oldest first; the scenarios
   * behind the numbers.
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

  /** Standard deviation of the last {@code window} values over that of all. */
  static double volatilityRatio(double[] values, int window) {
    double shortTerm =
        standardDeviation(Arrays.copyOfRange(values, values.length - window, values.length));
    double longTerm = standardDeviation(values);
    if (longTerm == 0) {
      return 1;
    }
    return shortTerm / longTerm;
  }

  private static double standardDeviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  private static Optional<RiskEstimate.Unavailable> problem(
      double[][] returns, double[] exposures, RiskSettings settings) {
    if (returns.length < settings.minObservations()) {
      return unavailable(
          "risk.too_few_observations",
          returns.length + " returns, at least " + settings.minObservations() + " are needed");
    }
    for (int a = 0; a < exposures.length; a++) {
      if (!Double.isFinite(exposures[a])) {
        return unavailable("risk.not_finite", "exposure of asset " + a + " is " + exposures[a]);
      }
    }
    for (int t = 0; t < returns.length; t++) {
      if (returns[t].length != exposures.length) {
        return unavailable(
            "risk.bad_shape",
            "period "
                + t
                + " has "
                + returns[t].length
                + " returns for "
                + exposures.length
                + " exposures");
      }
      Optional<RiskEstimate.Unavailable> bad = rowProblem(returns[t], exposures, t, settings);
      if (bad.isPresent()) {
        return bad;
      }
    }
    return Optional.empty();
  }

  /** Only assets that are held can spoil the numbers. */
  private static Optional<RiskEstimate.Unavailable> rowProblem(
      double[] row, double[] exposures, int period, RiskSettings settings) {
    for (int a = 0; a < row.length; a++) {
      if (exposures[a] == 0) {
        continue;
      }
      String place = "return of asset " + a + " in period " + period + " is " + row[a];
      if (!Double.isFinite(row[a])) {
        return unavailable("risk.not_finite", place);
      }
      if (Math.abs(row[a]) > settings.maxAbsoluteReturn()) {
        return unavailable(
            "risk.implausible_return", place + ": an unadjusted split or a wrong price?");
      }
    }
    return Optional.empty();
  }

  private static Optional<RiskEstimate.Unavailable> unavailable(String code, String reason) {
    return Optional.of(new RiskEstimate.Unavailable(code, reason));
  }
}
