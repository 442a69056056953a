package io.orchestrator.domain.risk;

import io.orchestrator.domain.risk.measure.Contribution;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.ReturnCovariance;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the 95 % Value at Risk becomes with another order; made once a report, asked at each order.
 *
 * <p>The leading number cannot be computed anew in the order path. It is carried on by the normal
 * law on the covariance of the held names: the measured number plus the change of the normal one,
 * but no less than the first-order change of the leading number, and never below the normal number
 * itself. Risk is convex in the exposures, so that the first order alone is a lower bound: it
 * misses how a hedge that overshoots is a risk again.
 */
public final class MarginalVar {
  /** One-sided 95 % quantile of the standard normal law. */
  static final double Z_95 = 1.6448536269514722;

  /**
   * A leading number above the normal one (fat tails, a restless market) carries its excess over to
   * the change, at most so often: of an almost perfect hedge the quotient says nothing.
   */
  private static final double MOST_EXCESS = 3;

  /** Nothing is measured: every name's risk is assumed. */
  public static final MarginalVar NONE =
      new MarginalVar(ReturnCovariance.NONE, new HashMap<>(), new double[0], 0, 0, 1);

  private final ReturnCovariance covariance;
  private final Map<String, Integer> index;
  private final double[] marginal;
  private final double[] deviations;
  private final double measured;
  private final double normal;
  private final double excess;

  private MarginalVar(
      ReturnCovariance covariance,
      Map<String, Integer> index,
      double[] marginal,
      double measured,
      double normal,
      double excess) {
    this.covariance = covariance;
    this.index = index;
    this.marginal = marginal;
    deviations = new double[marginal.length];
    Arrays.setAll(deviations, i -> Z_95 * covariance.deviationOf(i));
    this.measured = measured;
    this.normal = normal;
    this.excess = excess;
  }

  public static MarginalVar of(RiskMetrics metrics) {
    if (metrics.measures().isEmpty()) {
      return new MarginalVar(
          NONE.covariance, NONE.index, NONE.marginal, metrics.var95(), 0, NONE.excess);
    }
    PortfolioRisk risk = metrics.measures().get();
    ReturnCovariance covariance = risk.covariance();
    List<String> symbols = covariance.symbols();
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < symbols.size(); i++) {
      index.put(symbols.get(i), i);
    }
    double[] exposures = new double[symbols.size()];
    double[] marginal = new double[symbols.size()];
    for (Contribution c : risk.contributions()) {
      Integer i = index.get(c.symbol());
      if (i != null) {
        exposures[i] = c.exposure();
        marginal[i] = c.marginal();
      }
    }
    double normal = Z_95 * covariance.deviation(exposures);
    double excess = normal > 0 ? Math.clamp(metrics.var95() / normal, 1, MOST_EXCESS) : 1;
    return new MarginalVar(covariance, index, marginal, metrics.var95(), normal, excess);
  }

  /**
   * USD, when this order and every working entry fills. Working entries add what each has alone (no
   * subset of them has more together); names without a covariance their assumed share.
   *
   * @param usd of the order at its worst price, negative when it sells
   * @param price of the order's name
   * @param assumed share of the notional, of a name that is not measured
   */
  double after(ExposureBook book, String symbol, double usd, double price, double assumed) {
    double[] exposures = new double[marginal.length];
    double alone =
        book.sumOfNames(
            (name, position, entries) -> {
              Integer i = index.get(name);
              if (i == null) {
                double held = name.equals(symbol) ? 0 : Math.abs(position);
                return assumed * (held + entries);
              }
              exposures[i] = position;
              return excess * deviations[i] * entries;
            });
    Integer own = index.get(symbol);
    double firstOrder = 0;
    if (own == null) {
      alone += assumed * Math.abs(book.position(symbol) * price + usd);
    } else {
      exposures[own] = book.position(symbol) * price + usd;
      firstOrder = marginal[own] * usd;
    }
    double now = Z_95 * covariance.deviation(exposures);
    double carried = measured + Math.max(excess * (now - normal), firstOrder);
    return Math.max(now, carried) + alone;
  }
}
