package io.orchestrator.test.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import io.orchestrator.domain.port.BarStore.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What every {@link BarStore} promises. */
abstract class BarStoreContract {
  static final Symbol AAPL = Symbol.of("AAPL");
  static final Series FED = new Series("iqfeed", AAPL, Timeframe.M1);
  static final Series BROUGHT = new Series(BarStore.IMPORTED, AAPL, Timeframe.M1);
  static final Instant T0 = Instant.parse("2024-01-25T14:30:00Z");

  abstract BarStore store();

  @Test
  void writingTwiceChangesNothingAndANewerValueCounts() {
    List<StoredBar> bars = List.of(bar(0, 100), bar(1, 101), bar(2, 102));
    assertEquals(new Written(3, 0, 0), store().write(FED, bars, Optional.empty()));
    assertEquals(new Written(0, 0, 3), store().write(FED, bars, Optional.empty()));
    List<StoredBar> more = List.of(bar(3, 103), bar(1, 99), bar(2, 102));
    assertEquals(new Written(1, 1, 1), store().write(FED, more, Optional.empty()));
    assertEquals(List.of(100.0, 99.0, 102.0, 103.0), closes(FED, Range.ALL, 10));
    assertEquals(
        new Written(1, 0, 1),
        store().write(FED, List.of(bar(3, 103), bar(4, 104)), Optional.empty()));
    assertEquals(5, store().series().getFirst().bars());
  }

  @Test
  void rangesAreHalfOpenAndALimitKeepsTheNewest() {
    store().write(FED, List.of(bar(2, 102), bar(0, 100), bar(1, 101)), Optional.empty());
    assertEquals(List.of(100.0, 101.0), closes(FED, range(0, 2), 10));
    assertEquals(List.of(101.0, 102.0), closes(FED, Range.ALL, 2));
    assertEquals(List.of(), closes(FED, range(5, 9), 2));
    assertEquals(List.of(), closes(new Series("iqfeed", AAPL, Timeframe.D1), Range.ALL, 2));
  }

  @Test
  void aWriteIsAllOrNothing() {
    store().write(FED, List.of(bar(0, 100)), Optional.empty());
    assertThrows(
        IllegalArgumentException.class,
        () -> store().write(FED, List.of(bar(1, 1), bar(1, 2)), Optional.of(range(0, 9))));
    Bar other = new Bar(Symbol.of("MSFT"), Timeframe.M1, T0, 1, 1, 1, 1, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> store().write(FED, List.of(bar(1, 1), StoredBar.raw(other)), Optional.empty()));
    assertEquals(List.of(100.0), closes(FED, Range.ALL, 10));
    assertEquals(List.of(), store().covered(FED));
  }

  @Test
  void originsAndAdjustedClosesStayApart() {
    StoredBar adjusted = new StoredBar(bar(0, 100).bar(), OptionalDouble.of(25.5));
    store().write(BROUGHT, List.of(adjusted, bar(1, 101)), Optional.empty());
    store().write(FED, List.of(bar(0, 200)), Optional.empty());
    List<StoredBar> read = new ArrayList<>();
    store().scan(BROUGHT, Range.ALL, read::add);
    assertEquals(List.of(adjusted, bar(1, 101)), read);
    assertEquals(List.of(200.0), closes(FED, Range.ALL, 10));
    assertEquals(2, store().series().size());
    assertEquals(
        new Written(0, 1, 0),
        store().write(BROUGHT, List.of(bar(0, 100)), Optional.empty()),
        "an adjusted close that is gone is a change");
  }

  @Test
  void coverageJoinsWhatTouches() {
    store().write(FED, List.of(), Optional.of(range(0, 2)));
    store().write(FED, List.of(), Optional.of(range(5, 7)));
    assertEquals(List.of(range(0, 2), range(5, 7)), store().covered(FED));
    store().write(FED, List.of(), Optional.of(range(2, 5)));
    assertEquals(List.of(range(0, 7)), store().covered(FED));
    store().drop(FED);
    assertEquals(List.of(), store().covered(FED));
  }

  @Test
  void actionsAreReplacedBySource() {
    var split = new CorporateAction(AAPL, LocalDate.of(2020, 8, 31), Kind.SPLIT, 4);
    var dividend = new CorporateAction(AAPL, LocalDate.of(2020, 11, 6), Kind.DIVIDEND, 0.205);
    store().replaceActions("imported", AAPL, List.of(dividend, split));
    store().replaceActions("iqfeed", AAPL, List.of(split));
    assertEquals(List.of(split, dividend), store().actions(AAPL));
    store().replaceActions("imported", AAPL, List.of());
    assertEquals(List.of(split), store().actions(AAPL));
  }

  @Test
  void retentionForgetsOldBarsButNotTheUsersOwn() {
    store().write(FED, List.of(bar(0, 100), bar(10, 110)), Optional.of(range(0, 11)));
    store().write(BROUGHT, List.of(bar(0, 100)), Optional.empty());
    assertEquals(1, store().prune(Timeframe.M1, T0.plus(Duration.ofMinutes(5))));
    assertEquals(List.of(110.0), closes(FED, Range.ALL, 10));
    assertEquals(List.of(range(5, 11)), store().covered(FED));
    assertEquals(List.of(100.0), closes(BROUGHT, Range.ALL, 10));
  }

  @Test
  void manyBarsComeBackAsTheyWere() {
    List<StoredBar> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(bar(i, 50 + i % 997 / 7.0));
    }
    store().write(FED, many, Optional.empty());
    List<StoredBar> read = new ArrayList<>();
    store().scan(FED, Range.ALL, read::add);
    assertEquals(many, read);
    assertTrue(store().write(FED, many, Optional.empty()).same() == 5000);
  }

  private List<Double> closes(Series series, Range range, int limit) {
    return store().bars(series, range, limit).stream().map(Bar::close).toList();
  }

  static Range range(int from, int to) {
    return new Range(T0.plus(Duration.ofMinutes(from)), T0.plus(Duration.ofMinutes(to)));
  }

  static StoredBar bar(int minute, double close) {
    return StoredBar.raw(
        new Bar(
            AAPL,
            Timeframe.M1,
            T0.plus(Duration.ofMinutes(minute)),
            close,
            close + 1,
            close - 0.5,
            close,
            minute));
  }
}
