package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a run may order, and how fast. */
class RunBudgetTest {
  private static final Instant NOON = Instant.parse("2026-01-07T17:00:00Z");

  @Test
  void entriesShareTheNotionalAndExitsAreFree() {
    var budget = new RunBudget(Map.of("max_notional", 1_000.0));
    assertEquals(Optional.empty(), budget.reserve(false, 6, 100));
    assertEquals(Optional.empty(), budget.reserve(true, 1_000, 100), "an exit is never kept back");
    assertTrue(
        budget.reserve(false, 5, 100).orElseThrow().startsWith("500.00 USD are more than the 400"));
    assertEquals(Optional.empty(), budget.reserve(false, 4, 100), "to the last dollar");
    var none = new RunBudget(Map.of());
    assertEquals(Optional.empty(), none.reserve(false, 1_000_000, 1_000));
  }

  /** Whatever the rate: in no second more orders than it says, and one pause is enough. */
  @Test
  void noWindowHoldsMoreThanTheRate() {
    for (long seed = 1; seed <= 500; seed++) {
      var random = new SplittableRandom(seed);
      paced(random.nextDouble(0.1, 20), random.nextInt(1, 60), random.nextInt(500), seed);
    }
  }

  private static void paced(double rate, int orders, int millisOfWork, long seed) {
    var budget = new RunBudget(Map.of("max_orders_per_second", rate));
    List<Instant> intents = new ArrayList<>();
    Instant now = NOON;
    for (int i = 0; i < orders; i++) {
      now = now.plusMillis(millisOfWork);
      now = now.plus(budget.pause(intents, now));
      assertEquals(Duration.ZERO, budget.pause(intents, now), "seed " + seed);
      intents.add(now);
    }
    int together = Math.max(1, (int) rate);
    for (int i = together; i < intents.size(); i++) {
      double seconds = Duration.between(intents.get(i - together), intents.get(i)).toNanos() / 1e9;
      assertTrue(
          seconds >= together / rate - 1e-6,
          "seed " + seed + ": " + seconds + " s for " + together);
    }
  }
}
