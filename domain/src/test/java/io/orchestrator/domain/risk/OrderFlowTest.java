package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderFlowTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private final OrderFlow flow = new OrderFlow();

  private static OrderRequest order(String id, String symbol, long quantity, String strategy) {
    return new OrderRequest(
            new ClientOrderId(id),
            Symbol.of(symbol),
            Side.BUY,
            quantity,
            OrderType.LIMIT,
            Optional.of(new BigDecimal("100.00")),
            TimeInForce.DAY,
            "",
            "test")
        .of(strategy);
  }

  @Test
  void countsByAccountNameStrategyAndContentWithinAMinute() {
    flow.entered(order("a", "AAPL", 1, "s"), 100, NOW);
    flow.entered(order("b", "AAPL", 1, "s"), 100, NOW.plusSeconds(1));
    flow.entered(order("c", "MSFT", 1, "t"), 50, NOW.plusSeconds(2));
    flow.message(NOW);
    OrderRequest same = order("d", "AAPL", 1, "s");
    assertEquals(new FlowCounts(3, 250, 2, 2, 2, 1, 7), flow.counts(same, 7, NOW.plusSeconds(3)));
    OrderRequest other = order("d", "AAPL", 2, "t");
    assertEquals(new FlowCounts(3, 250, 2, 1, 0, 1, 7), flow.counts(other, 7, NOW.plusSeconds(3)));
    assertEquals(new FlowCounts(1, 50, 0, 0, 0, 0, 7), flow.counts(same, 7, NOW.plusSeconds(61)));
    assertEquals(new FlowCounts(0, 0, 0, 0, 0, 0, 7), flow.counts(same, 7, NOW.plusSeconds(62)));
  }

  /** A clock that goes back forgets nothing: too much is counted, never too little. */
  @Test
  void aClockThatGoesBackForgetsNothing() {
    flow.entered(order("a", "AAPL", 1, "s"), 100, NOW);
    assertEquals(1, flow.entries(NOW.minusSeconds(3_600)));
  }
}
