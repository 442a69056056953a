package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The three breakers. DAILY_LOSS trips on confirmed readings, halts, and only a person closes it;
 * POSITION_CONCENTRATION blocks entries in the oversized names and closes by itself well below the
 * limit; ORDER_FREQUENCY blocks entries for a while. What cannot be computed changes nothing here:
 * the gate stops entries by itself then.
 */
public final class BreakerRules {
  private BreakerRules() {}

  /**
   * @param lossReadings readings in a row at or beyond the loss limit, this one included
   * @param confirmations how many of them it takes to halt; one bad tick does not
   */
  public static List<RiskEvent> evaluate(
      RiskState state,
      RiskReading reading,
      RiskLimits limits,
      int lossReadings,
      int confirmations,
      Instant now) {
    List<RiskEvent> events = new ArrayList<>();
    if (reading.equityKnown()) {
      dailyLoss(state, reading, limits, lossReadings >= confirmations, now).ifPresent(events::add);
      concentration(state, reading, limits, now).ifPresent(events::add);
    }
    timedOut(state, now).ifPresent(events::add);
    return events;
  }

  public static boolean atLossLimit(RiskReading reading, RiskLimits limits) {
    return reading.equityKnown() && reading.metrics().dailyPnl() <= -limits.maxDailyLoss();
  }

  /** The desk refused an entry for its frequency; a second report prolongs nothing. */
  public static Optional<RiskEvent> frequencyExceeded(
      RiskState state, int entries, int limit, Duration cooldown, Instant now) {
    return state.breaker(BreakerName.ORDER_FREQUENCY).state() == BreakerState.CLOSED
        ? Optional.of(
            new RiskEvent.BreakerTripped(
                BreakerName.ORDER_FREQUENCY,
                BreakerState.ENTRIES_BLOCKED,
                "entries_last_minute=" + entries + " limit=" + limit,
                Optional.of(now.plus(cooldown)),
                now))
        : Optional.empty();
  }

  /**
   * A person closes a breaker.
   *
   * @param equity USD now; the daily loss counts from here afterwards
   */
  public static Optional<RiskEvent> reset(
      RiskState state, BreakerName name, String reason, String by, double equity, Instant now) {
    if (state.breaker(name).state() == BreakerState.CLOSED) {
      return Optional.empty();
    }
    Optional<Double> base =
        name == BreakerName.DAILY_LOSS && equity > 0 ? Optional.of(equity) : Optional.empty();
    return Optional.of(new RiskEvent.BreakerClosed(name, by, reason, base, now));
  }

  private static Optional<RiskEvent> dailyLoss(
      RiskState state, RiskReading reading, RiskLimits limits, boolean confirmed, Instant now) {
    boolean closed = state.breaker(BreakerName.DAILY_LOSS).state() == BreakerState.CLOSED;
    if (!closed || !confirmed || !atLossLimit(reading, limits)) {
      return Optional.empty();
    }
    return Optional.of(
        new RiskEvent.BreakerTripped(
            BreakerName.DAILY_LOSS,
            BreakerState.HALTED,
            cause("daily_pnl", reading.metrics().dailyPnl(), limits.maxDailyLoss()),
            Optional.empty(),
            now));
  }

  private static Optional<RiskEvent> concentration(
      RiskState state, RiskReading reading, RiskLimits limits, Instant now) {
    Breaker breaker = state.breaker(BreakerName.POSITION_CONCENTRATION);
    double largest = reading.metrics().largestConcentration();
    if (breaker.state() == BreakerState.CLOSED) {
      return largest > limits.maxConcentration()
          ? Optional.of(
              new RiskEvent.BreakerTripped(
                  BreakerName.POSITION_CONCENTRATION,
                  BreakerState.ENTRIES_BLOCKED,
                  cause(reading.metrics().largestName(), largest, limits.maxConcentration()),
                  Optional.empty(),
                  now))
          : Optional.empty();
    }
    return largest <= limits.maxConcentration() * ViolationRules.CLEAR_AT
        ? Optional.of(
            new RiskEvent.BreakerClosed(
                BreakerName.POSITION_CONCENTRATION,
                "risk_monitor",
                cause("below", largest, limits.maxConcentration()),
                Optional.empty(),
                now))
        : Optional.empty();
  }

  private static Optional<RiskEvent> timedOut(RiskState state, Instant now) {
    Instant until = state.until().get(BreakerName.ORDER_FREQUENCY);
    return until != null && !now.isBefore(until)
        ? Optional.of(
            new RiskEvent.BreakerClosed(
                BreakerName.ORDER_FREQUENCY, "risk_monitor", "waited", Optional.empty(), now))
        : Optional.empty();
  }

  private static String cause(String name, double value, double limit) {
    return String.format(Locale.ROOT, "%s=%.4f limit=%.4f", name, value, limit);
  }
}
