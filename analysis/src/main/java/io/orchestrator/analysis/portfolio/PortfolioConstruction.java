package io.orchestrator.analysis.portfolio;

import io.orchestrator.analysis.portfolio.BlackLitterman.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Target weights by a method within limits; what cannot be solved falls back, with a reason. */
public final class PortfolioConstruction {
  private PortfolioConstruction() {}

  /**
   * @param covariance per period; positive variances
   * @param marketCaps USD by asset; needed by the methods that weigh by them, else empty
   * @param views for Black-Litterman; returns per period of the covariance
   * @param current weights now, sum at most 1
   */
  public record Problem(
      WeightMethod method,
      double[][] covariance,
      double[] marketCaps,
      List<View> views,
      double[] current,
      WeightLimits limits) {}

  /**
   * @param used the method that gave the weights; differs from the wished one after a fallback
   * @param notes what was relaxed or replaced, and why; in the words of the report
   */
  public record Target(double[] weights, String used, List<String> notes) {}

  /**
   * @throws IllegalArgumentException if no weights keep the limits
   */
  public static Target solve(Problem problem) {
    var notes = new ArrayList<String>();
    String used = problem.method().wireName();
    Optional<double[]> found;
    try {
      check(problem);
      found = wished(problem);
      if (found.isEmpty()) {
        notes.add(used + " did not converge");
      }
    } catch (IllegalArgumentException e) {
      notes.add(used + " cannot be computed: " + e.getMessage());
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      boolean usable = variancesPositive(problem.covariance());
      used = usable ? "inverse_variance" : "equal_weight";
      notes.add("weights are of " + used + " instead");
      found =
          Optional.of(
              usable
                  ? Weights.inverseVariance(problem.covariance())
                  : Weights.equal(problem.current().length));
    }
    double[] within = within(problem.limits(), found.get(), notes);
    return new Target(limitTurnover(problem, within, notes), used, notes);
  }

  private static void check(Problem p) {
    boolean risky = p.method() != WeightMethod.EQUAL_WEIGHT;
    if (risky && p.method() != WeightMethod.MARKET_CAP_WEIGHTED) {
      if (!variancesPositive(p.covariance())) {
        throw new IllegalArgumentException("an asset has no variance");
      }
    }
    boolean caps =
        p.method() == WeightMethod.MARKET_CAP_WEIGHTED
            || p.method() == WeightMethod.BLACK_LITTERMAN;
    if (caps
        && (p.marketCaps().length != p.current().length
            || Arrays.stream(p.marketCaps()).anyMatch(c -> !(c > 0) || Double.isInfinite(c)))) {
      throw new IllegalArgumentException("a market capitalisation is missing for some assets");
    }
  }

  private static boolean variancesPositive(double[][] covariance) {
    for (int i = 0; i < covariance.length; i++) {
      if (!(covariance[i][i] > 0) || Double.isInfinite(covariance[i][i])) {
        return false;
      }
    }
    return true;
  }

  private static Optional<double[]> wished(Problem p) {
    double[][] covariance = p.covariance();
    int n = p.current().length;
    return switch (p.method()) {
      case EQUAL_WEIGHT -> Optional.of(Weights.equal(n));
      case RISK_PARITY -> RiskParity.weights(covariance);
      case MARKET_CAP_WEIGHTED -> Optional.of(Weights.normalised(p.marketCaps()));
      case MINIMUM_VARIANCE -> programme(p.limits(), covariance, new double[n]).solve();
      case HIERARCHICAL_RISK_PARITY -> Optional.of(HierarchicalRiskParity.weights(covariance));
      case MAXIMUM_DIVERSIFICATION -> maximumDiversification(covariance);
      case BLACK_LITTERMAN -> blackLitterman(p);
    };
  }

  /** The least risky portfolio of assets scaled to the same volatility, scaled back. */
  private static Optional<double[]> maximumDiversification(double[][] covariance) {
    int n = covariance.length;
    var correlation = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        correlation[i][j] = covariance[i][j] / Math.sqrt(covariance[i][i] * covariance[j][j]);
      }
    }
    return programme(WeightLimits.longOnly(n), correlation, new double[n])
        .solve()
        .map(
            y -> {
              for (int i = 0; i < n; i++) {
                y[i] /= Math.sqrt(covariance[i][i]);
              }
              return Weights.normalised(y);
            });
  }

  private static Optional<double[]> blackLitterman(Problem p) {
    BlackLitterman model = BlackLitterman.DEFAULT;
    double[] market = Weights.normalised(p.marketCaps());
    double[] expected = model.posterior(p.covariance(), market, p.views());
    double[] q = Arrays.stream(expected).map(mu -> -mu / model.riskAversion()).toArray();
    return programme(p.limits(), p.covariance(), q).solve();
  }

  private static QuadraticProgram programme(WeightLimits l, double[][] p, double[] q) {
    return new QuadraticProgram(p, q, l.lower(), l.upper(), l.rows(), l.rowLower(), l.rowUpper());
  }

  /** The nearest weights within the limits. */
  private static double[] within(WeightLimits limits, double[] wished, List<String> notes) {
    double[] scaled = Arrays.stream(wished).map(w -> w * limits.invested()).toArray();
    if (limits.keeps(wished, 1e-9)) {
      return wished;
    }
    if (limits.keeps(scaled, 1e-9)) {
      return scaled;
    }
    int n = wished.length;
    var identity = new double[n][n];
    for (int i = 0; i < n; i++) {
      identity[i][i] = 1;
    }
    double[] q = Arrays.stream(scaled).map(w -> -w).toArray();
    double[] nearest =
        programme(limits, identity, q)
            .solve()
            .orElseThrow(
                () -> new IllegalArgumentException("no weights keep all limits of the sectors"));
    notes.add("the method's weights were moved to the nearest ones within the limits");
    return nearest;
  }

  private static double[] limitTurnover(Problem p, double[] target, List<String> notes) {
    double wished = Weights.turnover(p.current(), target);
    double most = p.limits().maxTurnover();
    if (wished <= most || most >= 1) {
      return target;
    }
    double share = most / wished;
    var moved = new double[target.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = p.current()[i] + share * (target[i] - p.current()[i]);
    }
    notes.add(
        "turnover of %.1f %% is limited to %.1f %%: the way is gone in part"
            .formatted(100 * wished, 100 * most));
    if (!p.limits().keeps(moved, 1e-9)) {
      notes.add("until the rest of the way is gone some limits of weights stay broken");
    }
    return moved;
  }
}
