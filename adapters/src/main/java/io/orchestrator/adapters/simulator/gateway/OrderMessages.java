package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.OrderTables;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.ibkr.wire.Wire;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.util.Optional;

/** Orders and fills as the gateway writes them. */
final class OrderMessages {
  /** The real gateway's word where no delta-neutral order exists. */
  private static final String NONE = "None";

  private final Contracts contracts;
  private final String account;

  OrderMessages(Contracts contracts, String account) {
    this.contracts = contracts;
    this.account = account;
  }

  Outgoing openOrder(BrokerOrder order, String status) {
    OrderTerms terms = order.terms();
    MessageTable table = OrderTables.OPEN_ORDER;
    Message m =
        table
            .message()
            .set("orderId", terms.orderId())
            .set("clientId", terms.clientId())
            .set("sharesAllocation", order.permId() + ".0/" + account + "/100")
            .set("status", status);
    return new Outgoing(table, orderFields(m, order).set("usePriceMgmtAlgo", "0"));
  }

  /** Fields that open and completed orders share. */
  private Message orderFields(Message m, BrokerOrder order) {
    OrderTerms terms = order.terms();
    stock(m, terms.symbol())
        .set("exchange", "SMART")
        .set("action", terms.side().name())
        .set("totalQuantity", terms.quantity())
        .set("orderType", terms.type() == OrderType.LIMIT ? "LMT" : "MKT")
        .set("lmtPrice", terms.limit() == null ? BigDecimal.ZERO : terms.limit())
        .set("auxPrice", "0.0")
        .set("tif", terms.timeInForce().name())
        .set("account", account)
        .set("orderRef", terms.orderRef())
        .set("permId", order.permId())
        .set("deltaNeutralOrderType", NONE)
        .set("clearingIntent", "IB")
        .set("dontUseAutoPriceForHedge", true);
    if (m.name().equals(OrderTables.OPEN_ORDER.name())) {
      m.set("dnOpenClose", "?").set("adjustedOrderType", NONE);
    }
    return m;
  }

  private Message stock(Message m, String symbol) {
    String name = BrokerSymbols.toBroker(symbol);
    return m.set("conId", contracts.conId(symbol))
        .set("symbol", name)
        .set("secType", "STK")
        .set("strike", "0")
        .set("right", "?")
        .set("currency", "USD")
        .set("localSymbol", name)
        .set("tradingClass", "NMS");
  }

  Outgoing status(BrokerOrder order, String status) {
    MessageTable table = ServerMessages.ORDER_STATUS;
    return new Outgoing(
        table,
        table
            .message()
            .set("orderId", order.terms().orderId())
            .set("status", status)
            .set("filled", order.filled())
            .set("remaining", order.remaining())
            .set("avgFillPrice", order.averagePrice())
            .set("permId", order.permId())
            .set("parentId", 0)
            .set("lastFillPrice", order.lastPrice())
            .set("clientId", order.terms().clientId())
            .set("mktCapPrice", "0.0"));
  }

  /**
   * @param reqId −1 when nobody asked
   */
  Outgoing execution(int reqId, BrokerExecution e) {
    OrderTerms terms = e.terms();
    MessageTable table = ServerMessages.EXECUTION;
    Message m =
        stock(table.message(), terms.symbol())
            .set("right", "")
            .set("reqId", reqId)
            .set("orderId", terms.orderId())
            .set("exchange", "SMART")
            .set("execId", e.execId())
            .set("time", BrokerTimes.eastern(e.at()))
            .set("account", account)
            .set("executionExchange", "ISLAND")
            .set("side", terms.side() == Side.BUY ? "BOT" : "SLD")
            .set("shares", e.quantity())
            .set("price", e.price())
            .set("permId", e.permId())
            .set("clientId", terms.clientId())
            .set("liquidation", 0)
            .set("cumQty", e.cumulative())
            .set("avgPrice", e.averagePrice())
            .set("orderRef", terms.orderRef())
            .set("lastLiquidity", terms.type() == OrderType.LIMIT ? 1 : 2);
    return new Outgoing(table, m);
  }

  Outgoing commission(BrokerExecution e) {
    MessageTable table = ServerMessages.COMMISSION;
    String realized = e.realized() == null ? Wire.NUMBER_UNSET : e.realized().toPlainString();
    return new Outgoing(
        table,
        table
            .message()
            .set("execId", e.execId())
            .set("commission", e.commission())
            .set("currency", "USD")
            .set("realizedPnl", realized)
            .set("yield", Wire.NUMBER_UNSET));
  }

  Outgoing completed(BrokerOrder order) {
    MessageTable table = OrderTables.COMPLETED_ORDER;
    Message m =
        orderFields(table.message(), order)
            .set("status", order.state().word())
            .set("filledQuantity", order.filled())
            .set("completedTime", BrokerTimes.eastern(order.changed()))
            .set("completedStatus", completedStatus(order));
    return new Outgoing(table, m);
  }

  private static String completedStatus(BrokerOrder order) {
    return order.state() == BrokerOrder.State.FILLED
        ? "Filled Size: " + order.filled()
        : order.detail();
  }

  /** Words of a time in force that this broker takes. */
  static Optional<TimeInForce> timeInForce(String word) {
    return switch (word) {
      case "", "DAY" -> Optional.of(TimeInForce.DAY);
      case "GTC" -> Optional.of(TimeInForce.GTC);
      case "IOC" -> Optional.of(TimeInForce.IOC);
      default -> Optional.empty();
    };
  }
}
