package io.orchestrator.domain.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.domain.market.BarBuilder.Ended;
import io.orchestrator.domain.market.BarBuilder.Trade;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bars out of a store are those that were built live, in whatever order the trades came then. */
class ResamplingTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final TradingCalendar NYSE = TradingCalendar.nyse();
  private static final List<Timeframe> LONGER =
      List.of(Timeframe.M5, Timeframe.M15, Timeframe.H1, Timeframe.D1);

  /** A half day, the weekend of a clock change, an ordinary morning. */
  private static final List<Instant> BEGINNINGS =
      List.of(
          Instant.parse("2020-11-27T12:00:00Z"),
          Instant.parse("2026-03-06T13:00:00Z"),
          Instant.parse("2026-01-05T14:25:00Z"));

  @Property(tries = 100)
  void barsOfKeptTicksAreTheLiveBars(@ForAll long seed) {
    List<Tick> ticks = ticks(new Random(seed));
    for (Timeframe timeframe : List.of(Timeframe.S1, Timeframe.M1, Timeframe.H1, Timeframe.D1)) {
      BarSlots slots = new BarSlots(NYSE, timeframe, true);
      List<Bar> kept = new ArrayList<>();
      TickBars bars = new TickBars(slots, kept::add);
      ticks.forEach(bars);
      bars.finish();
      assertEquals(live(slots, ticks, seed), kept, timeframe.wireName());
    }
  }

  @Property(tries = 100)
  void barsOfKeptMinutesAreThoseOfTheTrades(@ForAll long seed) {
    List<Tick> ticks = ticks(new Random(seed)).stream().filter(t -> t.basis() == 'C').toList();
    List<Bar> minutes = live(new BarSlots(NYSE, Timeframe.M1, true), ticks, seed);
    assertFalse(minutes.isEmpty());
    for (Timeframe timeframe : LONGER) {
      BarSlots slots = new BarSlots(NYSE, timeframe, true);
      List<Bar> merged = new ArrayList<>();
      BarMerge merge = new BarMerge(slots, merged::add);
      minutes.forEach(merge);
      merge.finish();
      assertEquals(live(slots, ticks, seed), merged, timeframe.wireName());
    }
  }

  /** The builder of live bars, trades out of order, with room for all of them. */
  private static List<Bar> live(BarSlots slots, List<Tick> ticks, long seed) {
    BarBuilder builder =
        new BarBuilder(slots, new BarBuilder.Limits(Duration.ofDays(60), 1_000_000));
    List<Tick> mixed = new ArrayList<>(ticks);
    Collections.shuffle(mixed, new Random(seed));
    Map<Instant, Bar> bars = new TreeMap<>();
    for (Tick t : mixed) {
      var trade = new Trade(t.tickId(), t.timestamp(), t.price(), t.size(), t.basis() == 'C');
      builder.trade(AAPL, trade).ended().forEach(e -> put(bars, e));
    }
    builder.endedBy(Instant.parse("2100-01-01T00:00:00Z")).forEach(e -> put(bars, e));
    return List.copyOf(bars.values());
  }

  private static void put(Map<Instant, Bar> bars, Ended ended) {
    ended.bar().ifPresentOrElse(b -> bars.put(ended.start(), b), () -> bars.remove(ended.start()));
  }

  private static List<Tick> ticks(Random random) {
    Instant at = BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
    List<Tick> ticks = new ArrayList<>();
    for (int id = 1; id <= 200; id++) {
      at = at.plusMillis(random.nextInt(random.nextInt(40) == 0 ? 200_000_000 : 120_000));
      char basis = random.nextInt(5) == 0 ? 'O' : 'C';
      double price = 100 + random.nextInt(50) / 10.0;
      ticks.add(new Tick(AAPL, at, price, 1 + random.nextInt(9), 0, 0, 0, id, basis, ""));
    }
    ticks.sort(Comparator.comparing(Tick::timestamp).thenComparingLong(Tick::tickId));
    return ticks;
  }
}
