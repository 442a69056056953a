package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.BrokerOrderTypes;
import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.OrderTables;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.domain.port.BrokerGateway.AccountValueReported;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.CommissionReported;
import io.orchestrator.domain.port.BrokerGateway.CompletedOrderReported;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.Link;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Between the broker's messages and the port's records. */
final class Translation {
  private static final String LEDGER_PREFIX = "$LEDGER-";

  private final ZoneId zone;
  private final int clientId;

  /**
   * @param clientId ours: order ids of other clients number other orders
   */
  Translation(ZoneId zone, int clientId) {
    this.zone = zone;
    this.clientId = clientId;
  }

  /** Fills the fields of a US stock. */
  static Message stock(Message m, String symbol) {
    return m.set("symbol", BrokerSymbols.toBroker(symbol))
        .set("secType", "STK")
        .set("exchange", "SMART")
        .set("currency", "USD");
  }

  /** The payload of a new stock order. */
  byte[] order(Ticket ticket, String account) throws WireException {
    return OrderTables.PLACE_ORDER.encode(orderMessage(ticket, account));
  }

  Message orderMessage(Ticket ticket, String account) {
    Message m =
        stock(OrderTables.PLACE_ORDER.message(), ticket.symbol())
            .set("orderId", ticket.brokerOrderId())
            .set("action", ticket.side().name())
            .set("totalQuantity", ticket.quantity())
            .set("orderType", BrokerOrderTypes.word(ticket.type()))
            .set("tif", ticket.timeInForce().name())
            .set("account", account)
            .set("orderRef", ticket.orderRef());
    ticket.limitPrice().ifPresent(price -> m.set("lmtPrice", price));
    prices(ticket, m);
    link(ticket.link(), m);
    return m;
  }

  /** A trailing stop's first stop has a field of its own; the distance is the aux price. */
  private static void prices(Ticket ticket, Message m) {
    boolean trailing = ticket.type().needsTrail();
    ticket.stopPrice().ifPresent(price -> m.set(trailing ? "trailStopPrice" : "auxPrice", price));
    ticket
        .trail()
        .ifPresent(
            trail ->
                m.set(
                    trail.unit() == Trail.Unit.AMOUNT ? "auxPrice" : "trailingPercent",
                    trail.value()));
  }

  private static void link(Link link, Message m) {
    m.set("parentId", link.parentBrokerOrderId()).set("transmit", link.transmit());
    if (!link.ocaGroup().isEmpty()) {
      m.set("ocaGroup", link.ocaGroup()).set("ocaType", link.ocaType().brokerCode());
    }
  }

  /**
   * The event that a message is; empty for messages of another kind and for "not known yet".
   *
   * @throws WireException 508: a value that makes no sense
   */
  Optional<BrokerEvent> event(Message m) throws WireException {
    return switch (m.name()) {
      case "openOrder" -> Optional.of(openOrder(m));
      case "orderStatus" -> Optional.of(status(m));
      case "completedOrder" -> Optional.of(completed(m));
      case "execDetails" -> Optional.of(execution(m));
      case "commissionReport" -> commission(m);
      case "position" ->
          Optional.of(
              new PositionReported(
                  m.text("account"),
                  BrokerSymbols.fromBroker(m.text("symbol")),
                  whole(m, "position"),
                  m.numberOrZero("avgCost")));
      case "accountValue" -> Optional.of(accountValue(m));
      default -> Optional.empty();
    };
  }

  private OpenOrderReported openOrder(Message m) {
    return new OpenOrderReported(
        ownOrderId(m),
        m.int32("clientId"),
        m.integer("permId"),
        m.text("orderRef"),
        BrokerSymbols.fromBroker(m.text("symbol")),
        m.text("action").equals("BUY") ? Side.BUY : Side.SELL,
        whole(m, "totalQuantity"),
        m.text("status"));
  }

  private OrderStatusReported status(Message m) {
    return new OrderStatusReported(
        ownOrderId(m),
        m.int32("clientId"),
        m.integer("permId"),
        m.text("status"),
        whole(m, "filled"),
        whole(m, "remaining"),
        m.numberOrZero("avgFillPrice"),
        m.text("whyHeld"));
  }

  private static CompletedOrderReported completed(Message m) {
    return new CompletedOrderReported(
        m.integer("permId"),
        m.text("orderRef"),
        BrokerSymbols.fromBroker(m.text("symbol")),
        m.text("status"),
        whole(m, "filledQuantity"),
        m.unescaped("completedStatus"));
  }

  private ExecutionReported execution(Message m) throws WireException {
    Side side =
        switch (m.text("side")) {
          case "BOT" -> Side.BUY;
          case "SLD" -> Side.SELL;
          default -> throw nonsense(m, "side");
        };
    BigDecimal price = m.number("price").orElseThrow(() -> nonsense(m, "price"));
    Instant at = BrokerTimes.parse(m.text("time"), zone).orElseThrow(() -> nonsense(m, "time"));
    if (m.text("execId").isEmpty()) {
      throw nonsense(m, "execId");
    }
    return new ExecutionReported(
        m.text("execId"),
        ownOrderId(m),
        m.int32("clientId"),
        m.integer("permId"),
        m.text("orderRef"),
        BrokerSymbols.fromBroker(m.text("symbol")),
        side,
        whole(m, "shares"),
        price,
        at);
  }

  /** 0 for an order of another client: its id may be that of an order of ours. */
  private int ownOrderId(Message m) {
    return m.int32("clientId") == clientId ? m.int32("orderId") : 0;
  }

  /** "Not set" and −1 both mean that the broker does not know it yet. */
  private static Optional<BrokerEvent> commission(Message m) {
    return m.number("commission")
        .filter(c -> c.compareTo(BigDecimal.ONE.negate()) != 0)
        .map(c -> new CommissionReported(m.text("execId"), c, m.text("currency")));
  }

  private static AccountValueReported accountValue(Message m) {
    String key = m.text("key");
    String plain = key.startsWith(LEDGER_PREFIX) ? key.substring(LEDGER_PREFIX.length()) : key;
    return new AccountValueReported(m.text("account"), plain, m.text("value"), m.text("currency"));
  }

  /** Whole shares; a fraction that somebody else holds is cut towards zero. */
  private static long whole(Message m, String field) {
    return m.numberOrZero(field)
        .setScale(0, RoundingMode.DOWN)
        .max(BigDecimal.valueOf(Long.MIN_VALUE))
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  private static WireException nonsense(Message m, String field) {
    String value = m.text(field);
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return new WireException(
        WireException.BAD_FIELD, m.name() + "." + field + " makes no sense: " + shown);
  }
}
