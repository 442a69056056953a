package io.orchestrator.http;

import io.orchestrator.domain.risk.measure.Contribution;
import io.orchestrator.domain.risk.measure.DrivingScenario;
import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.MethodGrade;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.ReturnCovariance;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.RiskPoint;
import io.orchestrator.domain.risk.measure.SelfGrade;
import io.orchestrator.domain.risk.measure.StressOutcome;
import io.orchestrator.domain.risk.measure.Zone;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One of each kind of risk measure. */
final class ScriptedGrade {
  private static final MethodFigures FIGURES =
      new MethodFigures(RiskMethod.HISTORICAL, 5234.50, 7890.25, 6500, Optional.empty());

  private ScriptedGrade() {}

  static PortfolioRisk measures() {
    return new PortfolioRisk(
        RiskMethod.HISTORICAL,
        RiskMethod.CORNISH_FISHER,
        Optional.of("risk.outside_domain: x"),
        List.of(MethodFigures.none(RiskMethod.CORNISH_FISHER, "risk.outside_domain: x"), FIGURES),
        List.of(new Contribution("AAPL", "Technology", 50_000, 5234.50, 0.1, 5000, -1)),
        List.of(new DrivingScenario(LocalDate.of(2020, 3, 16), 5234.50, 1)),
        new PortfolioRisk.Figures(
            1.1,
            "SPY",
            0.2,
            0.21,
            1,
            0.5,
            false,
            false,
            0.01,
            1.1,
            0.9,
            Map.of("Technology", 0.9),
            0.4,
            0.3,
            0.1,
            -1),
        List.of(new StressOutcome("Covid", "historic", "x", -9_000, -0.07, List.of("AAPL"))),
        ReturnCovariance.NONE);
  }

  static SelfGrade grade(Instant at) {
    return new SelfGrade(
        RiskMethod.CORNISH_FISHER,
        RiskMethod.HISTORICAL,
        250,
        List.of(
            new MethodGrade(
                RiskMethod.HISTORICAL, 250, 12, 3, 0.9, 0.757988, 0.5, 0.8, 0.7, 1.1, Zone.GREEN)),
        Set.of(RiskMethod.CORNISH_FISHER),
        List.of(day(12, -10), day(13, 20)),
        Optional.empty(),
        List.of(
            new RiskPoint(
                at,
                125_000,
                -100,
                5234.50,
                7890.25,
                6500,
                1.1,
                false,
                Optional.of(RiskMethod.HISTORICAL),
                Optional.empty())));
  }

  private static GradedDay day(int day, double pnl) {
    return new GradedDay(
        LocalDate.of(2020, 3, day),
        LocalDate.of(2020, 3, day + 1),
        125_000,
        RiskMethod.HISTORICAL,
        List.of(FIGURES),
        pnl);
  }
}
