package io.orchestrator.domain.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PlanningTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private final Planning planning = new Planning(TradingCalendar.nyse());

  static MarketPicture picture(Instant now) {
    List<Bar> daily = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double price = 100 * (i % 2 == 0 ? 1 : 1.02);
      daily.add(
          new Bar(
              AAPL,
              Timeframe.D1,
              now.minus(Duration.ofDays(31 - i)),
              price,
              price,
              price,
              price,
              1_000_000));
    }
    List<Bar> minutes = new ArrayList<>();
    TradingSession past =
        TradingCalendar.nyse().session(LocalDate.parse("2026-02-27")).orElseThrow();
    for (int m = 0; m < 390; m++) {
      // Twice the volume in the first hour after 10:00.
      long volume = m >= 30 && m < 90 ? 200 : 100;
      minutes.add(
          new Bar(
              AAPL,
              Timeframe.M1,
              past.open().plus(Duration.ofMinutes(m)),
              100,
              100,
              100,
              100,
              volume));
    }
    Quote quote = new Quote(AAPL, 99.99, 100.01, 100, 100, 100, 10, 5_000, now, DataQuality.GOOD);
    return new MarketPicture(now, Optional.of(quote), daily, minutes);
  }

  @Property(tries = 300)
  void everyAllocationAddsUpWithinItsBounds(
      @ForAll @LongRange(min = 1, max = 1_000_000) long total,
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @LongRange(min = 1, max = 5_000) long min,
      @ForAll @DoubleRange(min = 1, max = 4) double room,
      @ForAll long seed) {
    var random = new java.util.SplittableRandom(seed);
    double[] weights = random.doubles(count, 0, 1).map(w -> w + 1e-6).toArray();
    long max = (long) Math.ceil(room * (total + count - 1) / count);
    long least = Math.min(min, max);
    long[] shares = Allocation.allocate(total, weights, least, max);
    assertEquals(total, Arrays.stream(shares).sum());
    int small = 0;
    for (long share : shares) {
      assertTrue(share >= 0 && share <= max, share + " above " + max);
      small += share > 0 && share < least ? 1 : 0;
    }
    assertTrue(small <= 1, small + " slices below the minimum: " + Arrays.toString(shares));
  }

  @Test
  void twapIsEvenAndCoversTheWindow() {
    ExecutionPlan plan = planning.plan(new Parents().request(), picture(Parents.TEN));
    assertEquals(Parents.TEN, plan.start());
    assertEquals(Parents.TEN.plus(Duration.ofMinutes(20)), plan.end());
    assertEquals(
        List.of(250L, 250L, 250L, 250L), plan.slices().stream().map(Slice::quantity).toList());
    for (int i = 1; i < 4; i++) {
      assertEquals(plan.slices().get(i - 1).end(), plan.slices().get(i).start());
    }
  }

  @Test
  void vwapFollowsTheCurve() {
    Parents p = new Parents();
    p.algorithm = Algorithm.VWAP;
    p.duration = Duration.ofMinutes(120);
    p.quantity = 900;
    ExecutionPlan plan = planning.plan(p.request(), picture(Parents.TEN));
    // 30-minute slices: 6000, 6000, 3000, 3000 shares of the market.
    assertEquals(
        List.of(300L, 300L, 150L, 150L), plan.slices().stream().map(Slice::quantity).toList());
  }

  @Test
  void vwapWithoutMinuteBarsIsRefused() {
    Parents p = new Parents();
    p.algorithm = Algorithm.VWAP;
    MarketPicture full = picture(Parents.TEN);
    var bare = new MarketPicture(full.marketNow(), full.quote(), full.daily(), List.of());
    assertEquals("execution.no_volume_curve", refusal(p, bare));
  }

  @Test
  void shortfallSellsMoreFirstAndMoreSoWithUrgency() {
    Parents p = new Parents();
    p.algorithm = Algorithm.IMPLEMENTATION_SHORTFALL;
    p.urgency = Urgency.LOW;
    long calm = planning.plan(p.request(), picture(Parents.TEN)).slices().getFirst().quantity();
    p.urgency = Urgency.HIGH;
    ExecutionPlan plan = planning.plan(p.request(), picture(Parents.TEN));
    long urgent = plan.slices().getFirst().quantity();
    assertTrue(calm > 250 && urgent > calm, calm + " then " + urgent);
    assertEquals(1_000, plan.slices().stream().mapToLong(Slice::quantity).sum());
    assertTrue(plan.estimate().orElseThrow().riskAversion() > 0);
  }

  @Test
  void estimateOfKnownNumbers() {
    Parents p = new Parents();
    p.quantity = 10_000;
    CostEstimate estimate =
        planning.plan(p.request(), picture(Parents.TEN)).estimate().orElseThrow();
    assertEquals(0.01, estimate.shareOfDailyVolume(), 1e-12);
    // Returns alternate between ±ln 1.02; 20 of them have mean 0.
    double volatility = Math.log(1.02) * Math.sqrt(20.0 / 19);
    assertEquals(volatility, estimate.dailyVolatility(), 1e-9);
    assertEquals(volatility * 0.1 * 10_000, estimate.squareRootBps(), 1e-6);
    assertTrue(estimate.expectedUsd() > 0 && estimate.riskUsd() > 0);
  }

  @Test
  void theWindowStaysInsideOneSession() {
    Parents p = new Parents();
    Instant evening = Instant.parse("2026-03-02T23:00:00Z");
    ExecutionPlan next = planning.plan(p.request(), picture(evening));
    assertEquals(Instant.parse("2026-03-03T14:30:00Z"), next.start(), "the next open");
    Instant late = Instant.parse("2026-03-02T20:50:00Z");
    assertEquals(
        Instant.parse("2026-03-02T21:00:00Z"), planning.plan(p.request(), picture(late)).end());
    assertEquals("execution.window", refusal(p, picture(Instant.parse("2026-03-02T20:59:55Z"))));
    p.start = Optional.of(Parents.TEN.plus(Duration.ofDays(30)));
    assertEquals("execution.window", refusal(p, picture(Parents.TEN)));
  }

  @Test
  void halfDaysEndEarly() {
    Parents p = new Parents();
    p.duration = Duration.ofHours(6);
    ExecutionPlan plan = planning.plan(p.request(), picture(Instant.parse("2026-11-27T15:00:00Z")));
    assertEquals(Instant.parse("2026-11-27T18:00:00Z"), plan.end());
  }

  @Test
  void slicesThatCannotHoldTheQuantityAreRefused() {
    Parents p = new Parents();
    p.maxSlice = 100;
    assertEquals("execution.slices_too_small", refusal(p, picture(Parents.TEN)));
  }

  @Test
  void variationIsRepeatableAndAddsUp() {
    Parents p = new Parents();
    p.randomise = 0.3;
    List<Slice> first = planning.plan(p.request(), picture(Parents.TEN)).slices();
    assertEquals(first, planning.plan(p.request(), picture(Parents.TEN)).slices());
    assertEquals(1_000, first.stream().mapToLong(Slice::quantity).sum());
    p.seed = 8;
    assertFalse(first.equals(planning.plan(p.request(), picture(Parents.TEN)).slices()));
  }

  private String refusal(Parents p, MarketPicture picture) {
    return assertThrows(RefusedException.class, () -> planning.plan(p.request(), picture))
        .refusal()
        .code();
  }
}
