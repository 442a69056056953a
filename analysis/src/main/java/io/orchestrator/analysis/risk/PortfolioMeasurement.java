package io.orchestrator.analysis.risk;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.risk.measure.Contribution;
import io.orchestrator.domain.risk.measure.DrivingScenario;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.StressOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One measurement of a portfolio by all methods; pure, and the same for the same input. */
public final class PortfolioMeasurement {
  private final RiskSettings settings;
  private final double spikeLimit;
  private final LossModels models;

  /**
   * @param spikeLimit volatility ratio above which volatility is high
   * @param garch dynamics of the portfolio, fitted daily; see {@link LossModels#dynamics}
   */
  public PortfolioMeasurement(RiskSettings settings, double spikeLimit, Garch garch) {
    this(settings, spikeLimit, garch, Accelerator.NONE);
  }

  /**
   * @param accelerator of simulated paths, used while it is there
   */
  public PortfolioMeasurement(
      RiskSettings settings, double spikeLimit, Garch garch, Accelerator accelerator) {
    this.settings = settings;
    this.spikeLimit = spikeLimit;
    models = new LossModels(settings, garch, accelerator);
  }

  /**
   * @param bars daily, oldest first, for each symbol held, and the benchmark's when they are there
   * @param demoted methods that may not lead while another can
   */
  public RiskEstimate measure(
      Holdings holdings, Map<String, List<Bar>> bars, Set<RiskMethod> demoted) {
    AlignedHistory history =
        AlignedHistory.of(holdings.symbols(), bars, settings.benchmark(), settings.window());
    Optional<RiskEstimate.Unavailable> problem =
        HistoryCheck.problem(holdings, bars, history, settings);
    if (problem.isPresent()) {
      return problem.get();
    }
    PortfolioScenarios scenarios = PortfolioScenarios.of(history.returns(), holdings.exposures());
    List<MethodFigures> figures = models.figures(scenarios);
    Optional<MethodFigures> lead = lead(figures, demoted);
    if (lead.isEmpty()) {
      return new RiskEstimate.Unavailable(
          "risk.no_method", figures.getFirst().unavailable().orElse("no method gave a number"));
    }
    return measured(holdings, bars, history, scenarios, figures, lead.get(), demoted);
  }

  private RiskEstimate measured(
      Holdings holdings,
      Map<String, List<Bar>> bars,
      AlignedHistory history,
      PortfolioScenarios scenarios,
      List<MethodFigures> figures,
      MethodFigures lead,
      Set<RiskMethod> demoted) {
    LossModel model = models.of(lead.method());
    double[] betas = betas(history);
    Map<String, String> sectors = settings.sectorBySymbol();
    StressTest stress = new StressTest(holdings, bars, betas, sectors);
    List<StressOutcome> outcomes = settings.scenarios().stream().map(stress::outcome).toList();
    List<Contribution> contributions = contributions(holdings, bars, scenarios, model, lead);
    PortfolioRisk risk =
        new PortfolioRisk(
            lead.method(),
            settings.method(),
            leadReason(figures, lead, demoted),
            figures,
            contributions,
            driving(model, scenarios, history),
            market(holdings, history, scenarios, contributions),
            outcomes,
            SampleCovariance.of(history));
    return new RiskEstimate.Measured(risk, lead, scenarios.pnl().length);
  }

  /** The first that may and can; if all that can are demoted, the first of these. */
  private static Optional<MethodFigures> lead(
      List<MethodFigures> figures, Set<RiskMethod> demoted) {
    List<MethodFigures> known = figures.stream().filter(MethodFigures::known).toList();
    return known.stream()
        .filter(f -> !demoted.contains(f.method()))
        .findFirst()
        .or(() -> known.stream().findFirst());
  }

  private Optional<String> leadReason(
      List<MethodFigures> figures, MethodFigures lead, Set<RiskMethod> demoted) {
    if (lead.method() == settings.method()) {
      return demoted.contains(lead.method())
          ? Optional.of("its own forecasts failed, and so did those of all others")
          : Optional.empty();
    }
    MethodFigures configured = figures.getFirst();
    return Optional.of(
        configured
            .unavailable()
            .orElse("the forecasts of " + configured.method().key() + " failed"));
  }

  private List<Contribution> contributions(
      Holdings holdings,
      Map<String, List<Bar>> bars,
      PortfolioScenarios scenarios,
      LossModel model,
      MethodFigures lead) {
    double[] marginal = model.sensitivities(scenarios);
    double whole = model.var95(scenarios.pnl());
    Map<String, String> sectors = settings.sectorBySymbol();
    double[][] rest = scenarios.pnlWithoutEach();
    List<Contribution> all = new ArrayList<>();
    for (int a = 0; a < marginal.length; a++) {
      String symbol = holdings.symbols().get(a);
      double exposure = holdings.exposures()[a];
      double without = Math.max(0, model.var95(rest[a]));
      all.add(
          new Contribution(
              symbol,
              sectors.getOrDefault(symbol, RiskSettings.NO_SECTOR),
              exposure,
              lead.var95() == 0 ? 0 : exposure * marginal[a],
              marginal[a],
              Math.max(0, whole) - without,
              liquidityDays(exposure, bars.getOrDefault(symbol, List.of()))));
    }
    all.sort(Comparator.comparingDouble(Contribution::component).reversed());
    return List.copyOf(all);
  }

  private double liquidityDays(double exposure, List<Bar> bars) {
    double turnover =
        bars.subList(Math.max(0, bars.size() - settings.shortWindow()), bars.size()).stream()
            .mapToDouble(b -> b.close() * b.volume())
            .average()
            .orElse(0);
    return turnover > 0 ? Math.abs(exposure) / (settings.participation() * turnover) : -1;
  }

  private static List<DrivingScenario> driving(
      LossModel model, PortfolioScenarios scenarios, AlignedHistory history) {
    List<DrivingScenario> days = new ArrayList<>();
    model
        .drivers(scenarios)
        .ifPresent(
            d -> {
              for (int k = 0; k < d.periods().length; k++) {
                days.add(
                    new DrivingScenario(
                        history.days().get(d.periods()[k]), d.losses()[k], d.weights()[k]));
              }
            });
    return List.copyOf(days);
  }

  private double[] betas(AlignedHistory history) {
    return RiskMeasures.slopes(
        history.returns(),
        history.benchmark(),
        settings.minObservations(),
        history.symbols().size());
  }

  private PortfolioRisk.Figures market(
      Holdings holdings,
      AlignedHistory history,
      PortfolioScenarios scenarios,
      List<Contribution> contributions) {
    double[] pnl = scenarios.pnl();
    double gross = scenarios.gross();
    double annual = gross == 0 ? 0 : Math.sqrt(settings.periodsPerYear()) / gross;
    double[] variances = models.garch().scaledTo(pnl).variances(pnl);
    double next = variances[pnl.length];
    double rank =
        (double) Arrays.stream(variances, 0, pnl.length).filter(v -> v < next).count() / pnl.length;
    double ratio = RiskMeasures.volatilityRatio(pnl, settings.shortWindow());
    double shortCorrelation =
        RiskMeasures.meanCorrelation(history.returns(), pnl.length - settings.shortWindow());
    double correlation = RiskMeasures.meanCorrelation(history.returns(), 0);
    double beta =
        RiskMeasures.slope(pnl, history.benchmark(), settings.minObservations()) / holdings.value();
    return new PortfolioRisk.Figures(
        beta,
        settings.benchmark(),
        annual * Math.sqrt(RiskMeasures.ewmaVariance(pnl, settings.ewmaDecay())),
        annual * Math.sqrt(next),
        ratio,
        rank,
        ratio > spikeLimit,
        rank > settings.turbulentRank(),
        Math.max(0, 1 - holdings.value() / holdings.peak()),
        gross / holdings.value(),
        Arrays.stream(holdings.exposures()).sum() / holdings.value(),
        sectors(contributions, holdings.value()),
        herfindahl(holdings.exposures(), gross),
        shortCorrelation,
        shortCorrelation - correlation,
        slowest(contributions));
  }

  private static Map<String, Double> sectors(List<Contribution> contributions, double value) {
    Map<String, Double> sectors = new TreeMap<>();
    contributions.forEach(c -> sectors.merge(c.sector(), c.exposure() / value, Double::sum));
    return sectors;
  }

  private static double herfindahl(double[] exposures, double gross) {
    return gross == 0 ? 0 : Arrays.stream(exposures).map(e -> e / gross * (e / gross)).sum();
  }

  private static double slowest(List<Contribution> contributions) {
    return contributions.stream().anyMatch(c -> c.liquidityDays() < 0)
        ? -1
        : contributions.stream().mapToDouble(Contribution::liquidityDays).max().orElse(0);
  }
}
