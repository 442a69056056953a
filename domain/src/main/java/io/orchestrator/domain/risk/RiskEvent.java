package io.orchestrator.domain.risk;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.Optional;

/** What the Risk Monitor decided; wall time. */
public sealed interface RiskEvent extends JournalRecord {
  Instant at();

  /** A new trading state under a new halt epoch; on disk before it is carried out. */
  @Journaled(name = "risk-trading-state-set")
  record TradingStateSet(
      TradingState from, TradingState to, String reason, String by, long epoch, Instant at)
      implements RiskEvent {}

  /**
   * @param until when it closes by itself; empty: by hysteresis or by hand
   */
  @Journaled(name = "risk-breaker-tripped")
  record BreakerTripped(
      BreakerName breaker,
      BreakerState state,
      String cause,
      Optional<Instant> until,
      Instant at,
      String subject)
      implements RiskEvent {
    public BreakerTripped {
      // A journal from before there were breakers of names and strategies has no subject.
      subject = subject == null ? Breaker.PORTFOLIO : subject;
    }
  }

  /** It has waited: small entries pass until {@code until}. */
  @Journaled(name = "risk-breaker-probing")
  record BreakerProbing(
      BreakerName breaker, String subject, double probeSize, Instant until, Instant at)
      implements RiskEvent {}

  /**
   * @param rebasedEquity USD from which the daily loss, or the drawdown, counts from now on;
   *     present when a person reset that breaker
   */
  @Journaled(name = "risk-breaker-closed")
  record BreakerClosed(
      BreakerName breaker,
      String by,
      String reason,
      Optional<Double> rebasedEquity,
      Instant at,
      String subject)
      implements RiskEvent {
    public BreakerClosed {
      subject = subject == null ? Breaker.PORTFOLIO : subject;
    }
  }

  /**
   * @param subject the symbol, or {@code portfolio}
   */
  @Journaled(name = "risk-violation-raised")
  record ViolationRaised(
      ViolationType violation, String subject, double value, double limit, Instant at)
      implements RiskEvent {}

  @Journaled(name = "risk-violation-cleared")
  record ViolationCleared(
      ViolationType violation, String subject, double value, double limit, Instant at)
      implements RiskEvent {}

  /**
   * A new session date began.
   *
   * @param sessionDate ISO date in exchange time
   * @param equity USD, from which the day's result counts
   */
  @Journaled(name = "risk-day-started")
  record DayStarted(String sessionDate, double equity, Instant at) implements RiskEvent {}

  /** Net liquidation was, confirmed, higher than ever; USD. */
  @Journaled(name = "risk-high-water-raised")
  record HighWaterRaised(double equity, Instant at) implements RiskEvent {}

  /** Other limits hold from now on. */
  @Journaled(name = "risk-limits-changed")
  record LimitsChanged(LimitVersion version, Instant at) implements RiskEvent {}

  /** A person wants something to which a second one must agree. */
  @Journaled(name = "risk-approval-requested")
  record ApprovalRequested(Approval approval, Instant at) implements RiskEvent {}

  /**
   * It was decided, or nobody did in time.
   *
   * @param by the second person, or {@code risk_monitor}
   */
  @Journaled(name = "risk-approval-decided")
  record ApprovalDecided(long id, boolean granted, String by, String reason, Instant at)
      implements RiskEvent {}
}
