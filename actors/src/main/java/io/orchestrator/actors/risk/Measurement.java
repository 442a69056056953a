package io.orchestrator.actors.risk;

import io.orchestrator.analysis.risk.AlignedHistory;
import io.orchestrator.analysis.risk.Garch;
import io.orchestrator.analysis.risk.Holdings;
import io.orchestrator.analysis.risk.LossModels;
import io.orchestrator.analysis.risk.PortfolioMeasurement;
import io.orchestrator.analysis.risk.PortfolioScenarios;
import io.orchestrator.analysis.risk.RiskEstimate;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** From the portfolio and daily bars to one reading; the same for the same input on one day. */
final class Measurement {
  private static final TradingCalendar CALENDAR = TradingCalendar.nyse();

  /**
   * What is known beside the portfolio.
   *
   * @param bars daily, by symbol, for every position, and the benchmark's if they are there
   * @param missing why a history is not there; empty if all are
   * @param lossBase USD from which the daily result counts; empty before the first day
   * @param peak highest account value on record, USD; 0 if there is none
   * @param demoted methods that may not lead
   * @param spike ratio of today's to the usual volatility from which it is a spike
   * @param marketNow of the bars: the bar of a session counts when it had closed by then
   */
  record Knowledge(
      Map<String, List<Bar>> bars,
      Optional<String> missing,
      Optional<Double> lossBase,
      double peak,
      Set<RiskMethod> demoted,
      double spike,
      Instant marketNow,
      Instant now) {}

  private final RiskMonitorSettings settings;
  private final Accelerator accelerator;
  private final DailyDynamics dynamics = new DailyDynamics();

  Measurement(RiskMonitorSettings settings, Accelerator accelerator) {
    this.settings = settings;
    this.accelerator = accelerator;
  }

  RiskReading of(Portfolio portfolio, Knowledge known) {
    double equity = portfolio.netLiquidation().doubleValue();
    List<Position> held = portfolio.positions().stream().filter(p -> p.quantity() != 0).toList();
    Optional<String> unpriced =
        held.stream()
            .filter(p -> p.marketPrice().signum() <= 0)
            .map(p -> "no price of " + p.symbol())
            .findFirst();
    boolean equityKnown = portfolio.reconciled() && equity > 0 && unpriced.isEmpty();
    Optional<String> before =
        Optional.<String>empty()
            .or(() -> portfolio.reconciled() ? Optional.empty() : Optional.of("not reconciled"))
            .or(() -> equity > 0 ? Optional.empty() : Optional.of("net liquidation is " + equity))
            .or(() -> unpriced)
            .or(() -> held.isEmpty() ? Optional.empty() : known.missing());
    if (before.isPresent() || held.isEmpty()) {
      return reading(portfolio, held, Optional.empty(), before, equityKnown, known);
    }
    return measured(portfolio, held, equityKnown, known);
  }

  /**
   * All methods on these exposures.
   *
   * @param bars of closed sessions
   */
  Optional<PortfolioRisk> atCloses(
      Map<String, Double> exposures, double equity, Map<String, List<Bar>> bars, Knowledge known) {
    List<String> symbols = List.copyOf(exposures.keySet());
    double[] values = symbols.stream().mapToDouble(exposures::get).toArray();
    RiskEstimate estimate =
        new PortfolioMeasurement(
                settings.measures(), known.spike(), dynamics(symbols, values, bars), accelerator)
            .measure(new Holdings(symbols, values, equity, equity), bars, known.demoted());
    return estimate instanceof RiskEstimate.Measured m ? Optional.of(m.risk()) : Optional.empty();
  }

  private RiskReading measured(
      Portfolio portfolio, List<Position> held, boolean equityKnown, Knowledge known) {
    double equity = portfolio.netLiquidation().doubleValue();
    List<String> symbols = held.stream().map(Position::symbol).toList();
    double[] exposures = held.stream().mapToDouble(p -> p.marketValue().doubleValue()).toArray();
    Map<String, List<Bar>> bars = closed(known.bars(), known.marketNow());
    Garch garch = dynamics(symbols, exposures, bars);
    RiskEstimate estimate =
        new PortfolioMeasurement(settings.measures(), known.spike(), garch, accelerator)
            .measure(
                new Holdings(symbols, exposures, equity, Math.max(equity, known.peak())),
                bars,
                known.demoted());
    return switch (estimate) {
      case RiskEstimate.Measured m ->
          reading(portfolio, held, Optional.of(m), Optional.empty(), equityKnown, known);
      case RiskEstimate.Unavailable u ->
          reading(
              portfolio,
              held,
              Optional.empty(),
              Optional.of(u.code() + ": " + u.reason()),
              equityKnown,
              known);
    };
  }

  /** Once for each newest day of the history: a fit takes longer than all measures together. */
  private Garch dynamics(List<String> symbols, double[] exposures, Map<String, List<Bar>> bars) {
    RiskSettings how = settings.measures();
    AlignedHistory history = AlignedHistory.of(symbols, bars, how.benchmark(), how.window());
    return history.days().isEmpty()
        ? Garch.ewma(how.ewmaDecay())
        : dynamics.of(
            history.days().getLast(),
            () ->
                LossModels.dynamics(
                    PortfolioScenarios.of(history.returns(), exposures).pnl(), how));
  }

  /** A bar of a session that is not over yet is no day's return. */
  static Map<String, List<Bar>> closed(Map<String, List<Bar>> bars, Instant marketNow) {
    LocalDate today = TradingCalendar.dateOf(marketNow);
    boolean over = CALENDAR.session(today).map(s -> !marketNow.isBefore(s.close())).orElse(true);
    if (over) {
      return bars;
    }
    Map<String, List<Bar>> closed = new HashMap<>();
    bars.forEach(
        (symbol, all) ->
            closed.put(
                symbol,
                !all.isEmpty() && TradingCalendar.dateOf(all.getLast().start()).equals(today)
                    ? all.subList(0, all.size() - 1)
                    : all));
    return closed;
  }

  private static RiskReading reading(
      Portfolio portfolio,
      List<Position> held,
      Optional<RiskEstimate.Measured> measured,
      Optional<String> problem,
      boolean equityKnown,
      Knowledge known) {
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
    Optional<MethodFigures> lead = measured.map(RiskEstimate.Measured::lead);
    Optional<PortfolioRisk.Figures> market = measured.map(m -> m.risk().market());
    RiskMetrics metrics =
        new RiskMetrics(
            equity,
            lead.map(MethodFigures::var95).orElse(0.0),
            lead.map(MethodFigures::var99).orElse(0.0),
            lead.map(MethodFigures::expectedShortfall).orElse(0.0),
            market.map(m -> m.spike() || m.turbulent()).orElse(false),
            market.map(PortfolioRisk.Figures::ewmaVolatility).orElse(0.0),
            gross,
            largest.map(Map.Entry::getValue).orElse(0.0),
            largest.map(Map.Entry::getKey).orElse(""),
            equityKnown ? known.lossBase().map(base -> equity - base).orElse(0.0) : 0,
            measured.map(RiskEstimate.Measured::observations).orElse(0),
            known.now(),
            problem,
            measured.map(RiskEstimate.Measured::risk));
    return new RiskReading(
        metrics,
        equityKnown,
        problem.isEmpty(),
        market.map(PortfolioRisk.Figures::volatilityRatio).orElse(1.0),
        concentrations);
  }
}
