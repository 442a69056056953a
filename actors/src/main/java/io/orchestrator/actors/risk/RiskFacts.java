package io.orchestrator.actors.risk;

import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Facts that follow from a reading beside violations and breakers; pure. */
final class RiskFacts {
  private RiskFacts() {}

  /**
   * The first sound reading of a session date; the equity before it, if we saw that.
   *
   * @param lastEquity USD of the reading before; 0 if there was none
   */
  static Optional<RiskEvent> dayStarted(
      RiskState state, RiskReading reading, double lastEquity, Instant marketNow, Instant now) {
    String date = TradingCalendar.dateOf(marketNow).toString();
    if (date.equals(state.sessionDate())) {
      return Optional.empty();
    }
    double equity = lastEquity > 0 ? lastEquity : reading.metrics().portfolioValue();
    return Optional.of(new RiskEvent.DayStarted(date, equity, now));
  }

  /** The daily-loss breaker takes the trading state with it. */
  static Optional<RiskEvent> halted(RiskState state, List<RiskEvent> events, Instant now) {
    return events.stream()
        .filter(RiskEvent.BreakerTripped.class::isInstance)
        .map(RiskEvent.BreakerTripped.class::cast)
        .filter(
            e -> e.state() == BreakerState.HALTED && state.tradingState() != TradingState.HALTED)
        .findFirst()
        .map(
            e ->
                new RiskEvent.TradingStateSet(
                    state.tradingState(),
                    TradingState.HALTED,
                    "breaker " + e.breaker() + ": " + e.cause(),
                    RiskVoice.SOURCE,
                    state.haltEpoch() + 1,
                    now));
  }
}
