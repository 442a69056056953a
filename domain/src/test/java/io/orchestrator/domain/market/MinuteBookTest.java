package io.orchestrator.domain.market;

import static java.time.temporal.ChronoUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.BarBuilder.Ended;
import io.orchestrator.domain.market.BarBuilder.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Bars of minutes are the bars of the trades, whatever is corrected when. */
class MinuteBookTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final TradingCalendar NYSE = TradingCalendar.nyse();

  /** Half day, the Fridays before the clock changes in spring and autumn, an ordinary day. */
  private static final List<Instant> BEGINNINGS =
      List.of(
          Instant.parse("2020-11-27T12:00:00Z"),
          Instant.parse("2026-03-06T13:00:00Z"),
          Instant.parse("2026-10-30T12:00:00Z"),
          Instant.parse("2026-01-05T14:25:00Z"));

  @Property(tries = 200)
  void longerBarsEqualANaiveReferenceUnderLateRemovedAndInsertedTrades(@ForAll long seed) {
    Random random = new Random(seed);
    Instant begin = BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
    BarBuilder minutes =
        new BarBuilder(
            new BarSlots(NYSE, Timeframe.M1, true),
            new BarBuilder.Limits(Duration.ofDays(60), 1_000_000));
    MinuteBook book = new MinuteBook(NYSE, Duration.ofDays(60));
    Map<Long, Trade> truth = new HashMap<>();
    Told told = new Told();
    Instant clock = begin;
    for (int i = 0; i < 250; i++) {
      // Over the weekend of the clock change, too.
      clock = clock.plusSeconds(random.nextInt(random.nextInt(60) == 0 ? 200_000 : 400));
      if (random.nextInt(6) == 0 && !truth.isEmpty()) {
        Trade gone = new ArrayList<>(truth.values()).get(random.nextInt(truth.size()));
        long id =
            random.nextBoolean()
                ? gone.id()
                : minutes.find(AAPL, gone.at(), gone.price(), gone.size()).orElseThrow();
        truth.remove(id);
        into(book, minutes.cancel(AAPL, id).ended(), told);
      } else {
        Instant at = random.nextInt(4) == 0 ? clock.minusSeconds(random.nextInt(20_000)) : clock;
        Trade trade =
            new Trade(i, at, 100 + random.nextInt(50) / 10.0, 1 + random.nextInt(9), i % 7 != 0);
        var result = minutes.trade(AAPL, trade);
        assertEquals(BarBuilder.Outcome.APPLIED, result.outcome());
        truth.put(trade.id(), trade);
        into(book, result.ended(), told);
        assertTrue(minutes.trade(AAPL, trade).ended().isEmpty(), "told twice changes nothing");
      }
      if (random.nextInt(5) == 0) {
        into(book, minutes.endedBy(clock), told);
        told.add(book.endedBy(clock));
      }
    }
    Instant end = clock.plus(Duration.ofDays(5));
    into(book, minutes.endedBy(end), told);
    told.add(book.endedBy(end));
    for (Timeframe timeframe : MinuteBook.LONGER) {
      Map<Instant, Bar> expected = naive(truth.values(), new BarSlots(NYSE, timeframe, true));
      Map<Instant, Bar> actual = told.bars.getOrDefault(timeframe, Map.of());
      expected.forEach((start, bar) -> assertEquals(bar, actual.get(start)));
      assertEquals(expected.keySet(), actual.keySet());
    }
  }

  @Test
  void theFormingBarHasAllMinutesOfItsTime() {
    MinuteBook book = new MinuteBook(NYSE, Duration.ofDays(1));
    Instant open = Instant.parse("2026-01-05T14:30:00Z");
    book.fill(AAPL, List.of(minute(open, 100, 10), minute(open.plusSeconds(60), 102, 10)), open);
    Bar forming = minute(open.plusSeconds(120), 101, 5);
    assertEquals(
        Optional.of(new Bar(AAPL, Timeframe.D1, open, 100, 102, 100, 101, 25)),
        book.current(AAPL, Timeframe.D1, forming));
    assertEquals(
        Optional.empty(),
        book.current(AAPL, Timeframe.D1, minute(open.minusSeconds(60), 99, 1)),
        "no daily bar before the session");
  }

  @Test
  void historyRevisesOnlyWhatWasTold() {
    MinuteBook book = new MinuteBook(NYSE, Duration.ofDays(1));
    Instant open = Instant.parse("2026-01-05T14:30:00Z");
    assertTrue(book.fill(AAPL, List.of(minute(open, 90, 1)), open.plusSeconds(300)).isEmpty());
    Instant second = open.plusSeconds(300);
    book.ended(AAPL, second, Optional.of(minute(second, 100, 10)));
    List<Ended> first = book.endedBy(second.plusSeconds(300));
    assertEquals(List.of(Timeframe.M5), first.stream().map(Ended::timeframe).toList());
    List<Ended> again =
        book.fill(
            AAPL, List.of(minute(open, 91, 2), minute(second.plusSeconds(60), 105, 3)), second);
    assertEquals(1, again.size());
    assertEquals(
        new Ended(
            AAPL,
            Timeframe.M5,
            second,
            Optional.of(new Bar(AAPL, Timeframe.M5, second, 100, 105, 100, 105, 13)),
            true,
            Optional.of(new Bar(AAPL, Timeframe.M5, second, 100, 100, 100, 100, 10))),
        again.getFirst());
  }

  @Test
  void aBarThatWasMissedAltogetherIsToldLate() {
    MinuteBook book = new MinuteBook(NYSE, Duration.ofDays(1));
    Instant open = Instant.parse("2026-01-05T14:30:00Z");
    book.ended(AAPL, open, Optional.of(minute(open, 100, 1)));
    Instant later = open.plusSeconds(600);
    assertEquals(1, book.ended(AAPL, later, Optional.of(minute(later, 101, 1))).size());
    Instant missed = open.plusSeconds(300);
    assertEquals(
        List.of(
            new Ended(
                AAPL,
                Timeframe.M5,
                missed,
                Optional.of(new Bar(AAPL, Timeframe.M5, missed, 99, 99, 99, 99, 7)),
                false,
                Optional.empty())),
        book.fill(AAPL, List.of(minute(missed, 99, 7)), open));
  }

  private static void into(MinuteBook book, List<Ended> minutes, Told told) {
    minutes.forEach(m -> told.add(book.ended(m.symbol(), m.start(), m.bar())));
  }

  private static Bar minute(Instant start, double price, long volume) {
    return new Bar(AAPL, Timeframe.M1, start, price, price, price, price, volume);
  }

  private static final class Told {
    private final Map<Timeframe, Map<Instant, Bar>> bars = new EnumMap<>(Timeframe.class);

    void add(List<Ended> ended) {
      for (Ended e : ended) {
        Map<Instant, Bar> of = bars.computeIfAbsent(e.timeframe(), t -> new TreeMap<>());
        e.bar().ifPresentOrElse(bar -> of.put(e.start(), bar), () -> of.remove(e.start()));
      }
    }
  }

  /** Groups all trades of minutes with a price, sorts each group, and reads the bar off. */
  private static Map<Instant, Bar> naive(Collection<Trade> trades, BarSlots slots) {
    Set<Instant> priceless =
        trades.stream().map(t -> t.at().truncatedTo(MINUTES)).collect(Collectors.toSet());
    trades.stream()
        .filter(Trade::priced)
        .forEach(t -> priceless.remove(t.at().truncatedTo(MINUTES)));
    Map<Instant, List<Trade>> groups = new TreeMap<>();
    for (Trade trade : trades) {
      if (priceless.contains(trade.at().truncatedTo(MINUTES))) {
        continue;
      }
      slots
          .at(trade.at())
          .ifPresent(s -> groups.computeIfAbsent(s.start(), x -> new ArrayList<>()).add(trade));
    }
    Map<Instant, Bar> bars = new TreeMap<>();
    groups.forEach(
        (start, group) -> {
          group.sort(Comparator.comparing(Trade::at).thenComparingLong(Trade::id));
          List<Trade> priced = group.stream().filter(Trade::priced).toList();
          if (!priced.isEmpty()) {
            bars.put(
                start,
                new Bar(
                    AAPL,
                    slots.timeframe(),
                    start,
                    priced.getFirst().price(),
                    priced.stream().mapToDouble(Trade::price).max().orElseThrow(),
                    priced.stream().mapToDouble(Trade::price).min().orElseThrow(),
                    priced.getLast().price(),
                    group.stream().mapToLong(Trade::size).sum()));
          }
        });
    return bars;
  }
}
