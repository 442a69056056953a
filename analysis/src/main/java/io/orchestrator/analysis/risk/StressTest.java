package io.orchestrator.analysis.risk;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.risk.measure.StressOutcome;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts today's positions through a scenario. */
final class StressTest {
  /** A close this many calendar days before the wanted one still stands for it. */
  private static final int MAX_GAP_DAYS = 5;

  private final Holdings holdings;
  private final Map<String, List<Bar>> bars;
  private final double[] betas;
  private final Map<String, String> sectors;

  /**
   * @param betas of each symbol to the benchmark
   */
  StressTest(
      Holdings holdings, Map<String, List<Bar>> bars, double[] betas, Map<String, String> sectors) {
    this.holdings = holdings;
    this.bars = bars;
    this.betas = betas;
    this.sectors = sectors;
  }

  StressOutcome outcome(StressScenario scenario) {
    return switch (scenario) {
      case StressScenario.Historic h -> historic(h);
      case StressScenario.Shock s -> shock(s);
    };
  }

  private StressOutcome historic(StressScenario.Historic scenario) {
    double pnl = 0;
    List<String> proxied = new ArrayList<>();
    for (int a = 0; a < holdings.symbols().size(); a++) {
      String symbol = holdings.symbols().get(a);
      Optional<Double> own = move(bars.getOrDefault(symbol, List.of()), scenario);
      if (own.isEmpty()) {
        proxied.add(symbol);
      }
      pnl += holdings.exposures()[a] * own.orElse(floored(betas[a] * scenario.benchmark()));
    }
    return outcome(scenario, "historic", pnl, proxied);
  }

  /** A price does not fall by more than all. */
  private static double floored(double move) {
    return Math.max(-1, move);
  }

  private StressOutcome shock(StressScenario.Shock scenario) {
    double pnl = 0;
    for (int a = 0; a < holdings.symbols().size(); a++) {
      String symbol = holdings.symbols().get(a);
      String sector = sectors.getOrDefault(symbol, RiskSettings.NO_SECTOR);
      pnl += holdings.exposures()[a] * scenario.move(symbol, sector).orElse(0.0);
    }
    return outcome(scenario, "shock", pnl, List.of());
  }

  private StressOutcome outcome(
      StressScenario scenario, String kind, double pnl, List<String> proxied) {
    return new StressOutcome(
        scenario.name(),
        kind,
        scenario.description(),
        pnl,
        pnl / holdings.value(),
        List.copyOf(proxied));
  }

  private static Optional<Double> move(List<Bar> bars, StressScenario.Historic scenario) {
    Optional<Double> from = close(bars, scenario.from());
    Optional<Double> to = close(bars, scenario.to());
    return from.isPresent() && to.isPresent()
        ? Optional.of(to.get() / from.get() - 1).filter(Double::isFinite)
        : Optional.empty();
  }

  /** Of the day, or of the newest before it; bars are oldest first. */
  private static Optional<Double> close(List<Bar> bars, LocalDate day) {
    int low = 0;
    int high = bars.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (TradingCalendar.dateOf(bars.get(middle).start()).isAfter(day)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (low == 0) {
      return Optional.empty();
    }
    Bar bar = bars.get(low - 1);
    LocalDate found = TradingCalendar.dateOf(bar.start());
    return ChronoUnit.DAYS.between(found, day) <= MAX_GAP_DAYS && bar.close() > 0
        ? Optional.of(bar.close())
        : Optional.empty();
  }
}
