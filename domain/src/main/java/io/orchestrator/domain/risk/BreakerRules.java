package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a breaker opens and closes, by its policy; pure. A signal that cannot be computed is not
 * given, and changes nothing: the gate stops entries by itself then.
 */
public final class BreakerRules {
  static final String BY = "risk_monitor";

  private BreakerRules() {}

  /**
   * @param clearFor how long the number has been clear
   */
  public static Optional<RiskEvent> judge(
      RiskState state, BreakerSignal signal, BreakerPolicy policy, Duration clearFor, Instant now) {
    Breaker breaker = state.breaker(signal.name(), signal.subject());
    return switch (breaker.state()) {
      case CLOSED -> signal.trips() ? trip(breaker, signal, policy, now) : Optional.empty();
      case PROBING -> {
        if (signal.trips()) {
          yield trip(breaker, signal, policy, now);
        }
        yield due(breaker, now)
            ? Optional.of(closed(breaker, "small entries went well", now))
            : Optional.empty();
      }
      case ENTRIES_BLOCKED, REDUCE_ONLY, HALTED ->
          signal.trips() ? Optional.empty() : open(breaker, signal, policy, clearFor, now);
    };
  }

  private static Optional<RiskEvent> open(
      Breaker breaker, BreakerSignal signal, BreakerPolicy policy, Duration clearFor, Instant now) {
    return switch (policy.reset()) {
      case MANUAL, NEXT_SESSION -> Optional.empty();
      case TIMED ->
          due(breaker, now) ? Optional.of(closed(breaker, "waited", now)) : Optional.empty();
      case HYSTERESIS ->
          signal.clear() && clearFor.compareTo(policy.hold()) >= 0
              ? Optional.of(closed(breaker, signal.cause(), now))
              : Optional.empty();
      case HALF_OPEN ->
          due(breaker, now)
              ? Optional.of(
                  new RiskEvent.BreakerProbing(
                      breaker.name(),
                      breaker.subject(),
                      policy.probeSize(),
                      now.plus(policy.probe()),
                      now))
              : Optional.empty();
    };
  }

  /** One without an end, of a journal from before its policy had one, is due at once. */
  private static boolean due(Breaker breaker, Instant now) {
    return breaker.until().map(until -> !now.isBefore(until)).orElse(true);
  }

  private static Optional<RiskEvent> trip(
      Breaker breaker, BreakerSignal signal, BreakerPolicy policy, Instant now) {
    if (policy.opens() == BreakerState.CLOSED) {
      return Optional.empty();
    }
    boolean timed =
        policy.reset() == BreakerPolicy.Reset.TIMED
            || policy.reset() == BreakerPolicy.Reset.HALF_OPEN;
    return Optional.of(
        new RiskEvent.BreakerTripped(
            breaker.name(),
            policy.opens(),
            signal.cause(),
            timed ? Optional.of(now.plus(policy.hold())) : Optional.empty(),
            now,
            breaker.subject()));
  }

  /** A new session began: breakers that wait for it close. */
  public static List<RiskEvent> newSession(RiskState state, BreakerPolicies policies, Instant now) {
    List<RiskEvent> events = new ArrayList<>();
    for (Breaker breaker : state.breakers()) {
      if (breaker.state() != BreakerState.CLOSED
          && policies.of(breaker.name()).reset() == BreakerPolicy.Reset.NEXT_SESSION) {
        events.add(closed(breaker, "a new session began", now));
      }
    }
    return events;
  }

  /**
   * A person closes a breaker.
   *
   * @param equity USD now; the daily loss, or the drawdown, counts from here afterwards
   */
  public static Optional<RiskEvent> reset(
      RiskState state,
      BreakerName name,
      String subject,
      String reason,
      String by,
      double equity,
      Instant now) {
    if (state.breaker(name, subject).state() == BreakerState.CLOSED) {
      return Optional.empty();
    }
    boolean rebases = name == BreakerName.DAILY_LOSS || name == BreakerName.DRAWDOWN;
    Optional<Double> base = rebases && equity > 0 ? Optional.of(equity) : Optional.empty();
    return Optional.of(new RiskEvent.BreakerClosed(name, by, reason, base, now, subject));
  }

  private static RiskEvent closed(Breaker breaker, String reason, Instant now) {
    return new RiskEvent.BreakerClosed(
        breaker.name(), BY, reason, Optional.empty(), now, breaker.subject());
  }
}
