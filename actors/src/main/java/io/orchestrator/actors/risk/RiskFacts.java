package io.orchestrator.actors.risk;

import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.time.LocalDate;
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
  static RiskEvent dayStarted(LocalDate date, RiskReading reading, double lastEquity, Instant now) {
    double equity = lastEquity > 0 ? lastEquity : reading.metrics().portfolioValue();
    return new RiskEvent.DayStarted(date.toString(), equity, now);
  }

  /** A breaker that halts, or allows reducing only, takes the trading state with it. */
  static Optional<RiskEvent> halted(RiskState state, List<RiskEvent> events, Instant now) {
    Optional<TradingState> target = Optional.empty();
    RiskEvent.BreakerTripped cause = null;
    for (RiskEvent event : events) {
      if (event instanceof RiskEvent.BreakerTripped tripped) {
        Optional<TradingState> wanted = follows(tripped.state());
        // HALTED is the stricter one, and the last of the enumeration.
        if (wanted.isPresent() && wanted.get().compareTo(target.orElse(state.tradingState())) > 0) {
          target = wanted;
          cause = tripped;
        }
      }
    }
    if (cause == null) {
      return Optional.empty();
    }
    return Optional.of(
        new RiskEvent.TradingStateSet(
            state.tradingState(),
            target.get(),
            "breaker " + cause.breaker() + ": " + cause.cause(),
            RiskVoice.SOURCE,
            state.haltEpoch() + 1,
            now));
  }

  private static Optional<TradingState> follows(BreakerState state) {
    return switch (state) {
      case HALTED -> Optional.of(TradingState.HALTED);
      case REDUCE_ONLY -> Optional.of(TradingState.REDUCING);
      case CLOSED, PROBING, ENTRIES_BLOCKED -> Optional.empty();
    };
  }
}
