package io.orchestrator.domain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderRules;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** One order by its own rules, and by the events that the desk tells of it. */
class PastOrdersPropertyTest {
  private static final Instant NOW = Instant.parse("2026-11-30T15:30:00Z");
  private static final OrderRequest REQUEST =
      new OrderRequest(
          new ClientOrderId("wf/buy/0"),
          Symbol.of("AAPL"),
          Side.BUY,
          100,
          OrderType.MARKET,
          Optional.empty(),
          TimeInForce.DAY,
          "wf",
          "workflow:wf");
  private static final OrderMessage INTEND =
      new OrderMessage.Intend(
          REQUEST, new RiskDecision(false, 100, 10_000, 0.01, 0.01, 1_000, 0, 0, 3, NOW));

  @Property(tries = 1_000)
  void anOpenOrderIsWhatItWas(@ForAll long seed) {
    Random random = new Random(seed);
    PastState past = new PastState();
    Optional<OrderState> order = Optional.empty();
    List<OrderMessage> said = new ArrayList<>();
    for (int step = 0; step < 25; step++) {
      OrderMessage message = order.isEmpty() ? INTEND : message(random, order.get());
      said.add(message);
      List<OrderEvent> facts = OrderRules.decide(order, message, NOW);
      for (OrderEvent fact : facts) {
        order = Optional.of(OrderRules.evolve(order, fact));
      }
      for (OrderEvent fact : facts) {
        past.accept(told(order.orElseThrow(), fact));
      }
      assertEquals(open(order.orElseThrow()), past.view().openOrders(), said::toString);
    }
  }

  /** Only fills move an order that was filled: what else is said of it tells the events nothing. */
  private static OrderMessage message(Random random, OrderState order) {
    int kind = order.status() == OrderStatus.FILLED ? 0 : random.nextInt(14);
    return switch (kind) {
      case 0, 1, 2, 3, 4 -> execution(random);
      case 5 -> new OrderMessage.Sent(17, 0);
      case 6, 7 -> new OrderMessage.StatusHeard(17, 900, "Submitted", "");
      case 8 -> new OrderMessage.StatusHeard(17, 900, "Cancelled", "");
      case 9 ->
          new OrderMessage.Resize(order.filled() + 1 + random.nextInt(100), "its twin was filled");
      case 10 -> new OrderMessage.Uncertain(17, "no answer");
      case 11 -> new OrderMessage.RequestCancel("ann");
      case 12 -> new OrderMessage.CompletionHeard(900, "Filled", 100, "");
      default -> new OrderMessage.Resolve(OrderEvent.Resolution.NEVER_REACHED, "a sync");
    };
  }

  private static OrderMessage execution(Random random) {
    String id = "x." + random.nextInt(5) + ".0" + (1 + random.nextInt(3));
    return new OrderMessage.ExecutionHeard(
        17,
        900,
        new Execution(id, "wf/buy/0", "AAPL", Side.BUY, random.nextInt(60), BigDecimal.TEN, NOW));
  }

  /** As the desk says it: of a fill the fill alone, of other facts the order after all of them. */
  private static SystemEvent told(OrderState order, OrderEvent fact) {
    String id = order.request().clientOrderId().value();
    return switch (fact) {
      case OrderEvent.OrderIntended e ->
          event(
              EventTypes.ORDER_INTENDED,
              Map.of("client_order_id", id, "symbol", "AAPL", "side", "BUY", "quantity", 100));
      case OrderEvent.OrderBecameUnknown e ->
          event(EventTypes.ORDER_UNKNOWN, Map.of("client_order_id", id, "cause", e.cause()));
      case OrderEvent.ExecutionBooked e ->
          event(
              EventTypes.ORDER_FILLED,
              Map.of(
                  "client_order_id", id,
                  "exec_id", e.execution().execId(),
                  "symbol", e.execution().symbol(),
                  "side", e.execution().side().name(),
                  "quantity", e.execution().quantity()));
      default ->
          event(
              EventTypes.ORDER_UPDATED,
              Map.of(
                  "client_order_id", id,
                  "status", order.status().name(),
                  "filled", order.filled(),
                  "remaining", order.remaining()));
    };
  }

  private static SystemEvent event(String type, Map<String, Object> data) {
    return new SystemEvent(1, NOW, type, "trading_desk", Severity.INFO, data, "wf");
  }

  private static List<PastState.Order> open(OrderState order) {
    return order.status().terminal()
        ? List.of()
        : List.of(
            new PastState.Order(
                "wf/buy/0",
                "AAPL",
                "BUY",
                100,
                order.status().name(),
                order.filled(),
                order.remaining()));
  }
}
