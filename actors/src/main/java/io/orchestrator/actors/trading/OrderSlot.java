package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.risk.WorkingOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the desk has in memory of one order that is open, wanted or looked up. */
final class OrderSlot {
  final ClientOrderId id;

  /** Null while the former entity is still stopping. */
  ActorRef<OrderEntity.Command> entity;

  /** Its journal was read. */
  boolean ready;

  boolean stopping;

  /** Times in a row that it ended without having read its journal. */
  int failedStarts;

  /** Not started before. */
  Instant nextStart = Instant.MIN;

  /** It was found in its journal, not made in this life of the desk. */
  boolean recovered;

  Optional<OrderState> order = Optional.empty();

  /** Told to the entity, not yet answered; repeated when it starts again. */
  List<OrderMessage> inFlight = List.of();

  final Deque<OrderMessage> outbox = new ArrayDeque<>();

  /** A wish that the gate has not yet judged, or whose intent is being written. */
  Optional<Wish> wish = Optional.empty();

  /** Bytes left or may have left for the present intent, in this life of the desk. */
  boolean placed;

  /** The number under which its bytes left in this life of the desk; 0: none did. */
  int writtenAs;

  /** Not one byte left because there was no session; sent when it is back. */
  boolean waitsForSession;

  /** Fresh prices are being fetched for a new judgement before sending. */
  boolean repricing;

  /** Prices for the wish arrived, be they good or not. */
  boolean priced;

  /** A cancel's bytes left. */
  boolean cancelWritten;

  /** A halt's cancel of it waits for its turn at the socket. */
  boolean cancelQueued;

  /** The broker said "Filled" and the executions are not all here. */
  Optional<Instant> saidFilledAt = Optional.empty();

  final List<ActorRef<TradingDesk.OrderReply>> submitters = new ArrayList<>();
  final List<ActorRef<TradingDesk.OrderReply>> seekers = new ArrayList<>();
  final List<Waiter> waiters = new ArrayList<>();

  /** Its number at the broker, perhaps before its journal has it; 0: none. */
  int brokerOrderId() {
    int known = order.map(OrderState::brokerOrderId).orElse(0);
    return known > 0 ? known : writtenAs;
  }

  /** The broker's lasting number as first heard, before our journal knows it; 0: not heard. */
  private long heardPermId;

  /** Set when the broker showed it and we do not know yet whether it is ours. */
  Optional<OpenOrderReported> report = Optional.empty();

  /** What was made of {@link #order}, and of which: every check of the gate asks for it. */
  private OrderState workingOf;

  private WorkingOrder working;

  OrderSlot(ClientOrderId id) {
    this.id = id;
  }

  /** Somebody waits for the end until the deadline. */
  record Waiter(ActorRef<TradingDesk.OrderReply> replyTo, Instant deadline) {}

  /**
   * @param patience how long it may wait for a system that is not ready
   * @param judged the gate spoke; its word is being written
   * @param exit passed as a verified exit
   */
  record Wish(
      OrderRequest request, Instant since, Duration patience, boolean judged, boolean exit) {
    static Wish of(OrderRequest request, Duration patience, Instant now) {
      return new Wish(request, now, patience, false, false);
    }

    Wish judged(boolean asExit) {
      return new Wish(request, since, patience, true, asExit);
    }
  }

  void replySubmitters() {
    order.ifPresent(
        o -> {
          submitters.forEach(s -> s.tell(TradingDesk.OrderReply.of(o.view())));
          submitters.clear();
        });
  }

  /** What the broker says of it may come faster than our journal takes it in. */
  void heard(long permId) {
    if (heardPermId == 0) {
      heardPermId = permId;
    }
  }

  /** The broker's lasting number; 0: nobody knows it. */
  long permId() {
    return order.map(OrderState::permId).filter(id -> id > 0).orElse(heardPermId);
  }

  /** Nobody wants it placed and nothing happens to it: it is here to be read, or just over. */
  boolean onlyAsked() {
    return wish.isEmpty() && !open() && idle();
  }

  /** Of an open order; made anew when the order has changed. */
  WorkingOrder working(Function<OrderSlot, WorkingOrder> make) {
    OrderState now = order.orElseThrow();
    if (workingOf != now) {
      workingOf = now;
      working = make.apply(this);
    }
    return working;
  }

  /** The gate let it pass as a verified exit. */
  boolean exit() {
    return order.map(OrderState::exit).or(() -> wish.map(Wish::exit)).orElse(false);
  }

  boolean idle() {
    return inFlight.isEmpty() && outbox.isEmpty();
  }

  boolean open() {
    return order.isPresent() && !order.get().status().terminal();
  }

  Optional<OrderRequest> request() {
    return order.map(OrderState::request).or(() -> wish.map(Wish::request));
  }
}
