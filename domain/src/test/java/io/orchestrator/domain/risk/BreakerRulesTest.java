package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.risk.BreakerPolicy.Reset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private static final Duration HOLD = Duration.ofMinutes(5);
  private static final BreakerName NAME = BreakerName.LOSS_STREAK;

  private static BreakerPolicy policy(Reset reset) {
    return new BreakerPolicy(
        BreakerState.ENTRIES_BLOCKED, reset, HOLD, Duration.ofMinutes(10), 0.25);
  }

  private static BreakerSignal signal(boolean trips, boolean clear) {
    return BreakerSignal.portfolio(NAME, trips, clear, "number=9 limit=5");
  }

  private static RiskState judge(
      RiskState state, BreakerSignal signal, Reset reset, Duration clearFor, Instant now) {
    return BreakerRules.judge(state, signal, policy(reset), clearFor, now)
        .map(state::evolve)
        .orElse(state);
  }

  private static RiskState tripped(Reset reset) {
    return judge(RiskState.initial(NOW), signal(true, false), reset, Duration.ZERO, NOW);
  }

  /** freqtrade #4837: what a breaker still allows stands in its state, and is said. */
  @ParameterizedTest
  @EnumSource(Reset.class)
  void anOpenBreakerSaysWhatItAllows(Reset reset) {
    Breaker open = tripped(reset).breaker(NAME);
    assertEquals(BreakerState.ENTRIES_BLOCKED, open.state());
    assertEquals("exits, cancels, and entries that work already", open.state().allows());
    assertEquals("number=9 limit=5", open.cause());
    assertEquals(1, open.trips());
  }

  /** A signal that lasts trips once: there is one alarm. */
  @Test
  void whatIsOpenDoesNotOpenAgain() {
    RiskState open = tripped(Reset.TIMED);
    assertEquals(open, judge(open, signal(true, false), Reset.TIMED, HOLD, NOW.plus(HOLD)));
  }

  @Test
  void aManualOneWaitsForAPersonHoweverLong() {
    RiskState open = tripped(Reset.MANUAL);
    Instant later = NOW.plus(Duration.ofDays(30));
    assertEquals(open, judge(open, signal(false, true), Reset.MANUAL, Duration.ofDays(30), later));
    assertTrue(BreakerRules.newSession(open, BreakerPolicies.DEFAULT, later).isEmpty());
    RiskState closed =
        open.evolve(
            BreakerRules.reset(open, NAME, "portfolio", "checked", "ann", 100, later)
                .orElseThrow());
    assertEquals(BreakerState.CLOSED, closed.breaker(NAME).state());
  }

  /** LEAN #4846: a breaker that never re-arms. This one trips again after its reset. */
  @ParameterizedTest
  @EnumSource(Reset.class)
  void aBreakerThatWasResetTripsAgain(Reset reset) {
    RiskState open = tripped(reset);
    RiskState closed =
        open.evolve(
            BreakerRules.reset(open, NAME, "portfolio", "checked", "ann", 0, NOW).orElseThrow());
    RiskState again = judge(closed, signal(true, false), reset, Duration.ZERO, NOW.plusSeconds(9));
    assertEquals(BreakerState.ENTRIES_BLOCKED, again.breaker(NAME).state());
    assertEquals(2, again.breaker(NAME).trips());
  }

  @Test
  void aTimedOneClosesAfterItsTimeAndNotWhileTheCauseLasts() {
    RiskState open = tripped(Reset.TIMED);
    Instant early = NOW.plus(HOLD).minusMillis(1);
    assertEquals(open, judge(open, signal(false, true), Reset.TIMED, HOLD, early));
    assertEquals(open, judge(open, signal(true, false), Reset.TIMED, HOLD, NOW.plus(HOLD)));
    RiskState closed = judge(open, signal(false, false), Reset.TIMED, HOLD, NOW.plus(HOLD));
    assertEquals(BreakerState.CLOSED, closed.breaker(NAME).state());
  }

  @Test
  void hysteresisAsksForAClearNumberForAWhile() {
    RiskState open = tripped(Reset.HYSTERESIS);
    assertEquals(open, judge(open, signal(false, false), Reset.HYSTERESIS, HOLD, NOW.plus(HOLD)));
    Duration short_ = HOLD.minusMillis(1);
    assertEquals(open, judge(open, signal(false, true), Reset.HYSTERESIS, short_, NOW.plus(HOLD)));
    RiskState closed = judge(open, signal(false, true), Reset.HYSTERESIS, HOLD, NOW.plus(HOLD));
    assertEquals(BreakerState.CLOSED, closed.breaker(NAME).state());
  }

  @Test
  void theNextSessionClosesWhatWaitsForItOnly() {
    RiskState open = tripped(Reset.NEXT_SESSION);
    BreakerPolicies d = BreakerPolicies.DEFAULT;
    BreakerPolicies next =
        new BreakerPolicies(
            d.dailyLoss(),
            d.positionConcentration(),
            d.orderFrequency(),
            d.drawdown(),
            policy(Reset.NEXT_SESSION),
            d.errorRate(),
            d.priceShock(),
            d.dataQuality(),
            d.repeatedExecution());
    List<RiskEvent> events = BreakerRules.newSession(open, next, NOW);
    assertEquals(1, events.size());
    assertEquals(BreakerState.CLOSED, open.evolve(events.getFirst()).breaker(NAME).state());
    assertTrue(BreakerRules.newSession(open, d, NOW).isEmpty());
  }

  @Test
  void halfOpenProbesWithLessAndFallsBackOrCloses() {
    RiskState open = tripped(Reset.HALF_OPEN);
    Instant probed = NOW.plus(HOLD);
    RiskState probing = judge(open, signal(false, true), Reset.HALF_OPEN, HOLD, probed);
    assertEquals(BreakerState.PROBING, probing.breaker(NAME).state());
    assertEquals(0.25, probing.breaker(NAME).probeSize());
    RiskState back =
        judge(probing, signal(true, false), Reset.HALF_OPEN, HOLD, probed.plusSeconds(60));
    assertEquals(BreakerState.ENTRIES_BLOCKED, back.breaker(NAME).state());
    assertEquals(
        probing,
        judge(probing, signal(false, true), Reset.HALF_OPEN, HOLD, probed.plusSeconds(599)));
    RiskState closed =
        judge(probing, signal(false, true), Reset.HALF_OPEN, HOLD, probed.plusSeconds(600));
    assertEquals(BreakerState.CLOSED, closed.breaker(NAME).state());
  }

  /** LEAN #6723: the high-water mark is re-based on reset, and the new base is on record. */
  @Test
  void aResetRebasesTheNumberAndRecordsIt() {
    RiskState open =
        RiskState.initial(NOW)
            .evolve(new RiskEvent.DayStarted("2026-11-20", 105_000, NOW))
            .evolve(new RiskEvent.HighWaterRaised(120_000, NOW));
    for (BreakerName name : List.of(BreakerName.DAILY_LOSS, BreakerName.DRAWDOWN)) {
      open =
          open.evolve(
              new RiskEvent.BreakerTripped(
                  name, BreakerState.HALTED, "x", Optional.empty(), NOW, "portfolio"));
      RiskEvent.BreakerClosed reset =
          (RiskEvent.BreakerClosed)
              BreakerRules.reset(open, name, "portfolio", "checked", "ann", 100_000, NOW)
                  .orElseThrow();
      assertEquals(Optional.of(100_000.0), reset.rebasedEquity());
      open = open.evolve(reset);
    }
    assertEquals(100_000, open.lossBaseEquity());
    assertEquals(100_000, open.highWater());
    assertEquals(105_000, open.dayStartEquity());
  }

  @Test
  void aPolicyMaySwitchOneOff() {
    BreakerPolicy off =
        new BreakerPolicy(BreakerState.CLOSED, Reset.MANUAL, HOLD, Duration.ZERO, 1);
    assertTrue(
        BreakerRules.judge(RiskState.initial(NOW), signal(true, false), off, Duration.ZERO, NOW)
            .isEmpty());
  }

  /** One name's breaker is not another's. */
  @Test
  void breakersOfSubjectsAreTheirOwn() {
    RiskState state = RiskState.initial(NOW);
    for (String symbol : List.of("AAPL", "MSFT")) {
      var signal = new BreakerSignal(BreakerName.PRICE_SHOCK, symbol, true, false, "moved");
      state =
          state.evolve(
              BreakerRules.judge(state, signal, policy(Reset.TIMED), Duration.ZERO, NOW)
                  .orElseThrow());
    }
    state =
        state.evolve(
            BreakerRules.reset(state, BreakerName.PRICE_SHOCK, "AAPL", "news", "ann", 1_000, NOW)
                .orElseThrow());
    assertEquals(BreakerState.CLOSED, state.breaker(BreakerName.PRICE_SHOCK, "AAPL").state());
    assertEquals(
        BreakerState.ENTRIES_BLOCKED, state.breaker(BreakerName.PRICE_SHOCK, "MSFT").state());
    assertEquals(0, state.lossBaseEquity(), "its reset has nothing to do with the day's loss");
    assertFalse(state.breakers().isEmpty());
  }
}
