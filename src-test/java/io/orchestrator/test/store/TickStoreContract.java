package io.orchestrator.test.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import io.orchestrator.domain.port.TickStore.Gap;
import io.orchestrator.domain.port.TickStore.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link TickStore} promises. */
abstract class TickStoreContract {
  static final Symbol AAPL = Symbol.of("AAPL");
  static final Symbol MSFT = Symbol.of("MSFT");
  static final Series FED = new Series("iqfeed", AAPL);
  static final Instant T0 = Instant.parse("2024-01-25T14:30:00.123456Z");
  static final LocalDate DAY = LocalDate.of(2024, 1, 25);

  abstract TickStore store();

  @Test
  void writingTwiceChangesNothingAndACorrectionReplaces() {
    List<Tick> ticks = List.of(tick(AAPL, 1, 100), tick(AAPL, 2, 101), tick(MSFT, 1, 300));
    assertEquals(new Written(3, 0, 0), store().write("iqfeed", ticks));
    assertEquals(new Written(0, 0, 3), store().write("iqfeed", ticks));
    Tick corrected = tick(AAPL, 2, 99);
    assertEquals(
        new Written(1, 1, 1),
        store().write("iqfeed", List.of(tick(AAPL, 3, 102), corrected, tick(AAPL, 1, 100))));
    assertEquals(List.of(tick(AAPL, 1, 100), corrected, tick(AAPL, 3, 102)), all(FED));
    assertEquals(List.of(tick(MSFT, 1, 300)), all(new Series("iqfeed", MSFT)));
    assertEquals(List.of(), all(new Series("iqfeed", Symbol.of("IBM"))));
    assertEquals(Written.NOTHING, store().write("iqfeed", List.of()));
  }

  @Test
  void ofOneRepeatedInAListTheLastCounts() {
    assertEquals(
        new Written(1, 0, 1),
        store().write("iqfeed", List.of(tick(AAPL, 1, 100), tick(AAPL, 1, 101))));
    assertEquals(List.of(tick(AAPL, 1, 101)), all(FED));
  }

  @Test
  void numbersBeginAnewEachDayAndOriginsStayApart() {
    Tick tomorrow = at(tick(AAPL, 1, 105), T0.plus(Duration.ofDays(1)));
    store().write("iqfeed", List.of(tick(AAPL, 1, 100), tomorrow));
    store().write("simulated-1", List.of(tick(AAPL, 1, 7)));
    assertEquals(List.of(tick(AAPL, 1, 100), tomorrow), all(FED));
    assertEquals(List.of(tick(AAPL, 1, 7)), all(new Series("simulated-1", AAPL)));
    var summary = store().series().getFirst();
    assertEquals(FED, summary.series());
    assertEquals(2, summary.ticks());
    assertEquals(tomorrow.timestamp(), summary.last());
  }

  @Test
  void aCancelledTradeIsRemovedByItsNumberAndDay() {
    store().write("iqfeed", List.of(tick(AAPL, 1, 100), tick(AAPL, 2, 101)));
    assertFalse(store().remove(FED, DAY.plusDays(1), 2));
    assertFalse(store().remove(new Series("other", AAPL), DAY, 2));
    assertTrue(store().remove(FED, DAY, 2));
    assertFalse(store().remove(FED, DAY, 2));
    assertEquals(List.of(tick(AAPL, 1, 100)), all(FED));
  }

  @Test
  void rangesAreHalfOpenInOrderOfTimeAndALimitKeepsTheNewest() {
    List<Tick> ticks = new ArrayList<>();
    for (int id = 1; id <= 100; id++) {
      ticks.add(tick(AAPL, id, 100 + id / 7.0));
    }
    List<Tick> mixed = new ArrayList<>(ticks);
    Collections.shuffle(mixed, new Random(5));
    store().write("iqfeed", mixed);
    assertEquals(ticks, all(FED));
    List<Tick> some = new ArrayList<>();
    Range range = new Range(ticks.get(10).timestamp(), ticks.get(50).timestamp());
    store().scan(FED, range, 1000, some::add);
    assertEquals(ticks.subList(10, 50), some);
    some.clear();
    store().scan(FED, range, 5, some::add);
    assertEquals(ticks.subList(45, 50), some);
  }

  @Test
  void missingNumbersAreGapsWithinADay() {
    Instant tomorrow = T0.plus(Duration.ofDays(1));
    store()
        .write(
            "iqfeed",
            List.of(
                tick(AAPL, 1, 100),
                tick(AAPL, 2, 100),
                tick(AAPL, 9, 100),
                tick(AAPL, 10, 100),
                at(tick(AAPL, 50, 100), tomorrow)));
    assertEquals(
        List.of(new Gap(tick(AAPL, 2, 1).timestamp(), tick(AAPL, 9, 1).timestamp(), 6)),
        store().gaps(FED, Range.ALL));
    assertEquals(List.of(), store().gaps(FED, new Range(tomorrow, tomorrow.plusSeconds(9))));
  }

  @Test
  void retentionForgetsTheOldAndTheOldestBeyondTheLimit() {
    List<Tick> ticks = new ArrayList<>();
    for (int id = 1; id <= 20; id++) {
      ticks.add(tick(AAPL, id, 100));
    }
    store().write("iqfeed", ticks);
    assertEquals(0, store().prune(T0, 20));
    assertEquals(5, store().prune(ticks.get(5).timestamp(), 1000));
    assertEquals(ticks.subList(5, 20), all(FED));
    assertEquals(12, store().prune(T0, 3));
    assertEquals(ticks.subList(17, 20), all(FED));
  }

  private List<Tick> all(Series series) {
    List<Tick> ticks = new ArrayList<>();
    store().scan(series, Range.ALL, Integer.MAX_VALUE, ticks::add);
    return ticks;
  }

  /** Second {@code id} of the day. */
  static Tick tick(Symbol symbol, long id, double price) {
    return new Tick(
        symbol, T0.plusSeconds(id), price, 100, 100 * id, price - 0.01, price, id, 'C', "3D01");
  }

  private static Tick at(Tick tick, Instant time) {
    return new Tick(
        tick.symbol(),
        time,
        tick.price(),
        tick.size(),
        tick.volume(),
        tick.bid(),
        tick.ask(),
        tick.tickId(),
        tick.basis(),
        tick.conditions());
  }
}
