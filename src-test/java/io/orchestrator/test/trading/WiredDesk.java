package io.orchestrator.test.trading;

import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.adapters.simulator.gateway.Faults;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A trading floor whose journal is in memory and whose clocks stand still, and what one does. */
final class WiredDesk extends TradingFloor {
  /** The desk's client id at the gateway. */
  static final int CLIENT = 17;

  /** A Tuesday in winter at which no gateway restarts: 11:00 in New York. */
  private static final Instant QUIET = Instant.parse("2024-03-05T16:00:00Z");

  private static final Map<String, Object> KEYS =
      Map.of(
          // Somebody's gateway, with the plan of restarts that they have by default.
          "ibkr.host", "127.0.0.1",
          "trading.max-quote-age", "1h");

  /** Between desk and adapter. */
  final ForgetfulGateway line;

  private final AtomicReference<Instant> gatewayTime;

  WiredDesk(Path directory) throws IOException {
    this(directory, new AtomicReference<>(QUIET), new ForgetfulGateway());
  }

  private WiredDesk(Path directory, AtomicReference<Instant> gatewayTime, ForgetfulGateway line)
      throws IOException {
    super(directory, Optional.empty(), KEYS, PartialFills.TYPICAL, line::around, gatewayTime::get);
    this.gatewayTime = gatewayTime;
    this.line = line;
  }

  /** Now for the plan of restarts and for the time without a session. */
  Instant gatewayTime() {
    return gatewayTime.get();
  }

  void gatewayTime(Instant now) {
    gatewayTime.set(now);
  }

  /** Lets the gateway's time pass, {@code step} at each look. */
  void awaitWhileTimePasses(String what, Duration step, BooleanSupplier holds) {
    await(
        what,
        () -> {
          gatewayTime.updateAndGet(now -> now.plus(step));
          return holds.getAsBoolean();
        });
  }

  /** Ends the session; the desk has noticed, and may have the next one already. */
  void cut() {
    long before = lost();
    simulator.gateway().disconnectAll();
    await("a lost session", () -> lost() > before);
  }

  private long lost() {
    return events.all().stream().filter(e -> "lost".equals(e.data().get("state"))).count();
  }

  void unreconciled() {
    await("doubt", () -> !get(trading.portfolio()).reconciled());
  }

  Faults faults() {
    return simulator.gateway().faults();
  }

  OrderView market(String id, Side side, long quantity) {
    return get(
        trading.submit(order(id, side, quantity, OrderType.MARKET, Optional.empty()), PATIENCE));
  }

  /** Far from the market: it rests. */
  OrderView resting(String id, Side side, long quantity) {
    return get(
        trading.submit(
            order(id, side, quantity, OrderType.LIMIT, Optional.of(far(side))), PATIENCE));
  }

  BigDecimal far(Side side) {
    double mid = simulator.market().quote(Symbol.of("AAPL")).mid();
    return BigDecimal.valueOf(side == Side.BUY ? mid * 0.7 : mid * 1.3)
        .setScale(2, RoundingMode.HALF_EVEN);
  }

  private static OrderRequest order(
      String id, Side side, long quantity, OrderType type, Optional<BigDecimal> limit) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        side,
        quantity,
        type,
        limit,
        TimeInForce.DAY,
        "wf-1",
        "workflow:wf-1");
  }

  /** An order of somebody else. */
  BrokerOrder beside(
      int clientId, int orderId, String ref, Side side, long quantity, boolean rests) {
    return simulator
        .exchange()
        .placeBeside(
            new OrderTerms(
                clientId,
                orderId,
                ref,
                "AAPL",
                side,
                quantity,
                rests ? OrderType.LIMIT : OrderType.MARKET,
                rests ? far(side) : null,
                TimeInForce.DAY));
  }

  OrderView find(String id) {
    return get(trading.find(new ClientOrderId(id))).orElseThrow();
  }

  OrderView awaitStatus(String id, OrderStatus status) {
    await(id + " " + status, () -> find(id).status() == status);
    return find(id);
  }

  /** Those that the broker accepted under our name. */
  List<BrokerOrder> atBroker(String ref) {
    return simulator.exchange().orders().stream()
        .filter(o -> o.permId() > 0 && o.terms().orderRef().equals(ref))
        .filter(o -> o.state() != BrokerOrder.State.INACTIVE)
        .toList();
  }

  long brokerPosition() {
    return simulator.exchange().accountView().positions().stream()
        .filter(p -> p.symbol().equals("AAPL"))
        .mapToLong(p -> p.quantity())
        .sum();
  }

  /** Shares of the executions in our books that belong to an order; empty: to none of ours. */
  long executed(String id) {
    return get(trading.executions(1000)).stream()
        .filter(e -> e.clientOrderId().equals(id))
        .mapToLong(e -> e.quantity())
        .sum();
  }

  long ownPosition() {
    return get(trading.portfolio()).positions().stream()
        .filter(p -> p.symbol().equals("AAPL"))
        .mapToLong(p -> p.quantity())
        .sum();
  }
}
