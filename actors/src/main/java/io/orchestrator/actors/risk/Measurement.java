package io.orchestrator.actors.risk;

import io.orchestrator.analysis.risk.RiskEstimate;
import io.orchestrator.analysis.risk.RiskMeasures;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** From the portfolio and daily bars to one reading; pure. */
final class Measurement {
  private Measurement() {}

  /**
   * @param bars daily, by symbol, for every position
   * @param missing why a history is not there; empty if all are
   * @param lossBase USD from which the daily result counts; empty before the first day
   */
  static RiskReading of(
      Portfolio portfolio,
      Map<String, List<Bar>> bars,
      Optional<String> missing,
      Optional<Double> lossBase,
      RiskLimits limits,
      Instant now) {
    double equity = portfolio.netLiquidation().doubleValue();
    List<Position> held = portfolio.positions().stream().filter(p -> p.quantity() != 0).toList();
    Optional<String> unpriced =
        held.stream()
            .filter(p -> p.marketPrice().signum() <= 0)
            .map(p -> "no price of " + p.symbol())
            .findFirst();
    boolean equityKnown = portfolio.reconciled() && equity > 0 && unpriced.isEmpty();
    RiskEstimate estimate = estimate(held, bars);
    Optional<String> problem =
        Optional.<String>empty()
            .or(() -> portfolio.reconciled() ? Optional.empty() : Optional.of("not reconciled"))
            .or(() -> equity > 0 ? Optional.empty() : Optional.of("net liquidation is " + equity))
            .or(() -> unpriced)
            .or(() -> held.isEmpty() ? Optional.empty() : missing)
            .or(() -> reason(estimate));
    return reading(portfolio, held, estimate, problem, equityKnown, lossBase, limits, now);
  }

  private static Optional<String> reason(RiskEstimate estimate) {
    return estimate instanceof RiskEstimate.Unavailable u
        ? Optional.of(u.code() + ": " + u.reason())
        : Optional.empty();
  }

  private static RiskReading reading(
      Portfolio portfolio,
      List<Position> held,
      RiskEstimate estimate,
      Optional<String> problem,
      boolean equityKnown,
      Optional<Double> lossBase,
      RiskLimits limits,
      Instant now) {
    double equity = portfolio.netLiquidation().doubleValue();
    Map<String, Double> concentrations = new TreeMap<>();
    double gross = 0;
    for (Position position : held) {
      double share = equity > 0 ? Math.abs(position.marketValue().doubleValue()) / equity : 0;
      concentrations.put(position.symbol(), share);
      gross += share;
    }
    Optional<Map.Entry<String, Double>> largest =
        concentrations.entrySet().stream().max(Map.Entry.comparingByValue());
    RiskEstimate.Measured m =
        estimate instanceof RiskEstimate.Measured measured && problem.isEmpty()
            ? measured
            : new RiskEstimate.Measured(0, 0, 0, 0, 1, 0);
    RiskMetrics metrics =
        new RiskMetrics(
            equity,
            m.var95(),
            m.var99(),
            m.expectedShortfall(),
            m.volatilityRatio() > limits.volatilitySpike(),
            m.volatility(),
            gross,
            largest.map(Map.Entry::getValue).orElse(0.0),
            largest.map(Map.Entry::getKey).orElse(""),
            equityKnown ? lossBase.map(base -> equity - base).orElse(0.0) : 0,
            m.observations(),
            now,
            problem);
    return new RiskReading(
        metrics, equityKnown, problem.isEmpty(), m.volatilityRatio(), concentrations);
  }

  /** An empty portfolio has nothing at risk. */
  private static RiskEstimate estimate(List<Position> held, Map<String, List<Bar>> bars) {
    if (held.isEmpty()) {
      return new RiskEstimate.Measured(0, 0, 0, 0, 1, 0);
    }
    double[] exposures = held.stream().mapToDouble(p -> p.marketValue().doubleValue()).toArray();
    return RiskMeasures.historical(
        returns(held.stream().map(Position::symbol).toList(), bars), exposures);
  }

  /**
   * Simple returns at the times that all symbols share, oldest first; empty when one has no bars.
   */
  static double[][] returns(List<String> symbols, Map<String, List<Bar>> bars) {
    TreeSet<Instant> common = null;
    Map<String, Map<Instant, Double>> closes = new TreeMap<>();
    for (String symbol : symbols) {
      Map<Instant, Double> byTime = new TreeMap<>();
      bars.getOrDefault(symbol, List.of()).forEach(bar -> byTime.put(bar.start(), bar.close()));
      closes.put(symbol, byTime);
      if (common == null) {
        common = new TreeSet<>(byTime.keySet());
      } else {
        common.retainAll(byTime.keySet());
      }
    }
    if (common == null || common.size() < 2) {
      return new double[0][];
    }
    List<Instant> times = List.copyOf(common);
    double[][] returns = new double[times.size() - 1][symbols.size()];
    for (int t = 1; t < times.size(); t++) {
      for (int a = 0; a < symbols.size(); a++) {
        Map<Instant, Double> byTime = closes.get(symbols.get(a));
        returns[t - 1][a] = byTime.get(times.get(t)) / byTime.get(times.get(t - 1)) - 1;
      }
    }
    return returns;
  }
}
