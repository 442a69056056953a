package io.orchestrator.actors.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.LiveFeed.BarUpdate;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.actors.pipeline.TradeCoverage.Order;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.BarBuilder;
import io.orchestrator.domain.market.BarSlots;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveBarsTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Instant OPEN = Instant.parse("2026-01-05T14:30:00Z");
  private static final Instant END = OPEN.plus(Duration.ofHours(7));

  private final List<BarUpdate> told = new ArrayList<>();
  private final KeptEvents events = new KeptEvents();
  private final TradeCoverage coverage = new TradeCoverage(BarSettings.DEFAULT);
  private final LiveBars bars =
      new LiveBars(
          PipelineSettings.DEFAULT,
          update -> told.add((BarUpdate) update),
          new QualityFlags(events, PipelineSettings.DEFAULT, InstantSource.system()),
          coverage,
          new BarCorrections(events));

  @Test
  void aTradeThatIsTakenBackReopensEveryBarThatWasBuiltOnIt() {
    watchedAt(OPEN);
    trade(1, OPEN.plusSeconds(5), 100, 10);
    trade(2, OPEN.plusSeconds(10), 180, 5);
    trade(3, OPEN.plusSeconds(70), 101, 10);
    bars.publish(OPEN.plusSeconds(400));
    assertEquals(180, last(Timeframe.M5, OPEN).bar().high());
    assertEquals(2, bars.takeForAnalysis(10).size() + 1, "one symbol, its newest bar");

    bars.corrected(new TradeCorrected(AAPL, false, OPEN.plusSeconds(10), 180, 5, 2));
    var changes = bars.publish(OPEN.plusSeconds(401));

    BarUpdate minute = last(Timeframe.M1, OPEN);
    assertEquals(new Bar(AAPL, Timeframe.M1, OPEN, 100, 100, 100, 100, 10), minute.bar());
    assertTrue(minute.isFinal());
    assertEquals(1, minute.revision());
    BarUpdate five = last(Timeframe.M5, OPEN);
    assertEquals(new Bar(AAPL, Timeframe.M5, OPEN, 100, 101, 100, 101, 20), five.bar());
    assertEquals(1, five.revision());
    assertEquals(2, changes.size());
    assertEquals(180, changes.getFirst().before().orElseThrow().high());
    var event = events.ofType(EventTypes.BAR_CORRECTED).getFirst().data();
    assertEquals("AAPL", event.get("symbol"));
    assertEquals("trade_removed", event.get("cause"));
    var first = (Map<?, ?>) ((List<?>) event.get("bars")).getFirst();
    assertEquals(OPEN.toString(), first.get("start"));
    assertEquals(180.0, ((Map<?, ?>) first.get("before")).get("high"));
    assertEquals(100.0, ((Map<?, ?>) first.get("after")).get("high"));
    assertEquals(List.of(minute.bar()), bars.takeForAnalysis(10), "analysed again");
  }

  @Test
  void aCorrectionWithoutANumberIsFoundByItsParts() {
    watchedAt(OPEN);
    trade(7, OPEN.plusMillis(5_250), 100, 10);
    trade(8, OPEN.plusMillis(6_500), 120, 3);
    trade(9, OPEN.plusSeconds(70), 101, 10);
    bars.corrected(new TradeCorrected(AAPL, false, OPEN.plusSeconds(6), 120, 3, 0));
    bars.corrected(new TradeCorrected(AAPL, true, OPEN.plusSeconds(30), 99, 2, 0));
    bars.publish(OPEN.plusSeconds(75));
    assertEquals(
        new Bar(AAPL, Timeframe.M1, OPEN, 100, 100, 99, 99, 12), last(Timeframe.M1, OPEN).bar());
    assertEquals(1, events.ofType(EventTypes.BAR_CORRECTED).size(), "one of the interval");
  }

  @Test
  void whatCannotBeMatchedIsAskedOfHistory() {
    watchedAt(OPEN);
    trade(1, OPEN.plusSeconds(5), 100, 10);
    trade(2, OPEN.plusSeconds(3_600), 101, 10);
    bars.publish(OPEN.plusSeconds(3_660));
    bars.corrected(new TradeCorrected(AAPL, false, OPEN.plusSeconds(5), 100, 4, 1));
    assertEquals(1, told(Timeframe.M1, OPEN).size());
    Order order = due(OPEN.plusSeconds(3_670)).getFirst();
    assertEquals(new Order(AAPL, OPEN, OPEN.plusSeconds(60), false), order);
    assertTrue(due(OPEN.plusSeconds(3_671)).isEmpty(), "asked once");
    coverage.failed(order, wall(3_671));
    assertTrue(due(OPEN.plusSeconds(3_672)).isEmpty(), "not at once again");
    assertEquals(List.of(order), due(OPEN.plusSeconds(3_671).plus(BarSettings.DEFAULT.retry())));
    Bar right = new Bar(AAPL, Timeframe.M1, OPEN, 100, 100, 100, 100, 6);
    bars.filled(order, List.of(right));
    bars.publish(OPEN.plusSeconds(3_730));
    assertEquals(new BarUpdate(right, true, 1, false), last(Timeframe.M1, OPEN));
    assertEquals(6, last(Timeframe.H1, OPEN).bar().volume());
  }

  @Test
  void aFirstBarIsMarkedPartialUntilHistoryHasFilledIt() {
    Instant late = OPEN.plusSeconds(630);
    watchedAt(late);
    trade(50, late.plusSeconds(5), 105, 10);
    bars.form(Map.of(Timeframe.H1, Set.of(AAPL)));
    bars.publish(late.plusSeconds(6));
    assertTrue(last(Timeframe.M1, OPEN.plusSeconds(600)).partial());
    assertTrue(last(Timeframe.H1, OPEN).partial());
    Order forming = due(late.plusSeconds(6)).getFirst();
    assertEquals(new Order(AAPL, OPEN.plusSeconds(600), late, true), forming);
    bars.filledTrades(
        forming,
        List.of(tick(40, OPEN.plusSeconds(602), 99, 1), tick(41, late.minusMillis(1), 104, 2)));
    Order minutes = due(late.plusSeconds(7)).getFirst();
    assertEquals(new Order(AAPL, OPEN, OPEN.plusSeconds(600), false), minutes);
    bars.filled(minutes, List.of(minute(0, 90, 5), minute(3, 110, 5)));
    trade(51, late.plusSeconds(8), 106, 10);
    bars.publish(late.plusSeconds(9));
    assertEquals(
        new BarUpdate(
            new Bar(AAPL, Timeframe.M1, OPEN.plusSeconds(600), 99, 106, 99, 106, 23),
            false,
            0,
            false),
        last(Timeframe.M1, OPEN.plusSeconds(600)));
    assertEquals(
        new BarUpdate(new Bar(AAPL, Timeframe.H1, OPEN, 90, 110, 90, 106, 33), false, 0, false),
        last(Timeframe.H1, OPEN));
    assertTrue(events.ofType(EventTypes.BAR_CORRECTED).isEmpty(), "nobody was misled");
  }

  @Test
  void withoutTradesOfTheMinuteItComesWhenItHasEnded() {
    Instant late = OPEN.plusSeconds(630);
    watchedAt(late);
    trade(50, late.plusSeconds(5), 105, 10);
    coverage.failed(due(late.plusSeconds(6)).getFirst(), wall(636));
    coverage.filled(due(late.plusSeconds(6)).getFirst());
    bars.publish(OPEN.plusSeconds(665));
    BarUpdate first = last(Timeframe.M1, OPEN.plusSeconds(600));
    assertTrue(first.partial() && first.isFinal());
    assertTrue(bars.takeForAnalysis(1).isEmpty(), "no analysis of half a bar");
    Order order = due(OPEN.plusSeconds(666)).getFirst();
    assertEquals(new Order(AAPL, OPEN.plusSeconds(600), OPEN.plusSeconds(660), false), order);
    bars.filled(order, List.of(minute(10, 103, 44)));
    bars.publish(OPEN.plusSeconds(667));
    assertEquals(
        new BarUpdate(minute(10, 103, 44), true, 1, false),
        last(Timeframe.M1, OPEN.plusSeconds(600)));
    assertEquals(List.of(minute(10, 103, 44)), bars.takeForAnalysis(1));
  }

  @Test
  void barsAcrossAnOutageAreRightAfterwards() {
    watchedAt(OPEN);
    trade(1, OPEN.plusSeconds(5), 100, 10);
    coverage.heard(OPEN.plusSeconds(62));
    coverage.lost(OPEN.plusSeconds(75));
    bars.publish(OPEN.plusSeconds(130));
    Instant back = OPEN.plusSeconds(700);
    bars.heard(AAPL, back);
    trade(90, back.plusSeconds(1), 107, 10);
    bars.publish(back.plusSeconds(90));
    assertFalse(last(Timeframe.M1, OPEN).partial(), "ended before the outage");
    assertTrue(last(Timeframe.M1, OPEN.plusSeconds(660)).partial());
    Order order = due(back.plusSeconds(91)).getFirst();
    assertEquals(new Order(AAPL, OPEN.plusSeconds(60), OPEN.plusSeconds(720), false), order);
    List<Bar> missed = new ArrayList<>();
    for (int i = 1; i < 12; i++) {
      missed.add(minute(i, 100 + i, 10));
    }
    bars.filled(order, missed);
    bars.publish(back.plusSeconds(92));
    assertEquals(
        new BarUpdate(minute(4, 104, 10), true, 0, false),
        last(Timeframe.M1, OPEN.plusSeconds(240)));
    assertEquals(
        new BarUpdate(minute(11, 111, 10), true, 1, false),
        last(Timeframe.M1, OPEN.plusSeconds(660)));
    assertEquals(
        new Bar(AAPL, Timeframe.M5, OPEN.plusSeconds(300), 105, 109, 105, 109, 50),
        last(Timeframe.M5, OPEN.plusSeconds(300)).bar(),
        "a bar of which nothing came live");
    assertEquals(
        new Bar(AAPL, Timeframe.M5, OPEN, 100, 104, 100, 104, 50), last(Timeframe.M5, OPEN).bar());
    assertFalse(last(Timeframe.M5, OPEN).partial());
  }

  @Test
  void theSameTradesGiveTheSameBarsLiveAndFromHistory() {
    Random random = new Random(4);
    watchedAt(OPEN);
    bars.form(Map.of(Timeframe.S1, Set.of(AAPL)));
    List<Traded> trades = new ArrayList<>();
    Instant at = OPEN;
    for (int id = 1; id <= 4_000; id++) {
      at = at.plusMillis(random.nextInt(9_000));
      char basis = random.nextInt(8) == 0 ? 'O' : 'C';
      double price = 100 + random.nextInt(200) / 100.0;
      trades.add(new Traded(AAPL, price, 1 + random.nextInt(300), at, id, 0, basis));
    }
    for (Traded trade : trades) {
      bars.trade(trade);
      if (random.nextInt(4) == 0) {
        bars.publish(trade.timestamp());
      }
    }
    bars.publish(END);
    for (Timeframe timeframe : Timeframe.values()) {
      Map<Instant, Bar> live = new TreeMap<>();
      told.stream()
          .filter(u -> u.isFinal() && u.bar().timeframe() == timeframe)
          .forEach(u -> live.put(u.bar().start(), u.bar()));
      assertEquals(history(timeframe, trades), live, timeframe.wireName());
    }
    assertTrue(events.ofType(EventTypes.BAR_CORRECTED).isEmpty());
  }

  private static Map<Instant, Bar> history(Timeframe timeframe, List<Traded> trades) {
    BarBuilder builder =
        new BarBuilder(
            new BarSlots(TradingCalendar.nyse(), timeframe, true),
            new BarBuilder.Limits(Duration.ofDays(2), 1_000_000));
    Map<Instant, Bar> built = new TreeMap<>();
    for (Traded t : trades) {
      builder
          .trade(
              AAPL,
              new BarBuilder.Trade(t.tickId(), t.timestamp(), t.price(), t.size(), t.qualified()))
          .ended()
          .forEach(e -> built.put(e.start(), e.bar().orElseThrow()));
    }
    builder.endedBy(END).forEach(e -> built.put(e.start(), e.bar().orElseThrow()));
    return built;
  }

  private void watchedAt(Instant now) {
    coverage.watch(Set.of(AAPL));
    bars.heard(AAPL, now);
  }

  private void trade(long id, Instant at, double price, long size) {
    bars.trade(new Traded(AAPL, price, size, at, id, 0, 'C'));
  }

  /** Wall time runs with market time here. */
  private List<Order> due(Instant now) {
    return coverage.due(now, now, 4);
  }

  private static Instant wall(int second) {
    return OPEN.plusSeconds(second);
  }

  private BarUpdate last(Timeframe timeframe, Instant start) {
    return told(timeframe, start).getLast();
  }

  private List<BarUpdate> told(Timeframe timeframe, Instant start) {
    return told.stream()
        .filter(u -> u.bar().timeframe() == timeframe && u.bar().start().equals(start))
        .toList();
  }

  private static Bar minute(int minute, double price, long volume) {
    return new Bar(
        AAPL, Timeframe.M1, OPEN.plusSeconds(60L * minute), price, price, price, price, volume);
  }

  private static Tick tick(long id, Instant at, double price, long size) {
    return new Tick(AAPL, at, price, size, 0, 0, 0, id, 'C', "01");
  }
}
