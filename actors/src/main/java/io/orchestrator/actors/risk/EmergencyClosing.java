package io.orchestrator.actors.risk;

import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.order.OrderRequest;
import java.time.Duration;

/**
 * Closes positions after a halt, if that is configured: asks the desk what is held and what already
 * closes it, and submits the rest. Repeated with each measurement while the breaker is open.
 */
final class EmergencyClosing {
  private final ActorContext<RiskMonitor.Command> context;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private int attempt;

  EmergencyClosing(
      ActorContext<RiskMonitor.Command> context,
      RiskEnvironment env,
      RiskMonitorSettings settings) {
    this.context = context;
    this.env = env;
    this.settings = settings;
  }

  void look() {
    context.ask(
        TradingDesk.PortfolioReply.class,
        env.desk(),
        settings.askTimeout(),
        TradingDesk.GetPortfolio::new,
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.PositionsToClose(reply.portfolio())
                : new RiskMonitor.NotClosed("the trading desk did not say what is held"));
  }

  void withPositions(RiskMonitor.PositionsToClose c) {
    context.ask(
        TradingDesk.OrderList.class,
        env.desk(),
        settings.askTimeout(),
        replyTo -> new TradingDesk.ListOrders(true, Integer.MAX_VALUE, replyTo),
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.ToClose(c.portfolio(), reply.orders())
                : new RiskMonitor.NotClosed("the trading desk did not say what is open"));
  }

  void close(RiskMonitor.ToClose c, long epoch) {
    attempt++;
    for (OrderRequest order : EmergencyClose.orders(c.portfolio(), c.open(), epoch, attempt)) {
      context.getLog().warn("emergency close: {}", order);
      env.desk()
          .tell(new TradingDesk.Submit(order, Duration.ZERO, context.getSystem().ignoreRef()));
    }
  }
}
