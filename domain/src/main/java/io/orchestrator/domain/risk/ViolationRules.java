package io.orchestrator.domain.risk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The four violations of the specification: raised above the limit, cleared only when well below
 * it, so that a number at the limit does not flap. What cannot be computed changes nothing.
 */
public final class ViolationRules {
  public static final String PORTFOLIO = "portfolio";

  /** Share of the limit below which a violation ends. */
  static final double CLEAR_AT = 0.95;

  private ViolationRules() {}

  public static List<RiskEvent> evaluate(
      RiskState state, RiskReading reading, RiskLimits limits, Instant now) {
    List<RiskEvent> events = new ArrayList<>();
    RiskMetrics m = reading.metrics();
    if (reading.measuresKnown()) {
      judge(state, ViolationType.VAR_LIMIT, PORTFOLIO, m.var95(), limits.var95Limit(), now, events);
      judge(
          state,
          ViolationType.VOLATILITY_SPIKE,
          PORTFOLIO,
          reading.volatilityRatio(),
          limits.volatilitySpike(),
          now,
          events);
    }
    if (reading.equityKnown()) {
      judge(
          state,
          ViolationType.DAILY_LOSS,
          PORTFOLIO,
          Math.max(0, -m.dailyPnl()),
          limits.maxDailyLoss(),
          now,
          events);
      for (String symbol : names(state, reading)) {
        double share = reading.concentrations().getOrDefault(symbol, 0.0);
        judge(
            state,
            ViolationType.CONCENTRATION,
            symbol,
            share,
            limits.maxConcentration(),
            now,
            events);
      }
    }
    return events;
  }

  private static Set<String> names(RiskState state, RiskReading reading) {
    Set<String> names = new TreeSet<>(reading.concentrations().keySet());
    state.violations().stream()
        .filter(v -> v.type() == ViolationType.CONCENTRATION)
        .forEach(v -> names.add(v.subject()));
    return names;
  }

  private static void judge(
      RiskState state,
      ViolationType type,
      String subject,
      double value,
      double limit,
      Instant now,
      List<RiskEvent> events) {
    boolean lasting = state.violation(type, subject).isPresent();
    // The daily loss is a limit that is reached, the others are exceeded (as the gate has it).
    boolean over = type == ViolationType.DAILY_LOSS ? value >= limit : value > limit;
    if (!lasting && over) {
      events.add(new RiskEvent.ViolationRaised(type, subject, value, limit, now));
    } else if (lasting && value <= limit * CLEAR_AT) {
      events.add(new RiskEvent.ViolationCleared(type, subject, value, limit, now));
    }
  }
}
