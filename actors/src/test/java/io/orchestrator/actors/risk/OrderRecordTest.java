package io.orchestrator.actors.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OrderRecordTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private final OrderRecord record = new OrderRecord(Duration.ofMinutes(10));

  /** An order that is filled in parts is one trade, however many of them lose. */
  @Test
  void fillsOfOneOrderAreOneLoss() {
    for (int i = 0; i < 5; i++) {
      record.closed("a", new BigDecimal("-1"));
    }
    assertEquals(1, record.losses());
    record.closed("b", new BigDecimal("-1"));
    assertEquals(2, record.losses());
    record.closed("b", new BigDecimal("3"));
    assertEquals(0, record.losses(), "b won in all");
  }

  @Test
  void failuresCountWithinTheWindow() {
    record.outcome(true, NOW);
    record.outcome(false, NOW.plusSeconds(1));
    assertEquals(0.5, record.failed(NOW.plusSeconds(2)));
    assertEquals(0, record.failed(NOW.plusSeconds(600)));
    assertEquals(0, record.orders(NOW.plusSeconds(601)));
  }
}
