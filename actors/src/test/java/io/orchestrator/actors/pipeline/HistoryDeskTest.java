package io.orchestrator.actors.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.node.FakeFeed;
import io.orchestrator.actors.node.MapCache;
import io.orchestrator.actors.pipeline.HistoryDesk.Key;
import io.orchestrator.actors.pipeline.HistoryDesk.Loaded;
import io.orchestrator.domain.cache.Found;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the cache answers, for how long, and what it does when the feed cannot. */
class HistoryDeskTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:30:00Z");
  private static final Key AAPL = new Key(Symbol.of("AAPL"), Timeframe.M1, 10);
  private static final Duration TIME = PipelineSettings.DEFAULT.cacheTimeToLive();
  private static final Duration STALE = PipelineSettings.DEFAULT.staleFor();

  private final FakeFeed feed = new FakeFeed();
  private final MapCache cache = new MapCache();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Instant wall = T0;
  private HistoryDesk desk;

  @BeforeEach
  void start() {
    feed.session(true);
    desk =
        new HistoryDesk(
            feed,
            cache,
            Optional.empty(),
            PipelineSettings.DEFAULT,
            () -> T0.plusSeconds(3_600),
            () -> wall,
            blocking);
  }

  @AfterEach
  void stop() {
    blocking.shutdownNow();
  }

  @Test
  void manyLoadsAtOnceAskTheFeedOnce() throws Exception {
    List<CompletableFuture<Found<Loaded>>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(CompletableFuture.supplyAsync(() -> begin(AAPL), blocking).thenCompose(f -> f));
    }
    feed.history.complete(List.of(bar(100)));
    for (var one : asked) {
      assertEquals(List.of(bar(100)), get(one).value().bars());
    }
    assertEquals(1, feed.historyCalls.get());
  }

  @Test
  void marketDataIsFreshForSixtySeconds() throws Exception {
    assertEquals(Duration.ofSeconds(60), TIME, "the specification's time");
    answer(100);
    get(begin(AAPL));
    answer(200);
    wall = T0.plus(TIME).minusMillis(1);
    assertEquals(List.of(bar(100)), get(begin(AAPL)).value().bars());
    wall = T0.plus(TIME);
    assertEquals(List.of(bar(200)), get(begin(AAPL)).value().bars());
    assertEquals(2, feed.historyCalls.get());
  }

  @Test
  void anOutageIsBridgedWithMarkedBarsForALimitedTime() throws Exception {
    answer(100);
    assertFalse(get(begin(AAPL)).stale());
    feed.session(false);
    wall = T0.plus(TIME).plus(STALE).minusMillis(1);
    Found<Loaded> stale = get(begin(AAPL));
    assertTrue(stale.stale());
    assertEquals(List.of(bar(100)), stale.value().bars());
    assertEquals(Duration.between(T0, wall), stale.age());
    wall = T0.plus(TIME).plus(STALE);
    assertEquals("market.feed_unavailable", refusal(begin(AAPL)).code());
  }

  @Test
  void aSymbolThatIsUnknownNowIsNotBridged() throws Exception {
    answer(100);
    get(begin(AAPL));
    wall = T0.plus(TIME);
    feed.history =
        CompletableFuture.failedFuture(
            new Refusal("market.unknown_symbol", 404, "no AAPL", "ask for another").asException());
    assertEquals("market.unknown_symbol", refusal(begin(AAPL)).code());
  }

  @Test
  void whatWasCorrectedIsNotGivenAsStaleEither() throws Exception {
    answer(100);
    get(begin(AAPL));
    desk.corrected(
        List.of(
            new BarCorrections.Change(
                new BarCorrections.Key(AAPL.symbol(), AAPL.timeframe(), T0),
                Optional.of(bar(100)),
                Optional.of(bar(101)),
                "correction",
                1)));
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (cache.entries.keySet().stream().noneMatch(key -> key.startsWith("bars-generation"))) {
      assertTrue(System.nanoTime() - end < 0, "the correction reached the cache");
      Thread.onSpinWait();
    }
    feed.session(false);
    wall = T0.plus(TIME);
    assertEquals("market.feed_unavailable", refusal(begin(AAPL)).code());
  }

  private CompletableFuture<Found<Loaded>> begin(Key key) {
    return desk.load(key).toCompletableFuture();
  }

  private void answer(double price) {
    feed.history = CompletableFuture.completedFuture(List.of(bar(price)));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static Refusal refusal(CompletableFuture<?> future) {
    Throwable failure = assertThrows(ExecutionException.class, () -> get(future)).getCause();
    return ((RefusedException) failure).refusal();
  }

  private static Bar bar(double price) {
    return new Bar(AAPL.symbol(), AAPL.timeframe(), T0, price, price, price, price, 10);
  }
}
