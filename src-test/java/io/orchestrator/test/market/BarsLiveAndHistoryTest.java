package io.orchestrator.test.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.actors.pipeline.BarSettings;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.actors.pipeline.PipelineSettings;
import io.orchestrator.adapters.cache.CacheSettings;
import io.orchestrator.adapters.cache.InProcessCache;
import io.orchestrator.adapters.iqfeed.IqFeedClient;
import io.orchestrator.adapters.iqfeed.IqFeedSettings;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.IntervalBars;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MarketHistory.BarQuery;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.MarketHistory.TickQuery;
import io.orchestrator.test.process.Conditions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same trades give the same bars live, from ticks of history, and as the vendor builds them.
 */
@Timeout(300)
class BarsLiveAndHistoryTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final BarSettings BARS =
      new BarSettings(
          Duration.ofMinutes(5),
          2_000,
          Duration.ofHours(30),
          4,
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          20_000);

  private final ActorTestKit kit =
      ActorTestKit.create(
          "bars",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final List<LiveFeed.BarUpdate> told = new CopyOnWriteArrayList<>();
  private SimulatedMarket market;
  private SimulatedIqFeed servers;
  private IqFeedClient client;

  @BeforeEach
  void start() throws IOException {
    // A minute of the market is a second here.
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(60));
    servers = SimulatedIqFeed.start(market, SimulatedIqFeedSettings.DEFAULT.onFreePorts());
    client =
        new IqFeedClient(
            IqFeedSettings.DEFAULT.withPorts(
                servers.levelOnePort(),
                servers.lookupPort(),
                servers.adminPort(),
                servers.derivativesPort(),
                servers.depthPort()));
    client.start();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    client.close();
    servers.close();
    market.close();
  }

  @Test
  void recordedTradesReplayedLiveAreTheVendorsBars() throws Exception {
    TradingSession day =
        TradingCalendar.nyse().previous(TradingCalendar.dateOf(market.clock().instant()));
    List<Tick> ticks = Collections.synchronizedList(new ArrayList<>());
    Conditions.await(
        "the lookup port answers",
        PATIENCE,
        () -> {
          ticks.clear();
          return client
                  .archive()
                  .orElseThrow()
                  .ticks(TickQuery.between(AAPL, day.open(), day.close(), 100_000), ticks::addAll)
                  .toCompletableFuture()
                  .join()
              > 1_000;
        });
    var replay = new ReplayedFeed();
    pipeline(replay, () -> day.close().plusSeconds(600));
    Conditions.await("the pipeline listens", PATIENCE, replay::hasSubscriber);
    replay.send(List.of(new MarketDataFeed.SessionChanged(true, "replay")));
    for (Tick tick : ticks) {
      replay.send(
          List.of(
              new MarketDataFeed.Traded(
                  AAPL,
                  tick.price(),
                  tick.size(),
                  tick.timestamp(),
                  tick.tickId(),
                  tick.volume(),
                  tick.basis())));
    }
    for (Timeframe timeframe : List.of(Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.H1)) {
      Map<Instant, Bar> vendor = lookup(timeframe, day.open(), day.close());
      assertFalse(vendor.isEmpty());
      Conditions.await(
          timeframe.wireName() + " bars", PATIENCE, () -> vendor.equals(live(timeframe)));
      assertEquals(vendor, live(timeframe), "lookup port");
      assertEquals(vendor, streamed(timeframe, day), "derivatives port");
    }
    Bar session = live(Timeframe.D1).get(day.open());
    Bar vendor =
        client
            .history(AAPL, Timeframe.D1, 1)
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .getLast();
    assertEquals(vendor, session);
  }

  @Test
  void whatWasMissedWhileTheFeedWasDownIsFilledFromHistory() throws Exception {
    pipeline(client, market.clock());
    Conditions.await(
        "whole minutes",
        PATIENCE,
        () -> told.stream().anyMatch(u -> isMinute(u) && u.isFinal() && !u.partial()));
    servers.faults().stopServing();
    Instant down = market.clock().instant().plusSeconds(60);
    Instant until = down.plusSeconds(60 * 6);
    Conditions.await("a while", PATIENCE, () -> market.clock().instant().isAfter(until));
    servers.faults().resumeServing();
    Instant first = Instant.ofEpochSecond(down.getEpochSecond() / 60 * 60);
    List<Instant> missed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      missed.add(first.plusSeconds(60L * i));
    }
    Conditions.await(
        "every missed minute is told and whole",
        PATIENCE,
        () ->
            missed.stream()
                .allMatch(
                    start ->
                        told.stream()
                            .anyMatch(
                                u ->
                                    isMinute(u)
                                        && u.isFinal()
                                        && !u.partial()
                                        && u.bar().start().equals(start))));
    Map<Instant, Bar> vendor =
        lookup(Timeframe.M1, missed.getFirst(), missed.getLast().plusSeconds(60));
    Map<Instant, Bar> live = live(Timeframe.M1);
    live.keySet().retainAll(missed);
    assertEquals(vendor, live);
  }

  private static boolean isMinute(LiveFeed.BarUpdate update) {
    return update.bar().timeframe() == Timeframe.M1;
  }

  private void pipeline(MarketDataFeed feed, InstantSource marketTime) {
    PipelineSettings d = PipelineSettings.DEFAULT;
    PipelineSettings settings =
        new PipelineSettings(
            Duration.ofMillis(100),
            Set.of(AAPL),
            d.maxWatched(),
            d.cacheTimeToLive(),
            d.staleFor(),
            d.historyTimeout(),
            d.maxHistoryRequests(),
            d.maxBars(),
            d.analysisQueue(),
            d.watchExpiry(),
            d.maxFlagsPerInterval(),
            d.quality(),
            BARS);
    TestProbe<HealthMonitor.Command> health = kit.createTestProbe();
    kit.spawn(
        DataPipeline.create(
            settings,
            new DataPipeline.Environment(
                feed,
                new InProcessCache(CacheSettings.DEFAULT),
                Optional.empty(),
                new NoEvents(),
                update -> {
                  if (update instanceof LiveFeed.BarUpdate bar) {
                    told.add(bar);
                  }
                },
                marketTime::instant,
                InstantSource.system()),
            health.getRef()));
  }

  /** The last that was told as final of each start. */
  private Map<Instant, Bar> live(Timeframe timeframe) {
    Map<Instant, Bar> bars = new TreeMap<>();
    told.stream()
        .filter(u -> u.isFinal() && u.bar().timeframe() == timeframe)
        .forEach(u -> bars.put(u.bar().start(), u.bar()));
    return bars;
  }

  private Map<Instant, Bar> lookup(Timeframe timeframe, Instant from, Instant to) throws Exception {
    Map<Instant, Bar> bars = Collections.synchronizedMap(new TreeMap<>());
    client
        .archive()
        .orElseThrow()
        .bars(
            BarQuery.between(AAPL, timeframe, from, to, 1_000),
            some -> some.forEach(bar -> bars.put(bar.start(), bar)))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    return new TreeMap<>(bars);
  }

  /** The session's bars of the streaming port's back-fill. */
  private Map<Instant, Bar> streamed(Timeframe timeframe, TradingSession day) {
    Map<Instant, Bar> bars = Collections.synchronizedMap(new TreeMap<>());
    int count = (int) (Duration.ofHours(13).dividedBy(timeframe.length()));
    var query = new IntervalBars.Query(AAPL, timeframe.length(), count);
    Instant last = day.close().minus(timeframe.length());
    IntervalBars.Subscription watch =
        client
            .intervalBars()
            .orElseThrow()
            .watch(
                query,
                update -> {
                  if (update instanceof IntervalBars.IntervalBar b && day.contains(b.start())) {
                    bars.put(b.start(), bar(timeframe, b));
                  }
                });
    try {
      Conditions.await(
          "streamed " + timeframe.wireName() + " bars",
          PATIENCE,
          () -> bars.keySet().stream().anyMatch(start -> !start.isBefore(last)));
    } finally {
      watch.close();
    }
    return new TreeMap<>(bars);
  }

  private static Bar bar(Timeframe timeframe, IntervalBars.IntervalBar b) {
    return new Bar(AAPL, timeframe, b.start(), b.open(), b.high(), b.low(), b.close(), b.volume());
  }

  /** Nobody reads them here. */
  private static final class NoEvents implements Events {
    @Override
    public void record(EventDraft draft) {}

    @Override
    public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<EventPage> page(EventQuery query) {
      return CompletableFuture.completedFuture(new EventPage(List.of(), Optional.empty()));
    }

    @Override
    public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
      return Source.empty();
    }

    @Override
    public CompletionStage<Long> lastSeq() {
      return CompletableFuture.completedFuture(0L);
    }
  }
}
