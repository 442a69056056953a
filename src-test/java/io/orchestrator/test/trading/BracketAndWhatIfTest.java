package io.orchestrator.test.trading;

import static io.orchestrator.test.trading.TradingFloor.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.Trading.Preview;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders that belong together and questions that order nothing, over the real wire. */
@Timeout(180)
class BracketAndWhatIfTest {
  /** Far more than is quoted at once, so that it fills in many pieces. */
  private static final long MANY = 200_000;

  @TempDir Path directory;
  private WiredDesk desk;

  @BeforeEach
  void open() throws IOException {
    desk = new WiredDesk(directory);
    desk.start().reconciled();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private BigDecimal priceAt(double share) {
    double mid = desk.simulator.market().quote(Symbol.of("AAPL")).mid();
    return BigDecimal.valueOf(mid * share).setScale(2, RoundingMode.HALF_EVEN);
  }

  private OrderRequest buy(String id, long quantity, double share) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        Side.BUY,
        quantity,
        OrderType.LIMIT,
        Optional.of(priceAt(share)),
        TimeInForce.DAY,
        "test",
        "test");
  }

  @Test
  void aWhatIfHasTheGatesAndTheBrokersNumbersAndOrdersNothing() {
    Preview preview = get(desk.trading.preview(buy("ask/0", 100, 0.9)));
    assertTrue(preview.refusal().isEmpty(), preview::toString);
    assertTrue(preview.decision().isPresent(), preview::toString);
    assertTrue(preview.broker().orElseThrow().commission().orElseThrow().signum() > 0);
    BigDecimal before = preview.broker().get().initMarginBefore().orElseThrow();
    BigDecimal after = preview.broker().get().initMarginAfter().orElseThrow();
    assertTrue(after.compareTo(before) > 0, preview::toString);
    assertEquals(List.of(), desk.simulator.exchange().orders());
    assertEquals(List.of(), get(desk.trading.orders(false, 10)));
    desk.faults().upstreamLost();
    desk.unreconciled();
    Preview unasked = get(desk.trading.preview(buy("ask/1", 100, 0.9)));
    assertTrue(unasked.broker().isEmpty());
    assertEquals("there is no broker session to ask", unasked.brokerFailure());
  }

  @Test
  void theExitsOfAHalfFilledEntryNeverSellMoreThanIsHeld() {
    Bracket bracket =
        Bracket.of(
            buy("b/0", MANY, 1.01),
            Optional.of(OrderConditions.stop(priceAt(0.7))),
            Optional.of(priceAt(1.3)));
    get(desk.trading.submit(bracket));
    desk.await("a part", () -> desk.brokerPosition() > 0);
    get(desk.trading.cancel(new ClientOrderId("b/0"), "test"));
    desk.awaitStatus("b/0", OrderStatus.CANCELLED);
    long held = desk.brokerPosition();
    assertTrue(held > 0 && held < MANY, "half filled: " + held);
    desk.await("equal positions", () -> desk.ownPosition() == held);
    for (String exit : List.of("b/0/stop", "b/0/target")) {
      BrokerOrder working = desk.atBroker(exit).getFirst();
      assertTrue(working.state().live(), exit + " protects what was bought: " + working);
      assertEquals(held, working.remaining(), exit);
      assertEquals(OrderStatus.ACKNOWLEDGED, desk.find(exit).status());
      desk.await(exit + " as the broker has it", () -> desk.find(exit).workingQuantity() == held);
    }
    get(desk.trading.cancel(new ClientOrderId("b/0/target"), "test"));
    desk.awaitStatus("b/0/target", OrderStatus.CANCELLED);
    assertEquals(held, desk.atBroker("b/0/stop").getFirst().remaining());
    assertTrue(get(desk.trading.reconcile("look", "test")).complete());
    assertEquals(held, desk.ownPosition());
  }
}
