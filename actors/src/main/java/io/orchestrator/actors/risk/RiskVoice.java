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
import io.orchestrator.domain.risk.ViolationType;
import io.orchestrator.domain.risk.Warning;
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
              Map.of(
                  "breaker", e.breaker().name(),
                  "subject", e.subject(),
                  "state", e.state().name(),
                  "allows", e.state().allows(),
                  "cause", e.cause(),
                  "until", e.until().map(Instant::toString).orElse("")));
      case RiskEvent.BreakerProbing e ->
          say(
              EventTypes.BREAKER_PROBING,
              Severity.WARNING,
              Map.of(
                  "breaker", e.breaker().name(),
                  "subject", e.subject(),
                  "probe_size", e.probeSize(),
                  "until", e.until().toString()));
      case RiskEvent.BreakerClosed e ->
          say(
              EventTypes.BREAKER_RESET,
              Severity.INFO,
              Map.of(
                  "breaker", e.breaker().name(),
                  "subject", e.subject(),
                  "by", e.by(),
                  "reason", e.reason(),
                  "rebased_equity", e.rebasedEquity().map(String::valueOf).orElse("")));
      case RiskEvent.LimitsChanged e ->
          say(
              EventTypes.RISK_LIMITS_CHANGED,
              Severity.WARNING,
              Map.of(
                  "version", e.version().limits().version(),
                  "reason", e.version().reason(),
                  "by", e.version().by(),
                  "approved_by", e.version().approvedBy().orElse(""),
                  "restored", e.version().restored().map(String::valueOf).orElse(""),
                  "limits", LimitNumbers.of(e.version().limits())));
      case RiskEvent.ApprovalRequested e ->
          say(
              EventTypes.APPROVAL_REQUESTED,
              Severity.WARNING,
              Map.of(
                  "id", e.approval().id(),
                  "kind", e.approval().kind().name(),
                  "summary", e.approval().summary(),
                  "reason", e.approval().reason(),
                  "by", e.approval().requestedBy(),
                  "expires_at", e.approval().expiresAt().toString()));
      case RiskEvent.ApprovalDecided e ->
          say(
              EventTypes.APPROVAL_DECIDED,
              Severity.WARNING,
              Map.of("id", e.id(), "granted", e.granted(), "by", e.by(), "reason", e.reason()));
      case RiskEvent.ViolationRaised e -> {
        say(
            EventTypes.RISK_VIOLATION,
            Severity.ERROR,
            violation(e.violation(), e.subject(), e.value(), e.limit()));
        live.publish(
            new LiveFeed.ViolationUpdate(
                new Violation(
                    e.violation(), e.value(), e.limit(), e.subject(), e.at(), Optional.empty())));
      }
      case RiskEvent.ViolationCleared e -> {
        say(
            EventTypes.RISK_VIOLATION_CLEARED,
            Severity.INFO,
            violation(e.violation(), e.subject(), e.value(), e.limit()));
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
      case RiskEvent.HighWaterRaised e -> {
        // Of use for the drawdown only; it stands in the report.
      }
      case RiskEvent.DayStarted e -> {
        // A new day is no news; the equity it counts from is in the journal.
      }
    }
  }

  /** Once when it begins; the report carries it while it lasts. */
  void warning(Warning w) {
    say(
        EventTypes.RISK_WARNING,
        Severity.WARNING,
        Map.of(
            "violation", w.type().name(),
            "subject", w.subject(),
            "value", w.value(),
            "limit", w.limit(),
            "distance", w.distance(),
            "predicted_s", w.predicted().map(d -> String.valueOf(d.toSeconds())).orElse("")));
  }

  private static Map<String, Object> violation(
      ViolationType type, String subject, double value, double limit) {
    return Map.of(
        "violation", type.name(),
        "subject", subject,
        "value", value,
        "limit", limit);
  }

  private void say(String type, Severity severity, Map<String, Object> data) {
    events.record(new EventDraft(type, SOURCE, severity, data, ""));
  }
}
