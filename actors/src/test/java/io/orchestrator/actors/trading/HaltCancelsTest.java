package io.orchestrator.actors.trading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderRules;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.risk.RiskLimits;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand paced cancels are no reason for an exit to wait until the last of them. */
class HaltCancelsTest {
  /** One message at 50 a second. */
  private static final long PACED_MS = 20;

  private final List<Integer> cancelled = new ArrayList<>();
  private final Deque<SendOutcome> outcomes = new ArrayDeque<>();
  private long millis = 1_000_000;
  private int asked;
  private final HaltCancels cancels = new HaltCancels(environment(), () -> asked++);

  private DeskEnvironment environment() {
    BrokerGateway gateway =
        (BrokerGateway)
            Proxy.newProxyInstance(
                BrokerGateway.class.getClassLoader(),
                new Class<?>[] {BrokerGateway.class},
                (proxy, method, arguments) -> {
                  assertEquals("cancel", method.getName());
                  millis += PACED_MS;
                  cancelled.add((Integer) arguments[0]);
                  return outcomes.isEmpty() ? SendOutcome.WRITTEN : outcomes.poll();
                });
    return new DeskEnvironment(
        gateway,
        new DeskFixture.StaticMarket(),
        new KeptEvents(),
        update -> {},
        symbols -> {},
        at -> true,
        RiskLimits.DEFAULT,
        () -> Instant.ofEpochMilli(millis));
  }

  private static OrderSlot open(int brokerId) {
    OrderRequest request = DeskFixture.order("halt/" + brokerId + "/0", Side.BUY, 10);
    OrderSlot slot = new OrderSlot(request.clientOrderId());
    Instant at = Instant.EPOCH;
    OrderState state = OrderRules.evolve(Optional.empty(), intended(request, at));
    slot.order =
        Optional.of(
            OrderRules.evolve(Optional.of(state), new OrderEvent.OrderSent(brokerId, 0, at)));
    return slot;
  }

  private static OrderEvent intended(OrderRequest request, Instant at) {
    return new OrderEvent.OrderIntended(
        request, new RiskDecision(false, 100, 1_000, 0, 0, 0, 0, 0, 0, at), at);
  }

  @Test
  void aSliceEndsAndAsksForTheNextBehindWhatCameMeanwhile() {
    IntStream.rangeClosed(1, 10).forEach(id -> cancels.add(open(id)));
    cancels.slice();
    assertEquals(List.of(1, 2, 3), cancelled);
    assertEquals(1, asked);
    for (int done = 0; done < asked; done++) {
      cancels.slice();
    }
    assertEquals(IntStream.rangeClosed(1, 10).boxed().toList(), cancelled);
  }

  @Test
  void whatTheSocketRefusedIsTriedOnceMoreAndWhatIsOverNotAtAll() {
    OrderSlot refused = open(1);
    OrderSlot gone = open(2);
    cancels.add(refused);
    cancels.add(gone);
    cancels.add(refused);
    gone.order =
        Optional.of(
            OrderRules.evolve(
                gone.order, new OrderEvent.OrderCancelled("by the broker", Instant.EPOCH)));
    outcomes.add(SendOutcome.NOT_CONNECTED);
    cancels.slice();
    assertEquals(List.of(1, 1), cancelled);
    assertFalse(refused.cancelQueued);
    assertFalse(gone.cancelQueued);
  }
}
