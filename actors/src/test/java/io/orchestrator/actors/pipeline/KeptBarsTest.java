package io.orchestrator.actors.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.node.FakeFeed;
import io.orchestrator.actors.node.MapCache;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** History comes from the store as far as it is complete there. */
class KeptBarsTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Series DAILY = new Series("iqfeed", AAPL, Timeframe.D1);

  /** Friday, after the close. */
  private static final Instant FRIDAY = Instant.parse("2026-01-09T21:30:00Z");

  private final FakeFeed feed = new FakeFeed();
  private final MapStore store = new MapStore();
  private Instant now = FRIDAY;
  private boolean known = true;

  @Test
  void whatIsCompleteInTheStoreIsNotAskedForAgain() throws Exception {
    assertEquals(days(now, 50, 1), load(50, days(now, 50, 1)));
    assertEquals(1, feed.historyCalls.get());
    assertEquals(days(now, 50, 1), load(50, List.of()));
    assertEquals(days(now, 20, 1), load(20, List.of()));
    now = Instant.parse("2026-01-11T12:00:00Z");
    assertEquals(days(FRIDAY, 50, 1), load(50, List.of()), "nothing can be new on a Sunday");
    assertEquals(1, feed.historyCalls.get());
    assertEquals(days(now, 60, 1), load(60, days(now, 60, 1)), "more than is kept");
    assertEquals(2, feed.historyCalls.get());
  }

  @Test
  void onlyTheNewestBarsAreAskedForAndFormingOnesAreNotKept() throws Exception {
    load(50, days(now, 50, 1));
    now = Instant.parse("2026-01-13T16:00:00Z");
    List<Bar> newest = days(now, 5, 1);
    assertEquals(days(now, 50, 1), load(50, newest));
    assertEquals(5, feed.lastMaxBars.get(), "two sessions began since, and three overlap");
    List<Bar> kept = store.bars(DAILY, Range.ALL, 1_000);
    assertEquals(LocalDate.of(2026, 1, 12), TradingCalendar.dateOf(kept.getLast().start()));
  }

  @Test
  void restatedHistoryIsFetchedAnew() throws Exception {
    load(50, days(now, 50, 1));
    now = Instant.parse("2026-01-12T21:30:00Z");
    assertEquals(days(now, 50, 0.25), load(50, days(now, 50, 0.25)), "a 4:1 split");
    assertEquals(
        List.of(25.0),
        store.bars(DAILY, Range.ALL, 1_000).stream().map(Bar::close).distinct().toList());
  }

  @Test
  void aFailingStoreAndAnUnknownTimeDelayNobody() throws Exception {
    known = false;
    assertEquals(days(now, 9, 1), load(9, days(now, 9, 1)));
    assertTrue(store.series().isEmpty(), "nothing is kept before the market told its time");
    known = true;
    store.failing = true;
    assertEquals(days(now, 9, 1), load(9, days(now, 9, 1)));
  }

  @Test
  void aCorrectedBarReplacesWhatWasKeptAndCachedOfIt() throws Exception {
    HistoryDesk desk = desk(new MapCache());
    List<Bar> told = days(now, 50, 1);
    load(desk, 50, told);
    Bar wrong = told.getLast();
    Bar right = new Bar(AAPL, Timeframe.D1, wrong.start(), 100, 100, 90, 95, 12);
    var key = new BarCorrections.Key(AAPL, Timeframe.D1, wrong.start());
    desk.corrected(
        List.of(
            new BarCorrections.Change(
                key, Optional.of(wrong), Optional.of(right), "trade_removed", 1)));
    assertEquals(right, load(desk, 50, List.of()).getLast());
    assertEquals(right, store.bars(DAILY, Range.ALL, 1).getFirst());
    assertEquals(1, feed.historyCalls.get(), "from the store, which has the new one");
    desk.corrected(
        List.of(
            new BarCorrections.Change(
                key, Optional.of(right), Optional.empty(), "trade_removed", 2)));
    List<Bar> without = told.subList(0, 49);
    assertEquals(without, load(desk, 50, without), "a bar without a trade is asked for anew");
    assertEquals(2, feed.historyCalls.get());
  }

  private List<Bar> load(int bars, List<Bar> answer) throws Exception {
    return load(desk(new MapCache()), bars, answer);
  }

  private List<Bar> load(HistoryDesk desk, int bars, List<Bar> answer) throws Exception {
    feed.session(true);
    feed.history = CompletableFuture.completedFuture(answer);
    return desk.load(new HistoryDesk.Key(AAPL, Timeframe.D1, bars))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .value()
        .bars();
  }

  private HistoryDesk desk(MapCache cache) {
    MarketClock clock =
        new MarketClock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public boolean known() {
            return known;
          }
        };
    return new HistoryDesk(
        feed,
        cache,
        Optional.of(new KeptHistory(store, "iqfeed", false)),
        PipelineSettings.DEFAULT,
        clock,
        InstantSource.system(),
        Runnable::run);
  }

  /** The newest sessions that have begun. */
  private static List<Bar> days(Instant now, int count, double factor) {
    List<Bar> bars = new ArrayList<>();
    TradingCalendar calendar = TradingCalendar.nyse();
    TradingSession session = calendar.onOrBefore(TradingCalendar.dateOf(now));
    while (bars.size() < count) {
      if (!session.open().isAfter(now)) {
        double p = 100 * factor;
        bars.addFirst(new Bar(AAPL, Timeframe.D1, session.open(), p, p, p, p, 10));
      }
      session = calendar.previous(session.date());
    }
    return bars;
  }
}
