package io.orchestrator.domain.alert;

import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When an alert is raised, repeated and escalated.
 *
 * @param minimumSeverity events from this one on raise an alert
 * @param always event types that raise one whatever their severity
 * @param never event types that raise none
 * @param repeatAfter an open alert that goes on is told again after so long
 * @param quiet what comes back so soon after its end is the same alert, and is not told anew
 * @param escalateAfter without an acknowledgement it is told again, to every channel
 * @param escalateFrom alerts of this severity and worse
 * @param tradingAfter without an acknowledgement for so long again the trading state is tightened;
 *     0: never
 * @param tradingState to this one; never loosened
 */
public record AlertPolicy(
    Severity minimumSeverity,
    List<String> always,
    List<String> never,
    Duration repeatAfter,
    Duration quiet,
    Duration escalateAfter,
    Severity escalateFrom,
    Duration tradingAfter,
    TradingState tradingState) {

  public static final AlertPolicy DEFAULT =
      new AlertPolicy(
          Severity.ERROR,
          List.of(
              "breaker_tripped",
              "broker_alarm",
              "component_escalated",
              "emergency_shutdown",
              "order_duplicated",
              "risk_violation",
              "trading_state_changed"),
          List.of(),
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(15),
          Severity.CRITICAL,
          Duration.ZERO,
          TradingState.REDUCING);

  public AlertPolicy {
    always = List.copyOf(always);
    never = List.copyOf(never);
    require(repeatAfter.isPositive(), "repeat-after must be positive");
    require(!quiet.isNegative(), "quiet must not be negative");
    require(escalateAfter.isPositive(), "escalate-after must be positive");
    require(!tradingAfter.isNegative(), "trading-after must not be negative");
    require(tradingState != TradingState.ACTIVE, "trading-state must be reducing or halted");
  }

  /** How long after the given number of steps the next one comes. */
  Optional<Duration> untilStep(Severity severity, int taken) {
    if (severity.compareTo(escalateFrom) < 0) {
      return Optional.empty();
    }
    return switch (taken) {
      case 0 -> Optional.of(escalateAfter);
      case 1 -> tradingAfter.isZero() ? Optional.empty() : Optional.of(tradingAfter);
      default -> Optional.empty();
    };
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
