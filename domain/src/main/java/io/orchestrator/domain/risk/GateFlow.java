package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;
import static io.orchestrator.domain.risk.PreTradeGate.refuse;

import io.orchestrator.domain.order.OrderRequest;
import java.util.Optional;

/** Too many, too often the same. */
final class GateFlow {
  private GateFlow() {}

  static Optional<GateResult> refusal(OrderRequest request, GateContext c) {
    RiskLimits limits = c.limits().account();
    FlowCounts flow = c.flow();
    String symbol = request.symbol().value();
    String strategy = request.strategy();
    if (flow.entries() >= limits.maxOrdersPerMinute()) {
      return refuse(
          ORDER_FREQUENCY, "entries=" + flow.entries() + " limit=" + limits.maxOrdersPerMinute());
    }
    int ofSymbol = narrower(limits.maxOrdersPerSymbol(), c.limits().symbol(symbol));
    if (flow.ofSymbol() >= ofSymbol) {
      return refuse(
          SYMBOL_FREQUENCY,
          "symbol=" + symbol + " entries=" + flow.ofSymbol() + " limit=" + ofSymbol);
    }
    int ofStrategy = narrower(Integer.MAX_VALUE, c.limits().strategy(strategy));
    if (flow.ofStrategy() >= ofStrategy) {
      return refuse(
          STRATEGY_FREQUENCY,
          "strategy=" + strategy + " entries=" + flow.ofStrategy() + " limit=" + ofStrategy);
    }
    if (flow.equal() >= limits.maxRepeats()) {
      return refuse(REPEATED_ORDER, "equal=" + flow.equal() + " limit=" + limits.maxRepeats());
    }
    if (flow.messages() >= limits.maxMessagesPerMinute()) {
      return refuse(
          MESSAGE_RATE, "messages=" + flow.messages() + " limit=" + limits.maxMessagesPerMinute());
    }
    return flow.executions() < limits.maxExecutions()
        ? Optional.empty()
        : refuse(
            REPEATED_EXECUTION,
            "strategy="
                + strategy
                + " executions="
                + flow.executions()
                + " limit="
                + limits.maxExecutions());
  }

  private static int narrower(int account, NarrowLimits narrow) {
    return Math.min(account, narrow.maxOrdersPerMinute().orElse(account));
  }
}
