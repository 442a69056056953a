package io.orchestrator.actors.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  /**
   * The default of the loss streak: with even odds a day of 500 trades has such a streak by chance
   * once in a hundred days; five in a row come on every such day.
   */
  @Test
  void theDefaultStreakIsRareByChance() {
    assertEquals(15, GuardSettings.DEFAULT.lossStreak());
    assertTrue(byChance(GuardSettings.DEFAULT.lossStreak(), 500) < 0.01);
    assertTrue(byChance(5, 500) > 0.99);
  }

  /** Probability of a run of losses of that length among so many trades, each lost with 1/2. */
  private static double byChance(int streak, int trades) {
    double[] run = new double[streak];
    run[0] = 1;
    double reached = 0;
    for (int t = 0; t < trades; t++) {
      double[] next = new double[streak];
      for (int k = 0; k < streak; k++) {
        next[0] += run[k] / 2;
        if (k + 1 < streak) {
          next[k + 1] = run[k] / 2;
        } else {
          reached += run[k] / 2;
        }
      }
      run = next;
    }
    return reached;
  }
}
