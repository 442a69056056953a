package io.orchestrator.actors.risk;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.system.TradingState;
import java.util.Optional;

/** What people may not ask of the Risk Monitor, and why; pure. */
final class RiskRefusals {
  /** Requests for a trading state that wait for the desk. */
  private static final int MAX_ASKERS = 1_000;

  private RiskRefusals() {}

  static Optional<Refusal> of(RiskMonitor.SetTradingState c, RiskState state, int askers) {
    if (blank(c.reason())) {
      return refuse("trading.reason_required", 400, "the reason is blank", "say why");
    }
    if (askers >= MAX_ASKERS) {
      return refuse("system.unavailable", 503, "the trading desk does not answer", "try again");
    }
    Optional<Breaker> holds =
        state.breakers().stream()
            .filter(b -> b.state() == BreakerState.HALTED || b.state() == BreakerState.REDUCE_ONLY)
            .findFirst();
    return c.target() == TradingState.ACTIVE && holds.isPresent()
        ? refuse(
            "trading.breaker_open",
            409,
            "the breaker " + holds.get().name() + " is open: " + holds.get().cause(),
            "reset the breaker with a reason first")
        : Optional.empty();
  }

  static Optional<Refusal> of(RiskMonitor.ResetBreaker c, RiskState state) {
    if (blank(c.reason())) {
      return refuse("risk.reason_required", 400, "the reason is blank", "say why");
    }
    return state.breaker(c.name(), c.subject()).state() == BreakerState.CLOSED
        ? refuse(
            "risk.breaker_closed",
            409,
            "the breaker " + c.name() + " of " + c.subject() + " is not open",
            "there is nothing to reset")
        : Optional.empty();
  }

  static Refusal reasonRequired() {
    return new Refusal("risk.reason_required", 400, "the reason is blank", "say why");
  }

  static boolean blank(String reason) {
    return reason == null || reason.isBlank();
  }

  private static Optional<Refusal> refuse(String code, int status, String detail, String advice) {
    return Optional.of(new Refusal(code, status, detail, advice));
  }
}
