package io.orchestrator.analysis.risk.grading;

import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.GradingState;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.MethodGrade;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.Zone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Grades of the methods from their own forecasts, and who may lead by them; pure. */
public final class Grades {
  private Grades() {}

  /** Of every method, from the newest {@code window} days. */
  public static List<MethodGrade> of(List<GradedDay> days, int window) {
    List<GradedDay> newest = days.subList(Math.max(0, days.size() - window), days.size());
    return Arrays.stream(RiskMethod.values()).map(m -> grade(newest, m)).toList();
  }

  /** Days without a forecast of the method do not count for or against it. */
  static MethodGrade grade(List<GradedDay> days, RiskMethod method) {
    List<MethodFigures> forecasts = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (GradedDay day : days) {
      figures(day, method)
          .ifPresent(
              f -> {
                forecasts.add(f);
                losses.add(-day.pnl());
              });
    }
    int n = forecasts.size();
    boolean[] at95 = new boolean[n];
    boolean[] at99 = new boolean[n];
    double beyond = 0;
    double expected = 0;
    for (int t = 0; t < n; t++) {
      at95[t] = losses.get(t) > forecasts.get(t).var95();
      at99[t] = losses.get(t) > forecasts.get(t).var99();
      beyond += at95[t] ? losses.get(t) : 0;
      expected += at95[t] ? forecasts.get(t).expectedShortfall() : 0;
    }
    return new MethodGrade(
        method,
        n,
        count(at95),
        count(at99),
        Coverage.kupiec(n, count(at95), 0.05).pValue(),
        Coverage.kupiec(n, count(at99), 0.01).pValue(),
        Coverage.independence(at95).pValue(),
        Coverage.conditional(at95, 0.05).pValue(),
        Coverage.conditional(at99, 0.01).pValue(),
        expected > 0 ? beyond / expected : 0,
        Coverage.zone(n, count(at99), 0.01));
  }

  private static Optional<MethodFigures> figures(GradedDay day, RiskMethod method) {
    return day.figures().stream().filter(f -> f.method() == method && f.known()).findFirst();
  }

  private static int count(boolean[] breaches) {
    int count = 0;
    for (boolean breach : breaches) {
      count += breach ? 1 : 0;
    }
    return count;
  }

  /** A red method is demoted, and stays so until it is green. */
  public static List<GradingEvent> consequences(GradingState state, int window, Instant now) {
    List<GradingEvent> events = new ArrayList<>();
    for (MethodGrade grade : of(state.days(), window)) {
      boolean demoted = state.demoted().contains(grade.method());
      String why =
          "%d losses above its 99 %% Value at Risk on %d days"
              .formatted(grade.breaches99(), grade.observations());
      if (!demoted && grade.zone() == Zone.RED) {
        events.add(new GradingEvent.MethodDemoted(grade.method(), why, now));
      } else if (demoted && grade.zone() == Zone.GREEN) {
        events.add(new GradingEvent.MethodRestored(grade.method(), why, now));
      }
    }
    return events;
  }
}
