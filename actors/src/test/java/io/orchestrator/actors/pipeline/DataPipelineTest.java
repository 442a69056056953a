package io.orchestrator.actors.pipeline;

import static io.orchestrator.actors.node.TestNodes.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.actors.node.FakeFeed;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.actors.node.MapCache;
import io.orchestrator.actors.node.TestNodes;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataPipelineTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Symbol MSFT = Symbol.of("MSFT");
  private static final Symbol TSLA = Symbol.of("TSLA");
  private static final Instant OPEN = Instant.parse("2026-01-05T14:30:00Z");
  private static final PipelineSettings SETTINGS =
      new PipelineSettings(
          Duration.ofMillis(50),
          Set.of(AAPL, MSFT),
          3,
          Duration.ofSeconds(60),
          Duration.ofMinutes(15),
          Duration.ofSeconds(5),
          2,
          1_000,
          2,
          Duration.ofMillis(800),
          3,
          QualitySettings.DEFAULT,
          BarSettings.DEFAULT);

  private final ActorTestKit kit = ActorTestKit.create("pipeline", TestNodes.config());
  private final FakeFeed feed = new FakeFeed();
  private final MapCache cache = new MapCache();
  private final KeptEvents events = new KeptEvents();
  private final List<LiveFeed.Update> published = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> marketNow = new AtomicReference<>(OPEN.plusSeconds(600));
  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private final TestProbe<HealthMonitor.Command> health = kit.createTestProbe();
  private ActorRef<DataPipeline.Command> pipeline;

  @BeforeEach
  void start() {
    pipeline =
        kit.spawn(
            DataPipeline.create(
                SETTINGS,
                new DataPipeline.Environment(
                    feed,
                    cache,
                    Optional.empty(),
                    events,
                    published::add,
                    marketNow::get,
                    () -> Instant.now().plus(later.get())),
                health.getRef()));
    eventually("the feed is watched", () -> feed.watched.equals(Set.of(AAPL, MSFT)));
    eventually("the stream runs", feed::hasSubscriber);
    feed.session(true);
    health.expectMessageClass(HealthMonitor.Suspect.class);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void onlyBelievableQuotesPassAndTheLastGoodOneStays() {
    send(100, 100.2);
    send(Double.NaN, 100.2);
    send(101, 100);
    eventually("flagged", () -> events.ofType(EventTypes.DATA_QUALITY_FLAGGED).size() == 2);
    Quote quote = quotes(Set.of(AAPL, TSLA)).get(AAPL);
    assertEquals(100.1, quote.mid(), 1e-9);
    assertEquals(DataQuality.GOOD, quote.quality());
    assertFalse(quotes(Set.of(TSLA)).containsKey(TSLA), "absent without a quote");
    eventually(
        "published", () -> published.stream().anyMatch(u -> u instanceof LiveFeed.QuoteUpdate));
    assertTrue(
        published.stream()
            .noneMatch(
                u -> u instanceof LiveFeed.QuoteUpdate q && !Double.isFinite(q.quote().bid())));
  }

  @Test
  void aBurstIsPublishedAsItsNewestState() {
    for (int i = 0; i < 500; i++) {
      send(100 + i * 0.001, 100.2 + i * 0.001);
    }
    eventually(
        "the newest",
        () ->
            published.stream()
                .anyMatch(
                    u ->
                        u instanceof LiveFeed.QuoteUpdate q
                            && Math.abs(q.quote().bid() - 100.499) < 1e-9));
    long updates = published.stream().filter(LiveFeed.QuoteUpdate.class::isInstance).count();
    assertTrue(updates < 250, updates + " publications of 500 quotes");
  }

  @Test
  void aLostSessionIsToldAtOnceAndEveryPriceIsStale() {
    send(100, 100.2);
    eventually("a quote", () -> quotes(Set.of(AAPL)).containsKey(AAPL));
    feed.session(false);
    health.expectMessageClass(HealthMonitor.Suspect.class);
    eventually("stale", () -> quotes(Set.of(AAPL)).get(AAPL).quality() == DataQuality.STALE);
    assertEquals(
        "down", events.ofType(EventTypes.FEED_STATE_CHANGED).getLast().data().get("state"));
  }

  @Test
  void anOldQuoteIsStaleInMarketTime() {
    send(100, 100.2);
    eventually("a quote", () -> quotes(Set.of(AAPL)).containsKey(AAPL));
    marketNow.set(marketNow.get().plusSeconds(31));
    assertEquals(DataQuality.STALE, quotes(Set.of(AAPL)).get(AAPL).quality());
  }

  @Test
  void tradesBecomeMinuteBarsForClientsAndForAnalysis() {
    Instant minute = OPEN.plusSeconds(540);
    marketNow.set(minute);
    send(100, 100.2);
    eventually("watched", () -> quotes(Set.of(AAPL)).containsKey(AAPL));
    marketNow.set(OPEN.plusSeconds(600));
    feed.send(
        new MarketDataFeed.Traded(AAPL, 100, 10, minute.plusSeconds(1)),
        new MarketDataFeed.Traded(AAPL, 102, 10, minute.plusSeconds(30)),
        new MarketDataFeed.Traded(AAPL, 101, 5, minute.plusSeconds(61)));
    Bar expected = new Bar(AAPL, Timeframe.M1, minute, 100, 102, 100, 102, 20);
    eventually("the final bar", () -> published.contains(new LiveFeed.BarUpdate(expected, true)));
    TestProbe<DataPipeline.ForAnalysis> probe = kit.createTestProbe();
    pipeline.tell(new DataPipeline.TakeForAnalysis(10, probe.getRef()));
    assertEquals(List.of(expected), probe.receiveMessage().bars());
  }

  @Test
  void watchesTheUnionWithinItsLimitAndForgetsWhoIsGone() {
    pipeline.tell(new DataPipeline.Watch("node-1", Set.of(TSLA, MSFT)));
    eventually("one more", () -> feed.watched.equals(Set.of(AAPL, MSFT, TSLA)));
    pipeline.tell(new DataPipeline.Watch("node-2", Set.of(Symbol.of("XOM"))));
    eventually(
        "refused with an event",
        () ->
            events.ofType(EventTypes.DATA_QUALITY_FLAGGED).stream()
                .anyMatch(e -> "watch_limit".equals(e.data().get("rule"))));
    assertEquals(3, feed.watched.size());
    eventually("not renewed", () -> feed.watched.equals(Set.of(AAPL, MSFT)));
  }

  @Test
  void whoeverAsksForAQuoteHasTheSymbolWatchedForAWhile() {
    assertTrue(quotes(Set.of(TSLA)).isEmpty());
    eventually("watched", () -> feed.watched.contains(TSLA));
    eventually("nobody asked again", () -> !feed.watched.contains(TSLA));
  }

  @Test
  void equalHistoryRequestsShareOneAnswerThatIsCheckedAndCached() {
    TestProbe<DataPipeline.HistoryReply> probe = kit.createTestProbe();
    DataPipeline.GetHistory ask =
        new DataPipeline.GetHistory(AAPL, Timeframe.M1, 10, probe.getRef());
    pipeline.tell(ask);
    pipeline.tell(ask);
    eventually("asked", () -> feed.historyCalls.get() == 1);
    feed.history.complete(List.of(bar(1), bar(0), bar(1)));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          List.of(bar(0), bar(1)), probe.receiveMessage(TestNodes.DEADLINE).bars().orElseThrow());
    }
    pipeline.tell(ask);
    assertEquals(2, probe.receiveMessage(TestNodes.DEADLINE).bars().orElseThrow().size());
    assertEquals(1, feed.historyCalls.get(), "the third came from the cache");
    cache.entries.replaceAll((key, bytes) -> new byte[] {1, 0, 0, 0, 9, 7});
    pipeline.tell(ask);
    assertEquals(2, probe.receiveMessage(TestNodes.DEADLINE).bars().orElseThrow().size());
    assertEquals(2, feed.historyCalls.get(), "a damaged cache is not believed");
  }

  @Test
  void staleHistoryIsMarkedToldAndOnlyForThoseWhoAllowIt() {
    TestProbe<DataPipeline.HistoryReply> strict = kit.createTestProbe();
    TestProbe<DataPipeline.HistoryReply> lenient = kit.createTestProbe();
    feed.history = CompletableFuture.completedFuture(List.of(bar(0), bar(1)));
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 10, strict.getRef()));
    strict.receiveMessage(TestNodes.DEADLINE);
    later.set(Duration.ofSeconds(90));
    feed.session(false);
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 10, true, lenient.getRef()));
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 10, strict.getRef()));
    DataPipeline.HistoryReply shown = lenient.receiveMessage(TestNodes.DEADLINE);
    assertEquals(List.of(bar(0), bar(1)), shown.bars().orElseThrow());
    long age = shown.staleAge().orElseThrow().toSeconds();
    assertTrue(age >= 90 && age < 200, age + " s");
    assertEquals("market.feed_unavailable", refusal(strict));
    eventually(
        "told",
        () ->
            events.ofType(EventTypes.DATA_QUALITY_FLAGGED).stream()
                .anyMatch(
                    e ->
                        "stale_history".equals(e.data().get("rule"))
                            && "AAPL".equals(e.data().get("symbol"))));
    feed.session(true);
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 10, true, lenient.getRef()));
    assertTrue(lenient.receiveMessage(TestNodes.DEADLINE).staleAge().isEmpty(), "fresh again");
  }

  @Test
  void historyHasLimits() {
    TestProbe<DataPipeline.HistoryReply> probe = kit.createTestProbe();
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 1_001, probe.getRef()));
    assertEquals("market.bad_bar_count", refusal(probe));
    TestProbe<DataPipeline.HistoryReply> others = kit.createTestProbe();
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 1, others.getRef()));
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 2, others.getRef()));
    pipeline.tell(new DataPipeline.GetHistory(AAPL, Timeframe.M1, 3, probe.getRef()));
    assertEquals("market.busy", refusal(probe));
    feed.history = new CompletableFuture<>();
    feed.session(false);
    feed.history.cancel(true);
  }

  @Test
  void everyRuleIsCountedForItsSymbol() {
    send(101, 100);
    send(Double.NaN, 100);
    feed.send(
        new MarketDataFeed.Traded(AAPL, 100, 10, marketNow.get().plusSeconds(3_600)),
        new MarketDataFeed.SymbolNotFound(TSLA));
    TestProbe<DataPipeline.QualityReply> probe = kit.createTestProbe();
    eventually(
        "counted",
        () -> {
          pipeline.tell(new DataPipeline.GetQuality(probe.getRef()));
          var reply = probe.receiveMessage(TestNodes.DEADLINE);
          return reply.symbols().getFirst().symbol().equals(AAPL)
              && reply
                  .symbols()
                  .getFirst()
                  .rules()
                  .equals(Map.of("crossed", 1L, "bad_number", 1L, "from_the_future", 1L))
              && reply.rules().equals(Map.of("symbol_not_found", 1L));
        });
  }

  @Test
  void anOutlierQuarantinesTheSymbolAndIsToldOnce() {
    send(100, 100.2);
    for (int i = 0; i < 15; i++) {
      trade(100.1);
    }
    trade(150);
    trade(150);
    eventually(
        "quarantined",
        () -> {
          Quote quote = quotes(Set.of(AAPL)).get(AAPL);
          return quote != null && quote.quality() == DataQuality.QUARANTINED;
        });
    eventually("told", () -> !events.ofType(EventTypes.DATA_QUALITY_CHANGED).isEmpty());
    Map<String, Object> change = events.ofType(EventTypes.DATA_QUALITY_CHANGED).getFirst().data();
    assertEquals("quarantined", change.get("to"));
    assertEquals("outlier_trade", change.get("rule"));
    eventually("both are counted", () -> rules(AAPL).getOrDefault("outlier_trade", 0L) == 2);
    assertEquals(
        1,
        events.ofType(EventTypes.DATA_QUALITY_FLAGGED).stream()
            .filter(e -> "outlier_trade".equals(e.data().get("rule")))
            .count());
    assertTrue(
        published.stream()
            .noneMatch(u -> u instanceof LiveFeed.BarUpdate bar && bar.bar().high() > 101),
        "no bar has seen it");
    marketNow.set(marketNow.get().plusSeconds(11));
    for (int i = 0; i < 10; i++) {
      send(100, 100.2);
    }
    eventually("trusted", () -> quotes(Set.of(AAPL)).get(AAPL).quality() == DataQuality.GOOD);
  }

  @Test
  void linesThatCannotBeReadAndCorrectionsAreCounted() {
    feed.malformed.set(3);
    feed.send(new MarketDataFeed.TradeCorrected(AAPL, false, marketNow.get(), 100, 10, 7));
    eventually(
        "told",
        () ->
            events.ofType(EventTypes.DATA_QUALITY_FLAGGED).stream()
                .anyMatch(
                    e ->
                        "malformed_line".equals(e.data().get("rule"))
                            && Double.valueOf(3).equals(e.data().get("value"))));
    eventually("counted", () -> rules(AAPL).containsKey("correction"));
  }

  private void trade(double price) {
    feed.send(new MarketDataFeed.Traded(AAPL, price, 10, marketNow.get()));
  }

  private Map<String, Long> rules(Symbol symbol) {
    TestProbe<DataPipeline.QualityReply> probe = kit.createTestProbe();
    pipeline.tell(new DataPipeline.GetQuality(probe.getRef()));
    return probe.receiveMessage(TestNodes.DEADLINE).symbols().stream()
        .filter(s -> s.symbol().equals(symbol))
        .findFirst()
        .orElseThrow()
        .rules();
  }

  private static String refusal(TestProbe<DataPipeline.HistoryReply> probe) {
    return probe.receiveMessage(TestNodes.DEADLINE).refusal().orElseThrow().code();
  }

  private void send(double bid, double ask) {
    feed.send(
        new MarketDataFeed.QuoteChanged(
            new Quote(AAPL, bid, ask, 1, 1, 100.1, 1, 1, marketNow.get(), DataQuality.GOOD)));
  }

  private Map<Symbol, Quote> quotes(Set<Symbol> symbols) {
    TestProbe<DataPipeline.QuotesReply> probe = kit.createTestProbe();
    pipeline.tell(new DataPipeline.GetQuotes(symbols, probe.getRef()));
    return probe.receiveMessage(TestNodes.DEADLINE).quotes().stream()
        .collect(java.util.stream.Collectors.toMap(Quote::symbol, q -> q));
  }

  private static Bar bar(int minute) {
    return new Bar(AAPL, Timeframe.M1, OPEN.plusSeconds(60L * minute), 100, 101, 99, 100, 10);
  }
}
