package io.orchestrator.domain.order;

import io.orchestrator.domain.order.OrderEvent.CancelRequested;
import io.orchestrator.domain.order.OrderEvent.CommissionBooked;
import io.orchestrator.domain.order.OrderEvent.ExecutionBooked;
import io.orchestrator.domain.order.OrderEvent.OrderAcknowledged;
import io.orchestrator.domain.order.OrderEvent.OrderBecameUnknown;
import io.orchestrator.domain.order.OrderEvent.OrderCancelled;
import io.orchestrator.domain.order.OrderEvent.OrderDenied;
import io.orchestrator.domain.order.OrderEvent.OrderIntended;
import io.orchestrator.domain.order.OrderEvent.OrderRejected;
import io.orchestrator.domain.order.OrderEvent.OrderResized;
import io.orchestrator.domain.order.OrderEvent.OrderResolved;
import io.orchestrator.domain.order.OrderEvent.OrderSent;
import io.orchestrator.domain.order.OrderEvent.Resolution;
import io.orchestrator.domain.order.OrderMessage.CommissionHeard;
import io.orchestrator.domain.order.OrderMessage.CompletionHeard;
import io.orchestrator.domain.order.OrderMessage.Deny;
import io.orchestrator.domain.order.OrderMessage.ExecutionHeard;
import io.orchestrator.domain.order.OrderMessage.Intend;
import io.orchestrator.domain.order.OrderMessage.RejectionHeard;
import io.orchestrator.domain.order.OrderMessage.RequestCancel;
import io.orchestrator.domain.order.OrderMessage.Resize;
import io.orchestrator.domain.order.OrderMessage.Resolve;
import io.orchestrator.domain.order.OrderMessage.Sent;
import io.orchestrator.domain.order.OrderMessage.StatusHeard;
import io.orchestrator.domain.order.OrderMessage.Uncertain;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one order, pure. Broker messages may come in any order, twice, or not at all: each
 * adds a fact at most once, fills come from executions only, and {@link OrderState#status()} is a
 * function of the facts.
 */
public final class OrderRules {
  private OrderRules() {}

  /**
   * @return the new facts; empty when the message says nothing new or does not fit an order that
   *     does not exist
   */
  public static List<OrderEvent> decide(
      Optional<OrderState> state, OrderMessage message, Instant now) {
    if (state.isEmpty()) {
      return switch (message) {
        case Intend intend -> List.of(new OrderIntended(intend.request(), intend.decision(), now));
        case Deny deny -> List.of(denied(deny, now));
        case Sent s -> List.of();
        case Uncertain u -> List.of();
        case RequestCancel r -> List.of();
        case StatusHeard s -> List.of();
        case Resize r -> List.of();
        case CompletionHeard c -> List.of();
        case ExecutionHeard e -> List.of();
        case CommissionHeard c -> List.of();
        case RejectionHeard r -> List.of();
        case Resolve r -> List.of();
      };
    }
    OrderState order = state.get();
    return switch (message) {
      case Intend intend -> onIntend(order, intend, now);
      case Deny deny -> onDeny(order, deny, now);
      case Sent sent -> List.of(new OrderSent(sent.brokerOrderId(), sent.haltEpoch(), now));
      case Uncertain uncertain -> onUncertain(order, uncertain, now);
      case RequestCancel request -> onRequestCancel(order, request, now);
      case StatusHeard heard -> onStatus(order, heard, now);
      case Resize resize -> onResize(order, resize, now);
      case CompletionHeard heard -> onCompletion(order, heard, now);
      case ExecutionHeard heard -> onExecution(order, heard, now);
      case CommissionHeard heard -> onCommission(order, heard, now);
      case RejectionHeard heard -> onRejection(order, heard, now);
      case Resolve resolve -> onResolve(order, resolve, now);
    };
  }

  /** Applies a fact; total: whatever is in the journal can be replayed. */
  public static OrderState evolve(Optional<OrderState> state, OrderEvent event) {
    return switch (event) {
      case OrderIntended e ->
          state
              .orElseGet(() -> OrderState.begun(e.request(), e.at()))
              .with(OrderFact.INTENDED)
              .decided(e.decision())
              .touched(e.at(), "");
      case OrderDenied e ->
          state
              .orElseGet(() -> OrderState.begun(e.request(), e.at()))
              .with(OrderFact.DENIED)
              .touched(e.at(), e.code() + ": " + e.detail());
      case OrderSent e ->
          known(state)
              .with(OrderFact.SENT)
              .identified(e.brokerOrderId(), 0)
              .touched(e.at(), "sent");
      case OrderAcknowledged e -> {
        OrderState next =
            known(state)
                .with(OrderFact.SENT, OrderFact.ACKNOWLEDGED)
                .without(OrderFact.UNKNOWN, OrderFact.INFERRED_CLOSED)
                .identified(e.brokerOrderId(), e.permId());
        // A late word like PreSubmitted does not describe an order that is over.
        yield next.touched(e.at(), next.status().terminal() ? "" : e.brokerStatus());
      }
      case ExecutionBooked e -> {
        OrderState next =
            known(state)
                .with(OrderFact.SENT, OrderFact.ACKNOWLEDGED)
                .without(OrderFact.UNKNOWN, OrderFact.INFERRED_CLOSED)
                .filledBy(e.execution());
        yield next.touched(
            e.at(),
            switch (next.status()) {
              case FILLED -> "filled";
              case PARTIALLY_FILLED -> "partially filled";
              default -> "";
            });
      }
      case CommissionBooked e ->
          known(state).charged(ExecId.parse(e.execId()), e.commission()).touched(e.at(), "");
      case CancelRequested e ->
          known(state)
              .with(OrderFact.CANCEL_REQUESTED)
              .touched(e.at(), "cancel requested by " + e.by());
      case OrderCancelled e ->
          known(state)
              .with(OrderFact.CANCELLED)
              .without(OrderFact.UNKNOWN)
              .touched(e.at(), e.reason());
      case OrderRejected e ->
          known(state)
              .with(OrderFact.REJECTED)
              .without(OrderFact.UNKNOWN)
              .touched(e.at(), e.code() + ": " + e.reason());
      case OrderResized e -> known(state).resized(e.quantity()).touched(e.at(), e.reason());
      case OrderBecameUnknown e -> known(state).unknown(e.at()).touched(e.at(), e.cause());
      case OrderResolved e -> resolved(known(state), e);
    };
  }

  /** Everything but who asked and why; prices are compared by value. */
  public static boolean sameContent(OrderRequest one, OrderRequest other) {
    return one.clientOrderId().equals(other.clientOrderId())
        && one.symbol().equals(other.symbol())
        && one.side() == other.side()
        && one.quantity() == other.quantity()
        && one.type() == other.type()
        && one.timeInForce() == other.timeInForce()
        && one.limitPrice()
            .map(BigDecimal::stripTrailingZeros)
            .equals(other.limitPrice().map(BigDecimal::stripTrailingZeros))
        && one.conditions().sameAs(other.conditions());
  }

  private static OrderState known(Optional<OrderState> state) {
    return state.orElseThrow(() -> new IllegalStateException("an order begins with its intent"));
  }

  private static OrderState resolved(OrderState order, OrderResolved event) {
    OrderState settled = order.without(OrderFact.UNKNOWN);
    OrderState next =
        switch (event.resolution()) {
          case NEVER_REACHED -> settled.without(OrderFact.SENT);
          case CLOSED_UNSENT, GONE -> settled.with(OrderFact.INFERRED_CLOSED);
          case FILLED_BY_REPORT -> settled.with(OrderFact.FILLED_BY_REPORT);
        };
    return next.touched(event.at(), event.evidence());
  }

  /** A new decision for an order that never left. */
  private static List<OrderEvent> onIntend(OrderState order, Intend intend, Instant now) {
    return order.status() == OrderStatus.INTENDED && order.sameContent(intend.request())
        ? List.of(new OrderIntended(order.request(), intend.decision(), now))
        : List.of();
  }

  private static List<OrderEvent> onDeny(OrderState order, Deny deny, Instant now) {
    return order.status() == OrderStatus.INTENDED ? List.of(denied(deny, now)) : List.of();
  }

  private static OrderDenied denied(Deny deny, Instant now) {
    return new OrderDenied(
        deny.request(),
        deny.refusal().code(),
        deny.refusal().detail(),
        deny.refusal().advice(),
        now);
  }

  private static List<OrderEvent> onUncertain(OrderState order, Uncertain message, Instant now) {
    if (order.status() != OrderStatus.INTENDED && order.status() != OrderStatus.SENT) {
      return List.of();
    }
    List<OrderEvent> events = new ArrayList<>();
    if (message.brokerOrderId() > 0 && order.brokerOrderId() != message.brokerOrderId()) {
      long epoch = order.decision().map(RiskDecision::haltEpoch).orElse(0L);
      events.add(new OrderSent(message.brokerOrderId(), epoch, now));
    }
    events.add(new OrderBecameUnknown(message.cause(), now));
    return events;
  }

  private static List<OrderEvent> onRequestCancel(
      OrderState order, RequestCancel request, Instant now) {
    return order.status().terminal() || order.has(OrderFact.CANCEL_REQUESTED)
        ? List.of()
        : List.of(new CancelRequested(request.by(), now));
  }

  private static List<OrderEvent> onStatus(OrderState order, StatusHeard heard, Instant now) {
    List<OrderEvent> events = new ArrayList<>();
    BrokerStatus status = BrokerStatus.of(heard.status());
    acknowledge(order, heard.brokerOrderId(), heard.permId(), heard.status(), status, now)
        .ifPresent(events::add);
    if (status == BrokerStatus.CANCELLED && !order.has(OrderFact.CANCELLED)) {
      events.add(new OrderCancelled(words(heard.words(), heard.status()), now));
    }
    return events;
  }

  /** Never below what is filled: those shares were traded, whatever anybody says. */
  private static List<OrderEvent> onResize(OrderState order, Resize resize, Instant now) {
    long quantity = Math.max(resize.quantity(), order.filled());
    return order.status().terminal() || quantity <= 0 || quantity == order.quantity()
        ? List.of()
        : List.of(new OrderResized(quantity, resize.reason(), now));
  }

  private static List<OrderEvent> onCompletion(
      OrderState order, CompletionHeard heard, Instant now) {
    List<OrderEvent> events = new ArrayList<>();
    BrokerStatus status = BrokerStatus.of(heard.status());
    acknowledge(order, 0, heard.permId(), heard.status(), status, now).ifPresent(events::add);
    if (order.status().terminal() && !order.has(OrderFact.INFERRED_CLOSED)) {
      return events;
    }
    String words = words(heard.words(), heard.status());
    switch (status) {
      case FILLED -> {
        if (order.filled() < order.quantity()) {
          events.add(new OrderResolved(Resolution.FILLED_BY_REPORT, words, now));
        }
      }
      case CANCELLED -> events.add(new OrderCancelled(words, now));
      case INACTIVE -> events.add(new OrderRejected(0, words, now));
      case LIVE -> {
        // "Completed" and still live contradict each other; the open orders decide.
      }
    }
    return events;
  }

  /** First sign of life, a new identity, or life after we had inferred the end. */
  private static Optional<OrderEvent> acknowledge(
      OrderState order, int brokerId, long permId, String words, BrokerStatus status, Instant now) {
    boolean newIdentity =
        (permId > 0 && order.permId() == 0) || (brokerId > 0 && order.brokerOrderId() == 0);
    boolean revived = order.has(OrderFact.INFERRED_CLOSED) && status == BrokerStatus.LIVE;
    boolean first = !order.has(OrderFact.ACKNOWLEDGED) || order.has(OrderFact.UNKNOWN);
    return newIdentity || revived || first
        ? Optional.of(new OrderAcknowledged(brokerId, permId, words, now))
        : Optional.empty();
  }

  private static List<OrderEvent> onExecution(OrderState order, ExecutionHeard heard, Instant now) {
    Execution execution = heard.execution();
    if (!execution.fits(order.request())) {
      return List.of();
    }
    ExecId id = ExecId.parse(execution.execId());
    Execution booked = order.fills().get(id.root());
    if (booked != null && ExecId.parse(booked.execId()).revision() >= id.revision()) {
      return List.of();
    }
    List<OrderEvent> events = new ArrayList<>();
    if (heard.permId() > 0 && order.permId() == 0) {
      events.add(new OrderAcknowledged(heard.brokerOrderId(), heard.permId(), "executed", now));
    }
    events.add(new ExecutionBooked(execution, now));
    return events;
  }

  private static List<OrderEvent> onCommission(
      OrderState order, CommissionHeard heard, Instant now) {
    ExecId id = ExecId.parse(heard.execId());
    OrderState.Fee known = order.fees().get(id.root());
    return known != null && known.revision() >= id.revision()
        ? List.of()
        : List.of(new CommissionBooked(heard.execId(), heard.commission(), now));
  }

  private static List<OrderEvent> onRejection(OrderState order, RejectionHeard heard, Instant now) {
    return order.has(OrderFact.REJECTED)
        ? List.of()
        : List.of(new OrderRejected(heard.code(), heard.text(), now));
  }

  private static List<OrderEvent> onResolve(OrderState order, Resolve resolve, Instant now) {
    return order.status().terminal()
        ? List.of()
        : List.of(new OrderResolved(resolve.resolution(), resolve.evidence(), now));
  }

  private static String words(String words, String status) {
    return words.isBlank() ? status : words;
  }
}
