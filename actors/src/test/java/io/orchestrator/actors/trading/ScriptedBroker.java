package io.orchestrator.actors.trading;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A broker with books of its own, whose line can be cut at every point. */
final class ScriptedBroker implements BrokerGateway {
  /** What happens to the next order's bytes. */
  enum Fate {
    ARRIVES,
    /** Written and known to the broker, but nothing it says comes back. */
    ARRIVES_UNHEARD,
    UNCERTAIN_ARRIVED,
    UNCERTAIN_LOST,
    NOT_CONNECTED,
    /** The socket took it, the broker never saw it, and the session lives on. */
    SENT_AND_LOST,
    /** The desk dies before the bytes leave. */
    DIES_BEFORE,
    /** The desk dies after the bytes left. */
    DIES_AFTER
  }

  static final class Order {
    final int brokerId;
    final long permId;
    final Ticket ticket;
    long filled;
    long quantity;
    String status = "Submitted";

    Order(int brokerId, long permId, Ticket ticket) {
      this.brokerId = brokerId;
      this.permId = permId;
      this.ticket = ticket;
      this.quantity = ticket.quantity();
    }

    boolean live() {
      return status.equals("Submitted");
    }

    long remaining() {
      return quantity - filled;
    }
  }

  static final BigDecimal FEE = new BigDecimal("1.00");

  private final Deque<Fate> fates = new ArrayDeque<>();
  private final List<Order> orders = new ArrayList<>();
  private final List<ExecutionReported> executions = new ArrayList<>();
  private final Map<String, Long> positions = new HashMap<>();
  private final List<Long> epochs = new ArrayList<>();
  private BigDecimal cash = new BigDecimal("1000000");
  private Consumer<BrokerEvent> listener = e -> {};
  private boolean connected = true;
  private boolean silent;
  private boolean readOnly;
  private int cancelsRefused;
  private boolean fillsAtOnce;
  private boolean twinAtOnce;
  private boolean syncComplete = true;
  private Optional<BigDecimal> frozenCash = Optional.empty();
  private boolean syncsHeld;
  private Optional<SyncFinished> heldEnd = Optional.empty();
  private long syncs;
  private long haltEpoch;
  private long nextPermId = 900_001;
  private int nextExec = 1;
  private int nextOrderId = 1;

  // --- the script ---

  synchronized void next(Fate... fate) {
    fates.addAll(List.of(fate));
  }

  synchronized void noMoreAccidents() {
    fates.clear();
  }

  synchronized void fillsAtOnce(boolean yes) {
    fillsAtOnce = yes;
  }

  /** The next order has a twin from its first moment. */
  synchronized void twinAtOnce() {
    twinAtOnce = true;
  }

  synchronized void syncComplete(boolean yes) {
    syncComplete = yes;
  }

  /** The next sync is answered but for its end; the ones after it wait for their turn. */
  synchronized void holdSyncs() {
    syncsHeld = true;
    heldEnd = Optional.empty();
  }

  synchronized boolean syncIsHeld() {
    return heldEnd.isPresent();
  }

  /** Says the end of the sync that is held, and nothing of the later ones. */
  synchronized void endHeldSync() {
    say(heldEnd.orElseThrow());
  }

  /** Those that were asked for meanwhile are answered as one, under the last number. */
  synchronized void answerHeldSyncs() {
    syncsHeld = false;
    answer(syncs);
  }

  /** How often it was asked. */
  synchronized long syncs() {
    return syncs;
  }

  synchronized void nextOrderIdGoesBackTo(int id) {
    nextOrderId = id;
  }

  synchronized List<Order> ordersOf(String ref) {
    return orders.stream().filter(o -> o.ticket.orderRef().equals(ref)).toList();
  }

  synchronized List<Order> all() {
    return List.copyOf(orders);
  }

  synchronized List<ExecutionReported> executions() {
    return List.copyOf(executions);
  }

  synchronized Map<String, Long> positions() {
    return Map.copyOf(positions);
  }

  synchronized void hold(String symbol, long quantity) {
    positions.put(symbol, quantity);
  }

  /** What it says of its cash stays as it is now. */
  synchronized void freezeCash() {
    frozenCash = Optional.of(cash);
  }

  synchronized void fill(String ref, long quantity, String price) {
    Order order = ordersOf(ref).getLast();
    fill(order, quantity, new BigDecimal(price));
  }

  private void fill(Order order, long quantity, BigDecimal price) {
    order.filled += quantity;
    if (order.remaining() == 0) {
      order.status = "Filled";
    }
    Side side = order.ticket.side();
    ExecutionReported execution =
        new ExecutionReported(
            "0000aa." + (nextExec++) + ".01.01",
            order.brokerId,
            order.ticket.orderRef().isEmpty() ? 0 : 7,
            order.permId,
            order.ticket.orderRef(),
            order.ticket.symbol(),
            side,
            quantity,
            price,
            Instant.parse("2026-11-20T15:30:00Z"));
    executions.add(execution);
    positions.merge(order.ticket.symbol(), side.sign() * quantity, Long::sum);
    cash = cash.subtract(price.multiply(BigDecimal.valueOf(side.sign() * quantity))).subtract(FEE);
    say(execution);
    say(new CommissionReported(execution.execId(), FEE, "USD"));
    status(order);
  }

  /** As the exits of an entry that was not filled as a whole. */
  synchronized void shrink(String ref, long quantity) {
    Order order = ordersOf(ref).getLast();
    order.quantity = quantity;
    open(order);
  }

  synchronized void reject(String ref) {
    Order order = ordersOf(ref).getLast();
    order.status = "Cancelled";
    status(order);
    say(new OrderError(order.brokerId, 201, "Order rejected - no margin", true));
  }

  synchronized void refusesCancels() {
    readOnly = true;
  }

  synchronized int cancelsRefused() {
    return cancelsRefused;
  }

  synchronized void manual(String symbol, Side side, long quantity) {
    Ticket ticket =
        new Ticket(
            0,
            "",
            symbol,
            side,
            quantity,
            io.orchestrator.domain.order.OrderType.MARKET,
            Optional.empty(),
            io.orchestrator.domain.order.TimeInForce.DAY,
            false);
    Order order = new Order(0, nextPermId++, ticket);
    orders.add(order);
    open(order);
    status(order);
  }

  /** The broker works a second order under the name of another. */
  synchronized void twin(String ref) {
    Order first = ordersOf(ref).getFirst();
    Order twin = new Order(first.brokerId, nextPermId++, first.ticket);
    orders.add(twin);
    open(twin);
  }

  /** Its day is over: the broker shows it nowhere any more. */
  synchronized void forget(String ref) {
    orders.removeAll(ordersOf(ref));
  }

  synchronized void cancelTwin(String ref) {
    Order twin = ordersOf(ref).getLast();
    twin.status = "Cancelled";
    status(twin);
  }

  synchronized void lose() {
    connected = false;
    say(new SessionLost("script"));
    silent = true;
  }

  synchronized void restore() {
    connected = true;
    silent = false;
    say(new SessionReady("DU1", nextOrderId, "script"));
  }

  synchronized void mute(boolean yes) {
    silent = yes;
  }

  synchronized void emit(BrokerEvent event) {
    say(event);
  }

  synchronized List<Long> epochsSeen() {
    return List.copyOf(epochs);
  }

  // --- the port ---

  @Override
  public synchronized void start(Consumer<BrokerEvent> newListener) {
    listener = newListener;
    if (connected) {
      say(new SessionReady("DU1", nextOrderId, "script"));
    }
  }

  @Override
  public synchronized SendOutcome place(Ticket ticket, long epoch) {
    Fate fate = fates.isEmpty() ? Fate.ARRIVES : fates.poll();
    if (fate == Fate.DIES_BEFORE) {
      throw new IllegalStateException("script: dies before the bytes leave");
    }
    if (!connected || fate == Fate.NOT_CONNECTED) {
      return SendOutcome.NOT_CONNECTED;
    }
    if (!ticket.exit() && epoch < haltEpoch) {
      return SendOutcome.REFUSED_BY_EPOCH;
    }
    if (fate == Fate.UNCERTAIN_LOST) {
      return SendOutcome.UNCERTAIN;
    }
    if (fate == Fate.SENT_AND_LOST) {
      return SendOutcome.WRITTEN;
    }
    epochs.add(epoch);
    boolean wasSilent = silent;
    silent = silent || fate != Fate.ARRIVES;
    Order order = new Order(ticket.brokerOrderId(), nextPermId++, ticket);
    orders.add(order);
    open(order);
    if (twinAtOnce) {
      twinAtOnce = false;
      twin(ticket.orderRef());
    }
    status(order);
    status(order);
    if (fillsAtOnce) {
      fill(order, order.remaining(), ticket.limitPrice().orElse(new BigDecimal("100")));
    }
    silent = wasSilent;
    if (fate == Fate.DIES_AFTER) {
      throw new IllegalStateException("script: dies after the bytes left");
    }
    return fate == Fate.UNCERTAIN_ARRIVED ? SendOutcome.UNCERTAIN : SendOutcome.WRITTEN;
  }

  @Override
  public synchronized SendOutcome cancel(int brokerOrderId) {
    if (!connected) {
      return SendOutcome.NOT_CONNECTED;
    }
    if (readOnly) {
      say(new OrderError(brokerOrderId, 321, "The API interface is in Read-Only mode.", true));
      cancelsRefused++;
      return SendOutcome.WRITTEN;
    }
    orders.stream()
        .filter(o -> o.brokerId == brokerOrderId && o.live())
        .forEach(
            o -> {
              o.status = "Cancelled";
              status(o);
              say(new OrderError(o.brokerId, 202, "Order Canceled - reason:", false));
            });
    return SendOutcome.WRITTEN;
  }

  @Override
  public synchronized SendOutcome cancelEverything() {
    for (Order o : orders) {
      if (o.live()) {
        o.status = "Cancelled";
        status(o);
      }
    }
    return SendOutcome.WRITTEN;
  }

  /** Orders that opened something. */
  synchronized int entries() {
    return (int) orders.stream().filter(o -> !o.ticket.exit()).count();
  }

  @Override
  public synchronized void raiseHaltEpoch(long epoch) {
    haltEpoch = Math.max(haltEpoch, epoch);
  }

  @Override
  public synchronized long requestSync() {
    syncs++;
    if (!syncsHeld || heldEnd.isEmpty()) {
      answer(syncs);
    }
    return syncs;
  }

  private void answer(long number) {
    say(new SyncStarted(number));
    for (Order order : orders) {
      if (order.live()) {
        open(order);
        status(order);
      } else {
        say(
            new CompletedOrderReported(
                order.permId,
                order.ticket.orderRef(),
                order.ticket.symbol(),
                order.status,
                order.filled,
                ""));
      }
    }
    for (ExecutionReported execution : executions) {
      say(execution);
      say(new CommissionReported(execution.execId(), FEE, "USD"));
    }
    positions.forEach(
        (symbol, quantity) ->
            say(new PositionReported("DU1", symbol, quantity, new BigDecimal("100"))));
    say(
        new AccountValueReported(
            "DU1", "TotalCashValue", frozenCash.orElse(cash).toPlainString(), "USD"));
    say(new AccountValueReported("DU1", "NetLiquidation", "1000000", "USD"));
    say(new AccountValueReported("DU1", "BuyingPower", "4000000", "USD"));
    SyncFinished end =
        new SyncFinished(number, syncComplete, syncComplete ? "" : "executions did not come");
    if (syncsHeld) {
      heldEnd = Optional.of(end);
    } else {
      say(end);
    }
  }

  @Override
  public ProbeResult probe() {
    return ProbeResult.ok(Duration.ZERO, "script");
  }

  @Override
  public void reset() {}

  @Override
  public void close() {}

  private void open(Order o) {
    say(
        new OpenOrderReported(
            o.brokerId,
            o.ticket.orderRef().isEmpty() ? 0 : 7,
            o.permId,
            o.ticket.orderRef(),
            o.ticket.symbol(),
            o.ticket.side(),
            o.quantity,
            o.status));
  }

  private void status(Order o) {
    say(
        new OrderStatusReported(
            o.brokerId,
            o.ticket.orderRef().isEmpty() ? 0 : 7,
            o.permId,
            o.status,
            o.filled,
            o.remaining(),
            BigDecimal.ZERO,
            ""));
  }

  private void say(BrokerEvent event) {
    if (!silent) {
      listener.accept(event);
    }
  }
}
