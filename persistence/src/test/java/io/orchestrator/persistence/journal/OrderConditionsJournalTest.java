package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderEvent.OrderIntended;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.order.Trail;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An intent with a stop or a trailing distance, and one written before there were such. */
class OrderConditionsJournalTest {
  private static final JournalCodec CODEC =
      new JournalCodec(
          JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS), 1 << 20, 100);

  private static OrderIntended intended(OrderType type, OrderConditions conditions) {
    OrderRequest request =
        new OrderRequest(
            new ClientOrderId("wf/exit/1"),
            Symbol.of("AAPL"),
            Side.SELL,
            10,
            type,
            Optional.empty(),
            TimeInForce.DAY,
            "wf",
            "workflow:wf",
            conditions);
    Instant at = Instant.parse("2026-01-05T15:00:00Z");
    return new OrderIntended(request, new RiskDecision(true, 0, 0, 0, 0, 0, 0, 0, 3, at), at);
  }

  private static Object again(byte[] json) throws JournalFormatException {
    return CODEC.decode(json, "order-intended:1");
  }

  @Test
  void conditionsComeBack() throws Exception {
    OrderIntended stop =
        intended(
            OrderType.STOP,
            OrderConditions.stop(new BigDecimal("99.50"))
                .withOcaGroup("wf/exit")
                .withParent(new ClientOrderId("wf/entry/0")));
    assertEquals(stop, again(CODEC.encode(stop)));
    OrderIntended trailing =
        intended(
            OrderType.TRAILING_STOP,
            OrderConditions.trailing(Trail.percent(new BigDecimal("1.25"))));
    assertEquals(trailing, again(CODEC.encode(trailing)));
  }

  @Test
  void anIntentOfTheTimeBeforeHasNone() throws Exception {
    OrderIntended plain = intended(OrderType.MARKET, OrderConditions.NONE);
    String json = new String(CODEC.encode(plain), StandardCharsets.UTF_8);
    String old =
        json.replaceFirst(
            ",\"conditions\":\\{\"stopPrice\":null,\"trail\":null,\"ocaGroup\":null,\"parent\":null}",
            "");
    assertFalse(old.contains("conditions"), old);
    assertEquals(plain, again(old.getBytes(StandardCharsets.UTF_8)));
  }
}
