package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BreakerRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private static final RiskLimits LIMITS = RiskLimits.DEFAULT;

  private static RiskReading reading(
      double pnl, double share, double var, double ratio, boolean known) {
    RiskMetrics metrics =
        new RiskMetrics(
            100_000, var, 0, 0, false, 0, share, share, "AAPL", pnl, 200, NOW, Optional.empty());
    return new RiskReading(metrics, known, known, ratio, Map.of("AAPL", share));
  }

  private static RiskState apply(RiskState state, List<RiskEvent> events) {
    RiskState next = state;
    for (RiskEvent event : events) {
      next = next.evolve(event);
    }
    return next;
  }

  @Test
  void oneBadTickDoesNotHaltTwoReadingsDo() {
    RiskState state = RiskState.initial(NOW);
    RiskReading loss = reading(-5_000, 0.1, 0, 1, true);
    assertTrue(BreakerRules.evaluate(state, loss, LIMITS, 1, 2, NOW).isEmpty());
    RiskState tripped = apply(state, BreakerRules.evaluate(state, loss, LIMITS, 2, 2, NOW));
    assertEquals(BreakerState.HALTED, tripped.breaker(BreakerName.DAILY_LOSS).state());
    RiskReading fine = reading(0, 0.1, 0, 1, true);
    assertTrue(BreakerRules.evaluate(tripped, fine, LIMITS, 0, 2, NOW).isEmpty());
  }

  @Test
  void onlyAPersonClosesTheDailyLossAndTheLossCountsFromThere() {
    RiskState tripped =
        apply(
            RiskState.initial(NOW).evolve(new RiskEvent.DayStarted("2026-11-20", 105_000, NOW)),
            BreakerRules.evaluate(
                RiskState.initial(NOW), reading(-5_000, 0, 0, 1, true), LIMITS, 2, 2, NOW));
    Optional<RiskEvent> reset =
        BreakerRules.reset(tripped, BreakerName.DAILY_LOSS, "checked", "ann", 100_000, NOW);
    RiskState closed = apply(tripped, reset.stream().toList());
    assertEquals(BreakerState.CLOSED, closed.breaker(BreakerName.DAILY_LOSS).state());
    assertEquals(100_000, closed.lossBaseEquity());
    assertEquals(105_000, closed.dayStartEquity());
    assertTrue(
        BreakerRules.reset(closed, BreakerName.DAILY_LOSS, "again", "ann", 1, NOW).isEmpty());
  }

  @Test
  void concentrationOpensAboveAndClosesWellBelow() {
    RiskState state = RiskState.initial(NOW);
    state = step(state, 0.31);
    assertEquals(
        BreakerState.ENTRIES_BLOCKED, state.breaker(BreakerName.POSITION_CONCENTRATION).state());
    state = step(state, 0.29);
    assertEquals(
        BreakerState.ENTRIES_BLOCKED, state.breaker(BreakerName.POSITION_CONCENTRATION).state());
    state = step(state, 0.28);
    assertEquals(BreakerState.CLOSED, state.breaker(BreakerName.POSITION_CONCENTRATION).state());
  }

  private static RiskState step(RiskState state, double share) {
    return apply(
        state, BreakerRules.evaluate(state, reading(0, share, 0, 1, true), LIMITS, 0, 2, NOW));
  }

  @Test
  void frequencyBlocksForAWhile() {
    RiskState state = RiskState.initial(NOW);
    Optional<RiskEvent> trip =
        BreakerRules.frequencyExceeded(state, 61, 60, Duration.ofMinutes(5), NOW);
    RiskState open = apply(state, trip.stream().toList());
    assertEquals(BreakerState.ENTRIES_BLOCKED, open.breaker(BreakerName.ORDER_FREQUENCY).state());
    assertTrue(BreakerRules.frequencyExceeded(open, 61, 60, Duration.ofMinutes(5), NOW).isEmpty());
    RiskReading fine = reading(0, 0, 0, 1, true);
    Instant early = NOW.plusSeconds(299);
    assertTrue(BreakerRules.evaluate(open, fine, LIMITS, 0, 2, early).isEmpty());
    RiskState closed =
        apply(open, BreakerRules.evaluate(open, fine, LIMITS, 0, 2, NOW.plusSeconds(300)));
    assertEquals(BreakerState.CLOSED, closed.breaker(BreakerName.ORDER_FREQUENCY).state());
  }

  @Test
  void violationsAreRaisedOnceAndClearedWellBelow() {
    RiskState state = RiskState.initial(NOW);
    RiskReading bad = reading(-6_000, 0.4, 12_000, 3, true);
    List<RiskEvent> raised = ViolationRules.evaluate(state, bad, LIMITS, NOW);
    assertEquals(4, raised.size());
    state = apply(state, raised);
    assertTrue(ViolationRules.evaluate(state, bad, LIMITS, NOW).isEmpty());
    RiskReading nearly = reading(-4_900, 0.295, 9_900, 1.95, true);
    assertTrue(ViolationRules.evaluate(state, nearly, LIMITS, NOW).isEmpty());
    RiskReading unknown = reading(0, 0, 0, 1, false);
    assertTrue(ViolationRules.evaluate(state, unknown, LIMITS, NOW).isEmpty());
    RiskReading fine = reading(0, 0.1, 100, 1, true);
    state = apply(state, ViolationRules.evaluate(state, fine, LIMITS, NOW));
    assertTrue(state.violations().isEmpty());
  }
}
