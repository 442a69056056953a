package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.risk.measure.Contribution;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.ReturnCovariance;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.StressOutcome;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.correlation.Covariance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortfolioMeasurementTest {
  private static final List<TradingSession> SESSIONS =
      TradingCalendar.nyse().sessions(LocalDate.of(2019, 6, 3), LocalDate.of(2021, 6, 30));
  private static final RiskSettings SETTINGS = RiskSettings.DEFAULT;
  private final Map<String, List<Bar>> bars = new HashMap<>();

  /** AAPL moves twice as the benchmark and by itself, MSFT once. */
  @BeforeEach
  void histories() {
    Random random = new Random(12);
    double spy = 100;
    double aapl = 100;
    double msft = 100;
    for (TradingSession session : SESSIONS) {
      double market = 0.01 * random.nextGaussian();
      spy *= 1 + market;
      aapl *= 1 + 2 * market + 0.001 * random.nextGaussian();
      msft *= 1 + market + 0.001 * random.nextGaussian();
      add("SPY", session, spy);
      add("AAPL", session, aapl);
      add("MSFT", session, msft);
    }
  }

  private void add(String symbol, TradingSession session, double close) {
    bars.computeIfAbsent(symbol, s -> new ArrayList<>())
        .add(
            new Bar(
                Symbol.of(symbol),
                Timeframe.D1,
                session.open(),
                close,
                close,
                close,
                close,
                1_000_000));
  }

  private RiskEstimate measure(Map<String, Double> held, Set<RiskMethod> demoted) {
    List<String> symbols = held.keySet().stream().sorted().toList();
    double[] exposures = symbols.stream().mapToDouble(held::get).toArray();
    return new PortfolioMeasurement(SETTINGS, 2, Garch.ewma(0.94))
        .measure(new Holdings(symbols, exposures, 100_000, 125_000), bars, demoted);
  }

  private PortfolioRisk risk(Map<String, Double> held) {
    return assertInstanceOf(RiskEstimate.Measured.class, measure(held, Set.of())).risk();
  }

  private String code(Map<String, Double> held, String part) {
    var none = assertInstanceOf(RiskEstimate.Unavailable.class, measure(held, Set.of()));
    assertTrue(none.reason().contains(part), none.reason());
    return none.code();
  }

  /** Against the covariance of the library, over the newest year. */
  @Test
  void theCovarianceForTheGateIsTheSampleOne() {
    ReturnCovariance c = risk(Map.of("AAPL", 50_000.0, "MSFT", -20_000.0)).covariance();
    assertEquals(List.of("AAPL", "MSFT"), c.symbols());
    double[][] returns = new double[250][];
    List<Bar> aapl = bars.get("AAPL");
    List<Bar> msft = bars.get("MSFT");
    for (int t = 0; t < 250; t++) {
      int i = aapl.size() - 250 + t;
      returns[t] =
          new double[] {
            aapl.get(i).close() / aapl.get(i - 1).close() - 1,
            msft.get(i).close() / msft.get(i - 1).close() - 1
          };
    }
    RealMatrix expected = new Covariance(returns).getCovarianceMatrix();
    assertEquals(expected.getEntry(0, 0), c.lower()[0], 1e-9);
    assertEquals(expected.getEntry(0, 1), c.lower()[1], 1e-9);
    assertEquals(expected.getEntry(1, 1), c.lower()[2], 1e-9);
  }

  @Test
  void figuresOfTheAccount() {
    PortfolioRisk.Figures m = risk(Map.of("AAPL", 50_000.0, "MSFT", -20_000.0)).market();
    assertEquals(0.5 * 2 - 0.2, m.beta(), 0.02);
    assertEquals(0.7, m.grossExposure(), 1e-12);
    assertEquals(0.3, m.netExposure(), 1e-12);
    assertEquals(Map.of("Technology", 0.3), m.sectors());
    assertEquals((25.0 + 4) / 49, m.herfindahl(), 1e-12);
    assertEquals(0.2, m.drawdown(), 1e-12);
    assertTrue(m.correlation() > 0.9 && Math.abs(m.correlationShift()) < 0.1);
  }

  /** At 10 % of a turnover of 1,000,000 shares a day. */
  @Test
  void liquidityDays() {
    double turnover =
        bars.get("AAPL").subList(bars.get("AAPL").size() - 20, bars.get("AAPL").size()).stream()
            .mapToDouble(b -> b.close() * b.volume())
            .average()
            .orElseThrow();
    PortfolioRisk risk = risk(Map.of("AAPL", 50_000.0));
    assertEquals(50_000 / (0.1 * turnover), risk.contributions().getFirst().liquidityDays(), 1e-9);
    assertEquals(risk.contributions().getFirst().liquidityDays(), risk.market().liquidityDays());
  }

  /** All risk is AAPL's, less the hedge's part; without the hedge there is more. */
  @Test
  void aHedgeContributesNegatively() {
    PortfolioRisk risk = risk(Map.of("AAPL", 50_000.0, "SPY", -50_000.0));
    Contribution aapl = risk.contributions().getFirst();
    Contribution hedge = risk.contributions().getLast();
    double var = risk.figures(risk.lead()).orElseThrow().var95();
    assertEquals("AAPL", aapl.symbol());
    assertEquals(var, aapl.component() + hedge.component(), 1e-9 * var);
    assertTrue(hedge.component() < 0 && hedge.incremental() < 0);
    assertTrue(aapl.incremental() > 0 || hedge.incremental() < 0);
    assertEquals(1, risk.scenarios().stream().mapToDouble(s -> s.weight()).sum(), 1e-9);
  }

  @Test
  void aDemotedMethodDoesNotLead() {
    var next =
        assertInstanceOf(
            RiskEstimate.Measured.class,
            measure(Map.of("AAPL", 1_000.0), Set.of(RiskMethod.FILTERED_HISTORICAL)));
    assertEquals(RiskMethod.WEIGHTED_HISTORICAL, next.risk().lead());
    assertEquals(
        "the forecasts of filtered-historical failed", next.risk().leadReason().orElseThrow());
    var none =
        assertInstanceOf(
            RiskEstimate.Measured.class,
            measure(Map.of("AAPL", 1_000.0), Set.of(RiskMethod.values())));
    assertEquals(RiskMethod.FILTERED_HISTORICAL, none.risk().lead());
    assertTrue(none.risk().leadReason().isPresent());
  }

  /** Own prices where they are there, beta times the benchmark's move before. */
  @Test
  void stressOfPastDaysAndOfShocks() {
    PortfolioRisk risk = risk(Map.of("AAPL", 50_000.0, "SPY", 10_000.0));
    StressOutcome covid = stress(risk, "Covid crash");
    double aapl = close("AAPL", "2020-03-23") / close("AAPL", "2020-02-19") - 1;
    double spy = close("SPY", "2020-03-23") / close("SPY", "2020-02-19") - 1;
    assertEquals(50_000 * aapl + 10_000 * spy, covid.pnl(), 1e-6);
    assertEquals(covid.pnl() / 100_000, covid.shareOfValue(), 1e-12);
    StressOutcome old = stress(risk, "Volatility shock 2018");
    assertEquals(List.of("AAPL", "SPY"), old.proxied());
    assertEquals(-0.085 * (50_000 * 2 + 10_000), old.pnl(), 200);
    assertEquals(-0.25 * 50_000 - 0.05 * 10_000, stress(risk, "Technology falls").pnl(), 1e-9);
    assertEquals(6_000, stress(risk, "Market rises by 10 %").pnl(), 1e-9);
  }

  private static StressOutcome stress(PortfolioRisk risk, String name) {
    return risk.stress().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private double close(String symbol, String day) {
    return bars.get(symbol).stream()
        .filter(b -> TradingCalendar.dateOf(b.start()).equals(LocalDate.parse(day)))
        .findFirst()
        .orElseThrow()
        .close();
  }

  @Test
  void missingShortStaleAndImpossibleHistoriesHaveReasons() {
    Map<String, Double> held = Map.of("AAPL", 1_000.0, "MSFT", 1_000.0);
    List<Bar> msft = bars.get("MSFT");
    bars.put("MSFT", msft.subList(msft.size() - 40, msft.size()));
    assertEquals("risk.too_few_observations", code(held, "MSFT with 40 days"));
    bars.put("MSFT", msft.subList(0, msft.size() - 10));
    assertEquals("risk.stale_history", code(held, "MSFT"));
    List<Bar> split = new ArrayList<>(msft);
    Bar wrong = msft.get(msft.size() - 5);
    split.set(
        msft.size() - 5,
        new Bar(wrong.symbol(), Timeframe.D1, wrong.start(), 900, 900, 900, 900, 1));
    bars.put("MSFT", split);
    assertEquals("risk.implausible_return", code(held, "MSFT on 2021-06-24"));
    bars.remove("MSFT");
    assertEquals("risk.too_few_observations", code(held, "MSFT with 0 days"));
    assertEquals("risk.not_finite", code(Map.of("AAPL", Double.NaN), "AAPL"));
  }

  @Test
  void withoutTheBenchmarkThereIsNoBetaAndEverythingElse() {
    bars.remove("SPY");
    PortfolioRisk risk = risk(Map.of("AAPL", 1_000.0));
    assertEquals(0, risk.market().beta());
    assertTrue(risk.figures(RiskMethod.HISTORICAL).orElseThrow().var95() > 0);
  }
}
