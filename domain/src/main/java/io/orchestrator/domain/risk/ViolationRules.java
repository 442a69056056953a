package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A violation is raised when a number was over its limit often enough in the last readings, and
 * cleared only when it is well below: a number at the limit does not flap, and an alarm that lasts
 * is not repeated. What cannot be computed changes nothing.
 */
public final class ViolationRules {
  public static final String PORTFOLIO = "portfolio";

  /** Share of the limit below which a violation ends. */
  static final double CLEAR_AT = 0.95;

  /** Below its share by so much, a warning ends. */
  static final double WARNING_HYSTERESIS = 0.05;

  private ViolationRules() {}

  /**
   * @param trails what the gauges showed lately, this reading included
   */
  public static List<RiskEvent> evaluate(
      RiskState state, List<Gauge> gauges, GaugeTrails trails, Instant now) {
    List<RiskEvent> events = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Gauge g : gauges) {
      seen.add(g.type() + " " + g.subject());
      boolean lasting = state.violation(g.type(), g.subject()).isPresent();
      if (!lasting && trails.confirmed(g)) {
        events.add(new RiskEvent.ViolationRaised(g.type(), g.subject(), g.value(), g.limit(), now));
      } else if (lasting && g.value() <= g.limit() * CLEAR_AT) {
        events.add(
            new RiskEvent.ViolationCleared(g.type(), g.subject(), g.value(), g.limit(), now));
      }
    }
    gone(state, gauges, seen, now, events);
    return events;
  }

  /** A name that is no longer held, or whose price is good again, has no gauge any more. */
  private static void gone(
      RiskState state, List<Gauge> gauges, Set<String> seen, Instant now, List<RiskEvent> events) {
    boolean equityKnown = gauges.stream().anyMatch(g -> g.type() == ViolationType.DAILY_LOSS);
    for (Violation v : state.violations()) {
      boolean perName =
          v.type() == ViolationType.CONCENTRATION && equityKnown
              || v.type() == ViolationType.STALE_DATA;
      if (perName && !seen.contains(v.type() + " " + v.subject())) {
        events.add(new RiskEvent.ViolationCleared(v.type(), v.subject(), 0, v.limit(), now));
      }
    }
  }

  /**
   * Numbers near their limits, each with what is predicted.
   *
   * @param before the warnings that stood until now
   * @param warnAt share of the limit from which on there is one
   */
  public static List<Warning> warnings(
      List<Warning> before, List<Gauge> gauges, GaugeTrails trails, double warnAt, Instant now) {
    List<Warning> warnings = new ArrayList<>();
    for (Gauge g : gauges) {
      Optional<Warning> standing =
          before.stream()
              .filter(w -> w.type() == g.type() && w.subject().equals(g.subject()))
              .findFirst();
      double from = standing.isPresent() ? warnAt - WARNING_HYSTERESIS : warnAt;
      if (g.used() >= from && !g.over()) {
        Optional<Duration> predicted = trails.untilLimit(g);
        Instant since = standing.map(Warning::since).orElse(now);
        warnings.add(new Warning(g.type(), g.subject(), g.value(), g.limit(), predicted, since));
      }
    }
    return List.copyOf(warnings);
  }
}
