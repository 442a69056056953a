package io.orchestrator.actors.node;

import io.orchestrator.actors.api.SystemControl.TradingResult;
import io.orchestrator.domain.system.TradingState;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to the trading state, which the Risk Monitor and the trading desk own together. */
public interface TradingSwitch {
  /** Answers when it holds at the order path. */
  CompletionStage<TradingResult> set(TradingState target, String reason, String by);

  /** As it is now. */
  CompletionStage<TradingState> present();

  /** What stands in the way of entries at the desk, for people. */
  CompletionStage<List<String>> remarks();
}
