package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerOrderTypes;
import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.OrderTables;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.ibkr.wire.Wire;
import io.orchestrator.adapters.simulator.exchange.AccountView;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.exchange.Verdict;
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
        .set("orderType", BrokerOrderTypes.word(terms.type()))
        .set("lmtPrice", terms.limit() == null ? BigDecimal.ZERO : terms.limit())
        .set("auxPrice", aux(terms))
        .set("ocaGroup", terms.link().ocaGroup())
        .set("ocaType", terms.link().ocaType())
        .set("tif", terms.timeInForce().name())
        .set("account", account)
        .set("orderRef", terms.orderRef())
        .set("permId", order.permId())
        .set("deltaNeutralOrderType", NONE)
        .set("clearingIntent", "IB")
        .set("dontUseAutoPriceForHedge", true);
    if (terms.type() == OrderType.TRAILING_STOP) {
      trailing(m, order);
    }
    if (m.name().equals(OrderTables.OPEN_ORDER.name())) {
      m.set("dnOpenClose", "?")
          .set("adjustedOrderType", NONE)
          .set("parentId", terms.link().parentId());
    }
    return m;
  }

  /** The stop price, or the distance of a trailing stop. */
  private static BigDecimal aux(OrderTerms terms) {
    OrderTerms.Trigger trigger = terms.trigger();
    BigDecimal value =
        terms.type() == OrderType.TRAILING_STOP ? trigger.trailAmount() : trigger.stop();
    return value == null ? BigDecimal.ZERO : value;
  }

  private static void trailing(Message m, BrokerOrder order) {
    if (order.stop() != null) {
      m.set("trailStopPrice", order.stop()).set("trailStopPriceRepeated", order.stop());
    }
    BigDecimal percent = order.terms().trigger().trailPercent();
    if (percent != null) {
      m.set("trailingPercent", percent);
    }
  }

  /** An order that waits for its bracket: the gateway knows it, the broker does not. */
  Outgoing untransmitted(OrderTerms terms) {
    return openOrder(BrokerOrder.unborn(terms), BrokerOrder.State.INACTIVE.word());
  }

  /** The answer to a what-if: an open order that never lives. */
  Outgoing whatIf(OrderTerms terms, SimulatedExchange.WhatIf cost) {
    BigDecimal equity = cost.account().equity();
    Message m =
        orderFields(OrderTables.OPEN_ORDER.message(), BrokerOrder.unborn(terms))
            .set("orderId", terms.orderId())
            .set("clientId", terms.clientId())
            .set("status", "PreSubmitted")
            .set("whatIf", true)
            .set("usePriceMgmtAlgo", "0");
    margins(m, "Before", cost.account().grossValue(), equity);
    margins(m, "After", cost.grossAfter(), equity.subtract(cost.commission()));
    change(m, "initMargin");
    change(m, "maintMargin");
    change(m, "equity");
    m.set("commission", cost.commission())
        .set("minCommission", cost.commission())
        .set("maxCommission", cost.commission())
        .set("commissionCurrency", "USD")
        .set("warningText", cost.refusal().map(Verdict.Refused::text).orElse(""));
    return new Outgoing(OrderTables.OPEN_ORDER, m);
  }

  private static void margins(Message m, String when, BigDecimal gross, BigDecimal equity) {
    m.set("initMargin" + when, AccountView.initialMargin(gross))
        .set("maintMargin" + when, AccountView.maintenanceMargin(gross))
        .set("equity" + when, equity);
  }

  private static void change(Message m, String what) {
    m.set(
        what + "Change", m.numberOrZero(what + "After").subtract(m.numberOrZero(what + "Before")));
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
            .set("parentId", order.terms().link().parentId())
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
            .set("lastLiquidity", terms.type().needsLimitPrice() ? 1 : 2);
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
