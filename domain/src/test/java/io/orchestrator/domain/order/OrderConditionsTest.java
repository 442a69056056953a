package io.orchestrator.domain.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Symbol;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderConditionsTest {
  private static final BigDecimal PRICE = new BigDecimal("100.00");
  private static final OrderConditions STOP = OrderConditions.stop(PRICE);
  private static final OrderConditions TRAIL =
      OrderConditions.trailing(Trail.percent(BigDecimal.ONE));

  private static OrderRequest request(
      OrderType type, boolean limit, TimeInForce force, OrderConditions conditions) {
    return new OrderRequest(
        new ClientOrderId("a/b/0"),
        Symbol.of("AAPL"),
        Side.SELL,
        10,
        type,
        limit ? Optional.of(PRICE) : Optional.empty(),
        force,
        "",
        "test",
        conditions);
  }

  private static void refused(
      OrderType type, boolean limit, TimeInForce force, OrderConditions conditions) {
    assertThrows(IllegalArgumentException.class, () -> request(type, limit, force, conditions));
  }

  @Test
  void eachTypeTakesItsPricesAndNoOthers() {
    for (OrderType type : OrderType.values()) {
      for (boolean limit : new boolean[] {true, false}) {
        for (OrderConditions given : new OrderConditions[] {OrderConditions.NONE, STOP, TRAIL}) {
          boolean fits =
              limit == type.needsLimitPrice()
                  && (given != STOP || type.mayHaveStopPrice())
                  && (given == STOP || !type.needsStopPrice())
                  && (given == TRAIL) == type.needsTrail();
          if (fits) {
            assertEquals(type, request(type, limit, TimeInForce.DAY, given).type());
          } else {
            refused(type, limit, TimeInForce.DAY, given);
          }
        }
      }
    }
  }

  @Test
  void whatWaitsIsNotImmediateAndTheCloseIsToday() {
    refused(OrderType.STOP, false, TimeInForce.IOC, STOP);
    refused(OrderType.TRAILING_STOP, false, TimeInForce.IOC, TRAIL);
    refused(OrderType.MARKET_ON_CLOSE, false, TimeInForce.GTC, OrderConditions.NONE);
    refused(OrderType.LIMIT_ON_CLOSE, true, TimeInForce.IOC, OrderConditions.NONE);
    refused(
        OrderType.LIMIT,
        true,
        TimeInForce.DAY,
        OrderConditions.NONE.withParent(new ClientOrderId("a/b/0")));
    assertThrows(IllegalArgumentException.class, () -> OrderConditions.NONE.withOcaGroup("a b"));
    assertThrows(IllegalArgumentException.class, () -> OrderConditions.stop(BigDecimal.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Trail.amount(BigDecimal.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Trail.percent(BigDecimal.valueOf(100)));
  }

  @Test
  void zerosAtTheEndDoNotMakeAnotherWish() {
    OrderRequest one = request(OrderType.STOP, false, TimeInForce.GTC, STOP);
    OrderRequest same = one.with(OrderConditions.stop(new BigDecimal("1E+2")));
    assertTrue(OrderRules.sameContent(one, same));
    assertFalse(
        OrderRules.sameContent(one, one.with(OrderConditions.stop(new BigDecimal("100.01")))));
    assertFalse(OrderRules.sameContent(one, one.with(STOP.withOcaGroup("g"))));
    OrderRequest trailing = request(OrderType.TRAILING_STOP, false, TimeInForce.DAY, TRAIL);
    assertTrue(
        OrderRules.sameContent(
            trailing,
            trailing.with(OrderConditions.trailing(Trail.percent(new BigDecimal("1.0"))))));
    assertFalse(
        OrderRules.sameContent(
            trailing, trailing.with(OrderConditions.trailing(Trail.amount(BigDecimal.ONE)))));
  }
}
