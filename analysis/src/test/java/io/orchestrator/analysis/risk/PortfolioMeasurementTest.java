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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.correlation.Covariance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /**
   * What the account's Value at Risk falls by without a name, measured as if it were not held.
   * Cornish and Fisher have no number for these prices, and paths are drawn anew.
   */
  @ParameterizedTest
  @EnumSource(
      value = RiskMethod.class,
      names = {"MONTE_CARLO", "CORNISH_FISHER"},
      mode = EnumSource.Mode.EXCLUDE)
  void theIncrementalRiskIsThatOfTheAccountLessThatWithoutTheName(RiskMethod method) {
    Map<String, Double> held = Map.of("AAPL", 50_000.0, "MSFT", -20_000.0, "SPY", -30_000.0);
    double whole = var95(method, held);
    for (Contribution part : risk(method, held).contributions()) {
      Map<String, Double> rest = new HashMap<>(held);
      rest.remove(part.symbol());
      double expected = whole - var95(method, rest);
      assertEquals(expected, part.incremental(), 1e-9 * whole, part.symbol());
      assertTrue(Math.abs(expected) > 1e-3 * whole, "or the test says nothing");
    }
  }

  /** From the prices by hand: 1.645 deviations less the mean, with the name and without it. */
  @Test
  void theIncrementalRiskOfTheNormalLawByHand() {
    Map<String, Double> held = Map.of("AAPL", 50_000.0, "MSFT", -20_000.0);
    double expected = normalVar(held) - normalVar(Map.of("AAPL", 50_000.0));
    Contribution hedge = risk(RiskMethod.PARAMETRIC, held).contributions().getLast();
    assertEquals("MSFT", hedge.symbol());
    assertEquals(expected, hedge.incremental(), 0.01);
    assertTrue(expected < -100, () -> "a hedge that weighs nothing: " + expected);
    Contribution only =
        risk(RiskMethod.PARAMETRIC, Map.of("AAPL", 50_000.0)).contributions().getFirst();
    assertEquals(normalVar(Map.of("AAPL", 50_000.0)), only.incremental(), 0.01);
  }

  private double normalVar(Map<String, Double> held) {
    double[] pnl = new double[SESSIONS.size() - 1];
    held.forEach(
        (symbol, exposure) -> {
          List<Bar> of = bars.get(symbol);
          for (int t = 0; t < pnl.length; t++) {
            pnl[t] += exposure * (of.get(t + 1).close() / of.get(t).close() - 1);
          }
        });
    double mean = Arrays.stream(pnl).average().orElseThrow();
    double squares = Arrays.stream(pnl).map(x -> (x - mean) * (x - mean)).sum();
    return 1.6448536 * Math.sqrt(squares / pnl.length) - mean;
  }

  private PortfolioRisk risk(RiskMethod method, Map<String, Double> held) {
    List<String> symbols = held.keySet().stream().sorted().toList();
    double[] exposures = symbols.stream().mapToDouble(held::get).toArray();
    return assertInstanceOf(
            RiskEstimate.Measured.class,
            new PortfolioMeasurement(SETTINGS.withMethod(method), 2, Garch.ewma(0.94))
                .measure(new Holdings(symbols, exposures, 100_000, 125_000), bars, Set.of()))
        .risk();
  }

  private double var95(RiskMethod method, Map<String, Double> held) {
    PortfolioRisk risk = risk(method, held);
    assertEquals(method, risk.lead());
    return risk.figures(method).orElseThrow().var95();
  }

  /** One day of five deviations: no spike of the month, and more turbulent than any day before. */
  @Test
  void aDayMoreTurbulentThanNearlyAllIsToldWithoutASpike() {
    PortfolioRisk.Figures usual = risk(Map.of("SPY", 50_000.0)).market();
    assertTrue(usual.volatilityRank() < SETTINGS.turbulentRank() && !usual.turbulent());
    lastMove("SPY", 0.05);
    PortfolioRisk.Figures shaken = risk(Map.of("SPY", 50_000.0)).market();
    assertTrue(shaken.volatilityRatio() < 2 && !shaken.spike(), "of the month");
    assertTrue(shaken.volatilityRank() > SETTINGS.turbulentRank() && shaken.turbulent());
    assertEquals(rank("SPY"), shaken.volatilityRank(), 0.02);
    lastMove("SPY", 0.0001);
    assertEquals(rank("SPY"), risk(Map.of("SPY", 50_000.0)).market().volatilityRank(), 0.02);
  }

  private void lastMove(String symbol, double move) {
    List<Bar> of = bars.get(symbol);
    of.removeLast();
    double close = of.getLast().close() * (1 + move);
    add(symbol, SESSIONS.getLast(), close);
  }

  /** Share of days whose own exponentially weighted variance was below that of the next day. */
  private double rank(String symbol) {
    List<Bar> of = bars.get(symbol);
    int days = Math.min(SETTINGS.window(), of.size() - 1);
    double[] moves =
        IntStream.range(of.size() - days, of.size())
            .mapToDouble(i -> of.get(i).close() / of.get(i - 1).close() - 1)
            .toArray();
    double[] variances = new double[days + 1];
    variances[0] = Arrays.stream(moves).map(m -> m * m).average().orElseThrow();
    for (int t = 0; t < days; t++) {
      variances[t + 1] = 0.94 * variances[t] + 0.06 * moves[t] * moves[t];
    }
    double next = variances[days];
    return (double) Arrays.stream(variances, 0, days).filter(v -> v < next).count() / days;
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
