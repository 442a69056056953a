package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.DepthFeed;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.IntervalBars;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MarketHistory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * DTN IQFeed as a {@link MarketDataFeed}: one session each on Level 1, lookup and admin, one on
 * derivatives as soon as bars are watched, and one on market depth as soon as that is.
 */
public final class IqFeedClient implements MarketDataFeed {
  private static final FeedSocket.Liveness SPEAKS = new FeedSocket.Liveness.SpeaksEverySecond();

  private final IqFeedSettings settings;
  private final FeedSocket levelOneSocket;
  private final FeedSocket lookupSocket;
  private final FeedSocket adminSocket;
  private final LevelOneSession levelOne;
  private final LookupSession lookup;
  private final AdminSession admin;
  private final DerivativesSession derivatives;
  private final FeedSocket derivativesSocket;
  private final DepthSession depth;
  private final FeedSocket depthSocket;
  private final LookupArchive archive;
  private final Notices notices = new Notices();

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
        new FeedSocket("level-1", settings.levelOnePort(), SPEAKS, settings, random.split());
    this.lookupSocket =
        new FeedSocket(
            "lookup",
            settings.lookupPort(),
            new FeedSocket.Liveness.Silent(),
            settings,
            random.split());
    this.adminSocket =
        new FeedSocket("admin", settings.adminPort(), SPEAKS, settings, random.split());
    this.derivativesSocket =
        new FeedSocket(
            "derivatives",
            settings.derivativesPort(),
            new FeedSocket.Liveness.Asked(DerivativesSession.QUESTION),
            settings,
            random.split());
    this.depthSocket =
        new FeedSocket(
            "depth",
            settings.depthPort(),
            new FeedSocket.Liveness.Asked(DepthSession.QUESTION),
            settings,
            random.split());
    this.levelOne = new LevelOneSession(settings, levelOneSocket, wall, notices);
    this.lookup = new LookupSession(settings, lookupSocket, levelOne::toldTime, random.split());
    this.archive = new LookupArchive(lookup, levelOne::toldTime);
    this.admin = new AdminSession(settings, adminSocket, notices);
    this.derivatives = new DerivativesSession(settings, derivativesSocket);
    this.depth = new DepthSession(settings, depthSocket, levelOne::delayed);
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
    levelOne.watch(symbols, false);
  }

  @Override
  public void watchTrades(Set<Symbol> symbols) {
    levelOne.watch(symbols, true);
  }

  @Override
  public void refresh(Set<Symbol> symbols) {
    levelOne.refresh(symbols);
  }

  @Override
  public void regionals(Set<Symbol> symbols, boolean on) {
    levelOne.regionals(symbols, on);
  }

  @Override
  public void news(boolean on) {
    levelOne.news(on);
  }

  @Override
  public AutoCloseable onNotice(Consumer<FeedNotice> listener) {
    return notices.listen(listener);
  }

  @Override
  public Optional<MarketHistory> archive() {
    return Optional.of(archive);
  }

  @Override
  public Optional<IntervalBars> intervalBars() {
    return Optional.of(derivatives);
  }

  @Override
  public Optional<DepthFeed> depth() {
    return Optional.of(depth);
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
    if (admin.kilobytesQueued() > settings.queuedKilobytesMax()) {
      return ProbeResult.impaired(
          latency,
          "IQConnect holds " + Math.round(admin.kilobytesQueued()) + " KB that we have not read");
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

  /** How many symbols the account may watch; empty until the vendor has said so. */
  public OptionalInt symbolCap() {
    return levelOne.symbolCap();
  }

  /** Why streaming bars are down; empty: they are up. */
  public Optional<String> barsDownReason() {
    return Optional.ofNullable(derivatives.downReason());
  }

  /** Why market depth is down; empty: it is up. */
  public Optional<String> depthDownReason() {
    return Optional.ofNullable(depth.downReason());
  }

  /** Lines of Level 1 and of the depth port that made no sense since the start. */
  @Override
  public long malformedLines() {
    return levelOne.malformedLines() + depth.malformedLines();
  }

  @Override
  public void reset() {
    levelOneSocket.reset("reset by its owner");
    lookupSocket.reset("reset by its owner");
    adminSocket.reset("reset by its owner");
    derivativesSocket.reset("reset by its owner");
    depthSocket.reset("reset by its owner");
  }

  @Override
  public void close() {
    levelOneSocket.close();
    adminSocket.close();
    lookup.close();
    derivatives.close();
    depth.close();
    levelOne.events().close();
  }
}
