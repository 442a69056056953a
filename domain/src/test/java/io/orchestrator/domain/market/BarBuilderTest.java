package io.orchestrator.domain.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.BarBuilder.Ended;
import io.orchestrator.domain.market.BarBuilder.Limits;
import io.orchestrator.domain.market.BarBuilder.Outcome;
import io.orchestrator.domain.market.BarBuilder.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BarBuilderTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Limits ROOMY = new Limits(Duration.ofDays(30), 1_000_000);

  /** 2020-11-27 is a half day. */
  private static final Instant HALF_DAY_OPEN = Instant.parse("2020-11-27T14:30:00Z");

  @Property(tries = 300)
  void equalsANaiveReferenceUnderLateAndCorrectedTrades(
      @ForAll long seed, @ForAll Timeframe timeframe) {
    Random random = new Random(seed);
    BarSlots slots = new BarSlots(TradingCalendar.nyse(), timeframe, random.nextBoolean());
    BarBuilder builder = new BarBuilder(slots, ROOMY);
    Map<Long, Trade> truth = new HashMap<>();
    Map<Instant, Optional<Bar>> told = new TreeMap<>();
    Instant clock = HALF_DAY_OPEN.minusSeconds(3600);
    for (int i = 0; i < 120; i++) {
      clock = clock.plusMillis(random.nextInt(400_000));
      long id = random.nextInt(60);
      if (random.nextInt(6) == 0) {
        boolean known = truth.remove(id) != null;
        var result = builder.cancel(AAPL, id);
        assertEquals(known ? Outcome.APPLIED : Outcome.TOO_LATE, result.outcome());
        tell(told, result.ended());
      } else {
        Instant at = random.nextInt(4) == 0 ? clock.minusSeconds(random.nextInt(20_000)) : clock;
        Trade trade = new Trade(id, at, 100 + random.nextInt(50) / 10.0, random.nextInt(9));
        var result = builder.trade(AAPL, trade);
        assertEquals(
            slots.at(at).isPresent() ? Outcome.APPLIED : Outcome.IGNORED, result.outcome());
        truth.remove(id);
        if (result.outcome() == Outcome.APPLIED) {
          truth.put(id, trade);
        }
        tell(told, result.ended());
      }
      if (random.nextInt(10) == 0) {
        tell(told, builder.endedBy(clock));
      }
    }
    tell(told, builder.endedBy(clock.plus(Duration.ofDays(9))));
    told.values().removeIf(Optional::isEmpty);
    assertEquals(naive(truth.values(), slots), told);
  }

  @Property(tries = 100)
  void theOrderOfArrivalDoesNotMatter(@ForAll long seed) {
    Random random = new Random(seed);
    List<Trade> trades = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Instant at = HALF_DAY_OPEN.plusSeconds(random.nextInt(600));
      trades.add(new Trade(i, at, 50 + random.nextInt(20), 1 + random.nextInt(5)));
    }
    List<Trade> asHistory = new ArrayList<>(trades);
    asHistory.sort(Comparator.comparing(Trade::at).thenComparingLong(Trade::id));
    Collections.shuffle(trades, random);
    assertEquals(built(asHistory), built(trades));
  }

  @Test
  void aLateTradeChangesTheBarItBelongsToAndSaysSo() {
    BarBuilder builder = minutes(ROOMY);
    builder.trade(AAPL, new Trade(1, HALF_DAY_OPEN.plusSeconds(5), 100, 10));
    Ended first =
        builder.trade(AAPL, new Trade(2, HALF_DAY_OPEN.plusSeconds(65), 101, 10)).ended().get(0);
    assertFalse(first.revision());
    Ended again =
        builder.trade(AAPL, new Trade(3, HALF_DAY_OPEN.plusSeconds(2), 99, 7)).ended().get(0);
    assertTrue(again.revision());
    assertEquals(
        new Bar(AAPL, Timeframe.M1, HALF_DAY_OPEN, 99, 100, 99, 100, 17),
        again.bar().orElseThrow());
    Ended corrected =
        builder.trade(AAPL, new Trade(3, HALF_DAY_OPEN.plusSeconds(2), 98, 7)).ended().getLast();
    assertEquals(98, corrected.bar().orElseThrow().open());
    builder.cancel(AAPL, 3);
    assertEquals(
        Optional.empty(), builder.cancel(AAPL, 1).ended().getFirst().bar(), "no trade is left");
  }

  @Test
  void sessionBarsBeginAtTheOpenAndEndAtTheEarlyClose() {
    BarSlots hours = new BarSlots(TradingCalendar.nyse(), Timeframe.H1, true);
    Instant close = HALF_DAY_OPEN.plus(Duration.ofMinutes(210));
    assertEquals(
        new BarSlots.Slot(HALF_DAY_OPEN, HALF_DAY_OPEN.plusSeconds(3600)),
        hours.at(HALF_DAY_OPEN.plusSeconds(3599)).orElseThrow());
    assertEquals(close, hours.at(close.minusSeconds(1)).orElseThrow().end());
    assertEquals(close, hours.at(close).orElseThrow().start());
    assertEquals(HALF_DAY_OPEN, hours.at(HALF_DAY_OPEN.minusSeconds(1)).orElseThrow().end());
    BarSlots days = new BarSlots(TradingCalendar.nyse(), Timeframe.D1, true);
    assertEquals(new BarSlots.Slot(HALF_DAY_OPEN, close), days.at(HALF_DAY_OPEN).orElseThrow());
    assertTrue(days.at(close).isEmpty());
    assertTrue(days.at(Instant.parse("2020-11-26T16:00:00Z")).isEmpty(), "Thanksgiving");
  }

  @Test
  void memoryIsBoundedAndLateTradesStillCount() {
    BarBuilder builder = minutes(new Limits(Duration.ofMinutes(5), 10));
    for (int i = 0; i < 600; i++) {
      builder.trade(AAPL, new Trade(i, HALF_DAY_OPEN.plusSeconds(i), 100, 1));
    }
    assertEquals(Outcome.TOO_LATE, builder.cancel(AAPL, 3).outcome());
    var late = builder.trade(AAPL, new Trade(900, HALF_DAY_OPEN.plusSeconds(500), 120, 1));
    assertEquals(120, late.ended().getFirst().bar().orElseThrow().high());
    assertEquals(
        Outcome.TOO_LATE,
        builder.trade(AAPL, new Trade(901, HALF_DAY_OPEN.plusSeconds(1), 120, 1)).outcome());
    assertEquals(
        Outcome.IGNORED,
        builder.trade(AAPL, new Trade(902, HALF_DAY_OPEN, Double.NaN, 1)).outcome());
  }

  private static BarBuilder minutes(Limits limits) {
    return new BarBuilder(new BarSlots(TradingCalendar.nyse(), Timeframe.M1, true), limits);
  }

  private static Map<Instant, Optional<Bar>> built(List<Trade> trades) {
    BarBuilder builder = minutes(ROOMY);
    Map<Instant, Optional<Bar>> told = new TreeMap<>();
    trades.forEach(trade -> tell(told, builder.trade(AAPL, trade).ended()));
    tell(told, builder.endedBy(HALF_DAY_OPEN.plusSeconds(9_999)));
    return told;
  }

  private static void tell(Map<Instant, Optional<Bar>> told, List<Ended> ended) {
    ended.forEach(e -> told.put(e.start(), e.bar()));
  }

  /** Groups all trades, sorts each group, and reads the bar off. */
  private static Map<Instant, Optional<Bar>> naive(Iterable<Trade> trades, BarSlots slots) {
    Map<Instant, List<Trade>> groups = new TreeMap<>();
    trades.forEach(
        t ->
            groups
                .computeIfAbsent(slots.at(t.at()).orElseThrow().start(), s -> new ArrayList<>())
                .add(t));
    Map<Instant, Optional<Bar>> bars = new TreeMap<>();
    groups.forEach(
        (start, group) -> {
          group.sort(Comparator.comparing(Trade::at).thenComparingLong(Trade::id));
          bars.put(
              start,
              Optional.of(
                  new Bar(
                      AAPL,
                      slots.timeframe(),
                      start,
                      group.getFirst().price(),
                      group.stream().mapToDouble(Trade::price).max().orElseThrow(),
                      group.stream().mapToDouble(Trade::price).min().orElseThrow(),
                      group.getLast().price(),
                      group.stream().mapToLong(Trade::size).sum())));
        });
    return bars;
  }
}
