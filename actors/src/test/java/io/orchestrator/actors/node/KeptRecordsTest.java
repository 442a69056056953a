package io.orchestrator.actors.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.pipeline.KeptHistory;
import io.orchestrator.actors.pipeline.MapStore;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Longer bars out of the stores, and what is said of what is not kept. */
class KeptRecordsTest {
  private static final Symbol AAPL = Symbol.of("AAPL");

  /** A Thursday and a half day. */
  private static final Instant OPEN = Instant.parse("2024-01-25T14:30:00Z");

  private static final Instant HALF = Instant.parse("2020-11-27T14:30:00Z");

  private final MapStore store = new MapStore();
  private final KeptRecords records = records(Optional.empty());

  @Test
  void keptMinutesBecomeLongerBarsCountedFromTheOpen() {
    keep("iqfeed", OPEN, 390);
    List<Bar> hours = bars(Timeframe.H1, OPEN, OPEN.plus(Duration.ofMinutes(390)), 100);
    assertEquals(7, hours.size());
    assertEquals(OPEN, hours.getFirst().start());
    assertEquals(60, hours.getFirst().volume());
    assertEquals(30, hours.getLast().volume(), "the last one ends with the session");
    assertEquals(100 + 59, hours.getFirst().close());
    assertEquals(100 + 59 + 1, hours.getFirst().high());
    assertEquals(
        hours.subList(5, 7), bars(Timeframe.H1, OPEN, OPEN.plus(Duration.ofMinutes(390)), 2));
    assertEquals(1, bars(Timeframe.D1, OPEN, OPEN.plus(Duration.ofMinutes(390)), 9).size());
  }

  @Test
  void aRangeThatCutsBarsHasThoseThatBeginInItWhole() {
    keep("iqfeed", OPEN, 390);
    List<Bar> hours =
        bars(Timeframe.H1, OPEN.plus(Duration.ofMinutes(30)), OPEN.plus(Duration.ofMinutes(90)), 9);
    assertEquals(1, hours.size());
    assertEquals(60, hours.getFirst().volume());
  }

  @Test
  void theSessionOfAHalfDayEndsEarly() {
    keep(BarStore.IMPORTED, HALF, 210);
    List<Bar> hours = bars(Timeframe.H1, HALF, HALF.plus(Duration.ofMinutes(210)), 9);
    assertEquals(List.of(60L, 60L, 60L, 30L), hours.stream().map(Bar::volume).toList());
  }

  @Test
  void whatIsNotCompleteIsNotMade() {
    keep("iqfeed", OPEN, 100);
    Range beyond = new Range(OPEN, OPEN.plus(Duration.ofMinutes(120)));
    assertTrue(records.bars(AAPL, Timeframe.H1, beyond, 9).isEmpty());
    Range cut = new Range(OPEN, OPEN.plus(Duration.ofMinutes(100)));
    assertTrue(records.bars(AAPL, Timeframe.H1, cut, 9).isEmpty(), "its second hour is not whole");
  }

  @Test
  void keptTicksBecomeBarsWhereNoneIsMissing() {
    Ticks ticks = new Ticks();
    for (int id = 1; id <= 100; id++) {
      ticks.kept.add(
          new Tick(AAPL, OPEN.plusSeconds(id), 100 + id, 10, 10 * id, 0, 0, id, 'C', ""));
    }
    KeptRecords with = records(Optional.of(ticks));
    Range range = new Range(OPEN.plusSeconds(10), OPEN.plusSeconds(20));
    var seconds = with.bars(AAPL, Timeframe.S1, range, 99).orElseThrow();
    assertEquals("iqfeed", seconds.source());
    assertEquals(10, seconds.bars().size());
    assertEquals(110, seconds.bars().getFirst().open());
    ticks.gaps.add(new TickStore.Gap(OPEN.plusSeconds(12), OPEN.plusSeconds(13), 4));
    assertTrue(with.bars(AAPL, Timeframe.S1, range, 99).isEmpty());
    assertEquals(1, with.ticks(AAPL, range, 5).gaps().size());
  }

  @Test
  void whatIsNotKeptIsRefusedWithAdvice() {
    assertEquals(
        "market.not_kept", code(() -> records.audit(BarStore.IMPORTED, AAPL, Timeframe.D1)));
    assertEquals("market.ticks_not_kept", code(() -> records.ticks(AAPL, Range.ALL, 5)));
  }

  private static String code(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(RefusedException.class, call).refusal().code();
  }

  private List<Bar> bars(Timeframe timeframe, Instant from, Instant to, int max) {
    return records.bars(AAPL, timeframe, new Range(from, to), max).orElseThrow().bars();
  }

  private KeptRecords records(Optional<TickStore> ticks) {
    return new KeptRecords(
        Optional.of(new KeptHistory(store, "iqfeed", false, ticks)), SeriesBounds.DEFAULT);
  }

  /** Minutes of one share each, one dollar dearer each. */
  private void keep(String source, Instant open, int minutes) {
    List<StoredBar> bars = new ArrayList<>();
    for (int i = 0; i < minutes; i++) {
      Instant start = open.plus(Duration.ofMinutes(i));
      double price = 100 + i;
      bars.add(
          StoredBar.raw(new Bar(AAPL, Timeframe.M1, start, price, price + 1, price - 1, price, 1)));
    }
    Range covered = new Range(open, open.plus(Duration.ofMinutes(minutes)));
    store.write(new Series(source, AAPL, Timeframe.M1), bars, Optional.of(covered));
  }

  /** Ticks of one symbol in memory. */
  private static final class Ticks implements TickStore {
    final List<Tick> kept = new ArrayList<>();
    final List<Gap> gaps = new ArrayList<>();

    @Override
    public Written write(String source, List<Tick> ticks) {
      kept.addAll(ticks);
      return new Written(ticks.size(), 0, 0);
    }

    @Override
    public boolean remove(Series series, LocalDate day, long tickId) {
      return kept.removeIf(t -> t.tickId() == tickId);
    }

    @Override
    public void scan(Series series, Range range, int limit, Consumer<Tick> each) {
      kept.stream()
          .filter(t -> !t.timestamp().isBefore(range.from()) && t.timestamp().isBefore(range.to()))
          .forEach(each);
    }

    @Override
    public List<Gap> gaps(Series series, Range range) {
      return gaps;
    }

    @Override
    public List<Summary> series() {
      return List.of(
          new Summary(
              new Series("iqfeed", AAPL),
              kept.getFirst().timestamp(),
              kept.getLast().timestamp(),
              kept.size()));
    }

    @Override
    public long prune(Instant before, long most) {
      return 0;
    }

    @Override
    public void close() {}
  }
}
