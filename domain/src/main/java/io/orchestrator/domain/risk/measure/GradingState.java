package io.orchestrator.domain.risk.measure;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Durable memory of the self-grading.
 *
 * @param open forecasts without outcome, oldest first
 * @param days graded, oldest first, the newest {@link #KEPT}
 * @param demoted methods that may not lead
 * @param peak highest account value at the first reading of a session, USD; 0 before the first
 * @param peakDay session of the newest such reading; empty before the first
 */
@Journaled(name = "risk-grading-state")
public record GradingState(
    List<GradingEvent.ForecastMade> open,
    List<GradedDay> days,
    Set<RiskMethod> demoted,
    double peak,
    Optional<LocalDate> peakDay)
    implements JournalRecord {
  public static final int KEPT = 500;
  public static final GradingState EMPTY =
      new GradingState(List.of(), List.of(), Set.of(), 0, Optional.empty());

  public GradingState {
    open = List.copyOf(open);
    days = List.copyOf(days);
    demoted = Set.copyOf(demoted);
  }

  public Optional<GradingEvent.ForecastMade> newest() {
    return open.isEmpty() ? Optional.empty() : Optional.of(open.getLast());
  }

  public GradingState evolve(GradingEvent event) {
    return switch (event) {
      case GradingEvent.ForecastMade made -> {
        List<GradingEvent.ForecastMade> next = new ArrayList<>(open);
        next.add(made);
        yield new GradingState(next, days, demoted, peak, peakDay);
      }
      case GradingEvent.ForecastMet met -> {
        List<GradedDay> next = new ArrayList<>(days);
        open.stream()
            .filter(f -> f.day().equals(met.day()))
            .map(
                f ->
                    new GradedDay(
                        f.day(), met.outcomeDay(), f.value(), f.lead(), f.figures(), met.pnl()))
            .forEach(next::add);
        List<GradedDay> kept = next.subList(Math.max(0, next.size() - KEPT), next.size());
        yield new GradingState(without(met.day()), kept, demoted, peak, peakDay);
      }
      case GradingEvent.ForecastDropped dropped ->
          new GradingState(without(dropped.day()), days, demoted, peak, peakDay);
      case GradingEvent.MethodDemoted d -> {
        Set<RiskMethod> next = EnumSet.of(d.method());
        next.addAll(demoted);
        yield new GradingState(open, days, next, peak, peakDay);
      }
      case GradingEvent.MethodRestored r -> {
        Set<RiskMethod> next = EnumSet.noneOf(RiskMethod.class);
        next.addAll(demoted);
        next.remove(r.method());
        yield new GradingState(open, days, next, peak, peakDay);
      }
      case GradingEvent.SessionValued p ->
          new GradingState(open, days, demoted, Math.max(peak, p.value()), Optional.of(p.day()));
    };
  }

  private List<GradingEvent.ForecastMade> without(LocalDate day) {
    return open.stream().filter(f -> !f.day().equals(day)).toList();
  }
}
