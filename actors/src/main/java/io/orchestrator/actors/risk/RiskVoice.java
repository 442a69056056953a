package io.orchestrator.actors.risk;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.Violation;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Tells the world what the Risk Monitor decided. */
final class RiskVoice {
  static final String SOURCE = "risk_monitor";
  private final Events events;
  private final LivePublisher live;

  RiskVoice(Events events, LivePublisher live) {
    this.events = events;
    this.live = live;
  }

  void report(RiskReport report) {
    live.publish(new LiveFeed.RiskUpdate(report));
  }

  /**
   * @param since when the violation that is now cleared began
   */
  void fact(RiskEvent event, Optional<Instant> since) {
    switch (event) {
      case RiskEvent.TradingStateSet e ->
          say(
              EventTypes.TRADING_STATE_CHANGED,
              e.to() == TradingState.ACTIVE ? Severity.INFO : Severity.CRITICAL,
              Map.of(
                  "from", e.from().wireName(),
                  "to", e.to().wireName(),
                  "reason", e.reason(),
                  "by", e.by(),
                  "epoch", e.epoch()));
      case RiskEvent.BreakerTripped e ->
          say(
              EventTypes.BREAKER_TRIPPED,
              e.state() == BreakerState.HALTED ? Severity.CRITICAL : Severity.ERROR,
              Map.of("breaker", e.breaker().name(), "state", e.state().name(), "cause", e.cause()));
      case RiskEvent.BreakerClosed e ->
          say(
              EventTypes.BREAKER_RESET,
              Severity.INFO,
              Map.of("breaker", e.breaker().name(), "by", e.by(), "reason", e.reason()));
      case RiskEvent.ViolationRaised e -> {
        say(EventTypes.RISK_VIOLATION, Severity.ERROR, violation(e));
        live.publish(
            new LiveFeed.ViolationUpdate(
                new Violation(
                    e.violation(), e.value(), e.limit(), e.subject(), e.at(), Optional.empty())));
      }
      case RiskEvent.ViolationCleared e -> {
        say(
            EventTypes.RISK_VIOLATION_CLEARED,
            Severity.INFO,
            Map.of(
                "violation", e.violation().name(),
                "subject", e.subject(),
                "value", e.value(),
                "limit", e.limit()));
        live.publish(
            new LiveFeed.ViolationUpdate(
                new Violation(
                    e.violation(),
                    e.value(),
                    e.limit(),
                    e.subject(),
                    since.orElse(e.at()),
                    Optional.of(e.at()))));
      }
      case RiskEvent.DayStarted e -> {
        // A new day is no news; the equity it counts from is in the journal.
      }
    }
  }

  private static Map<String, Object> violation(RiskEvent.ViolationRaised e) {
    return Map.of(
        "violation", e.violation().name(),
        "subject", e.subject(),
        "value", e.value(),
        "limit", e.limit());
  }

  private void say(String type, Severity severity, Map<String, Object> data) {
    events.record(new EventDraft(type, SOURCE, severity, data, ""));
  }
}
