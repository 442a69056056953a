package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** DTN IQFeed as a {@link MarketDataFeed}: one session each on Level 1, lookup and admin. */
public final class IqFeedClient implements MarketDataFeed {
  private final IqFeedSettings settings;
  private final FeedSocket levelOneSocket;
  private final FeedSocket lookupSocket;
  private final FeedSocket adminSocket;
  private final LevelOneSession levelOne;
  private final LookupSession lookup;
  private final AdminSession admin;

  public IqFeedClient(IqFeedSettings settings) {
    this(settings, InstantSource.system(), System.nanoTime());
  }

  /**
   * @param wall the feed's time until it has told its own
   * @param seed of the jitter in pauses
   */
  public IqFeedClient(IqFeedSettings settings, InstantSource wall, long seed) {
    this.settings = settings;
    var random = new SplittableRandom(seed);
    this.levelOneSocket =
        new FeedSocket("level-1", settings.levelOnePort(), true, settings, random.split());
    this.lookupSocket =
        new FeedSocket("lookup", settings.lookupPort(), false, settings, random.split());
    this.adminSocket =
        new FeedSocket("admin", settings.adminPort(), true, settings, random.split());
    this.levelOne = new LevelOneSession(settings, levelOneSocket, wall);
    this.lookup = new LookupSession(settings, lookupSocket, levelOne::toldTime, random.split());
    this.admin = new AdminSession(settings, adminSocket);
  }

  /** Market time as the feed tells it; wall time before it has. */
  public MarketClock clock() {
    return levelOne.clock();
  }

  @Override
  public void start() {
    adminSocket.start(admin);
    levelOneSocket.start(levelOne);
    lookup.start();
  }

  @Override
  public Flow.Publisher<List<FeedEvent>> events() {
    return levelOne.events();
  }

  @Override
  public void watch(Set<Symbol> symbols) {
    levelOne.watch(symbols);
  }

  @Override
  public void unwatch(Set<Symbol> symbols) {
    levelOne.unwatch(symbols);
  }

  @Override
  public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    if (maxBars < 1) {
      throw new IllegalArgumentException("maxBars must be at least 1, was " + maxBars);
    }
    return lookup.history(symbol, timeframe, maxBars);
  }

  /** Asks Level 1 for its statistics and waits for them. */
  @Override
  public ProbeResult probe() {
    Optional<String> down = levelOne.downReason();
    if (down.isPresent()) {
      return ProbeResult.down(down.get());
    }
    if (levelOne.events().full()) {
      return ProbeResult.impaired(Duration.ZERO, "events are not taken as fast as they come");
    }
    long start = System.nanoTime();
    CompletableFuture<List<String>> answer = levelOne.requestStats();
    try {
      List<String> stats = answer.get(settings.probeTimeout().toNanos(), TimeUnit.NANOSECONDS);
      return judged(Duration.ofNanos(System.nanoTime() - start), stats);
    } catch (TimeoutException e) {
      return ProbeResult.down("no answer within " + settings.probeTimeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      return ProbeResult.down(String.valueOf(e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProbeResult.down("interrupted");
    } finally {
      answer.cancel(false);
    }
  }

  private ProbeResult judged(Duration latency, List<String> stats) {
    if (AdminSession.state(stats).filter("Not Connected"::equals).isPresent()) {
      return ProbeResult.down("the vendor's servers are not connected");
    }
    if (levelOne.delayed()) {
      return ProbeResult.impaired(latency, "the account has delayed data");
    }
    if (lookup.downReason() != null) {
      return ProbeResult.impaired(latency, "no history: " + lookup.downReason());
    }
    return ProbeResult.ok(latency, settings.host() + ":" + settings.levelOnePort());
  }

  /** What the admin port says of the vendor's servers; empty while it is not reached. */
  public Optional<String> serverState() {
    return admin.serverState();
  }

  /** Lines of Level 1 that made no sense since the start. */
  public long malformedLines() {
    return levelOne.malformedLines();
  }

  @Override
  public void reset() {
    levelOneSocket.reset("reset by its owner");
    lookupSocket.reset("reset by its owner");
    adminSocket.reset("reset by its owner");
  }

  @Override
  public void close() {
    levelOneSocket.close();
    adminSocket.close();
    lookup.close();
    levelOne.events().close();
  }
}
