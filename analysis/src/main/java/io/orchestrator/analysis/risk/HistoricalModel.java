package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.Arrays;
import java.util.Optional;

/**
 * Past periods as scenarios: plain, weighted by age, or scaled to the present volatility. What
 * never happened in the window is not in the number.
 */
final class HistoricalModel implements LossModel {
  private final RiskMethod method;
  private final Optional<Double> ageDecay;
  private final Optional<Garch> filter;

  private HistoricalModel(RiskMethod method, Optional<Double> ageDecay, Optional<Garch> filter) {
    this.method = method;
    this.ageDecay = ageDecay;
    this.filter = filter;
  }

  static HistoricalModel plain() {
    return new HistoricalModel(RiskMethod.HISTORICAL, Optional.empty(), Optional.empty());
  }

  /**
   * Boudoukh, Richardson, Whitelaw 1998.
   *
   * @param decay weight of a period over that of the next newer one, in (0, 1)
   */
  static HistoricalModel weighted(double decay) {
    return new HistoricalModel(
        RiskMethod.WEIGHTED_HISTORICAL, Optional.of(decay), Optional.empty());
  }

  /** Barone-Adesi, Giannopoulos, Vosper 1999, on the portfolio's own series. */
  static HistoricalModel filtered(Garch garch) {
    return new HistoricalModel(
        RiskMethod.FILTERED_HISTORICAL, Optional.empty(), Optional.of(garch));
  }

  @Override
  public RiskMethod method() {
    return method;
  }

  @Override
  public MethodFigures figures(PortfolioScenarios scenarios) {
    double[] losses = losses(scenarios.pnl());
    TailLoss at95 = tail(losses, TAIL_95);
    TailLoss at99 = tail(losses, TAIL_99);
    return LossModel.figures(method, at95.value(), at99.value(), at95.tailMean());
  }

  @Override
  public double var95(double[] pnl) {
    return tail(losses(pnl), TAIL_95).value();
  }

  @Override
  public double[] sensitivities(PortfolioScenarios scenarios) {
    double[] scales = scales(scenarios.pnl());
    TailLoss at95 = tail(losses(scenarios.pnl()), TAIL_95);
    double[] result = new double[scenarios.exposures().length];
    for (int k = 0; k < at95.scenarios().length; k++) {
      int period = at95.scenarios()[k];
      double weight = at95.weights()[k] * scales[period];
      double[] row = scenarios.returns()[period];
      for (int a = 0; a < result.length; a++) {
        result[a] -= scenarios.exposures()[a] == 0 ? 0 : weight * row[a];
      }
    }
    return result;
  }

  @Override
  public Optional<Drivers> drivers(PortfolioScenarios scenarios) {
    double[] losses = losses(scenarios.pnl());
    TailLoss at95 = tail(losses, TAIL_95);
    double[] driving = Arrays.stream(at95.scenarios()).mapToDouble(i -> losses[i]).toArray();
    return Optional.of(new Drivers(at95.scenarios(), driving, at95.weights()));
  }

  private TailLoss tail(double[] losses, double tail) {
    return ageDecay.isPresent()
        ? TailLoss.weighted(losses, weights(losses.length, ageDecay.get()), tail)
        : TailLoss.equal(losses, tail);
  }

  private double[] losses(double[] pnl) {
    double[] scales = scales(pnl);
    double[] losses = new double[pnl.length];
    Arrays.setAll(losses, t -> -pnl[t] * scales[t]);
    return losses;
  }

  /** Volatility of the next period over that of the scenario's; 1 without a filter. */
  private double[] scales(double[] pnl) {
    double[] scales = new double[pnl.length];
    if (filter.isEmpty()) {
      Arrays.fill(scales, 1);
      return scales;
    }
    double[] variances = filter.get().scaledTo(pnl).variances(pnl);
    double next = variances[pnl.length];
    Arrays.setAll(scales, t -> variances[t] > 0 ? Math.sqrt(next / variances[t]) : 1);
    return scales;
  }

  private static double[] weights(int count, double decay) {
    double[] weights = new double[count];
    double weight = (1 - decay) / (1 - Math.pow(decay, count));
    for (int t = count - 1; t >= 0; t--) {
      weights[t] = weight;
      weight *= decay;
    }
    return weights;
  }
}
