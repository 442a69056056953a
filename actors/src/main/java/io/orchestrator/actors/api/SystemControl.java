package io.orchestrator.actors.api;

import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import java.util.concurrent.CompletionStage;

/** The supervisor: state of the system and its control. */
public interface SystemControl {
  CompletionStage<SystemStatus> status();

  /**
   * Refused with {@code system.illegal_transition}, 409, naming the legal actions.
   *
   * @param by the subject who asks
   */
  CompletionStage<ControlResult> control(ControlAction action, String by);

  /**
   * Sets the trading state. Answers when it holds at the order path: no entry leaves afterwards.
   *
   * @param reason required, not blank
   */
  CompletionStage<TradingResult> trading(TradingState target, String reason, String by);

  /**
   * @param status {@code started}, {@code stopped}, {@code restarted}, {@code maintenance}
   */
  record ControlResult(String status, String message) {}

  record TradingResult(TradingState tradingState, int cancelledOrders) {}
}
