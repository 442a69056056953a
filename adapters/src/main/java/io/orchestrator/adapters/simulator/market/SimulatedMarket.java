package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A market that is a function of seed and market time: what was quoted live is what history shows
 * later, and after a restart it goes on where the state file says. There is always an open session:
 * at the close the clock jumps to the next open. One thread steps it; all methods are thread-safe.
 */
public final class SimulatedMarket implements MarketView, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedMarket.class);

  private final SimulatedMarketSettings settings;
  private final MarketHistory history;
  private final MarketClock clock;
  private final Optional<MarketStateFile> stateFile;
  private final Map<Symbol, LiveSymbol> live = new LinkedHashMap<>();
  private final List<Consumer<List<Quote>>> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread;
  private final long stepsPerStateWrite;
  private MarketClock.Position before;
  private long steps;
  private boolean stateWriteFailed;

  /** Starts a market that steps by itself. */
  public static SimulatedMarket open(SimulatedMarketSettings settings) {
    return open(settings, InstantSource.system());
  }

  /**
   * @param wall what the market clock runs by
   * @throws IllegalArgumentException if the history directory holds unreadable rows
   */
  public static SimulatedMarket open(SimulatedMarketSettings settings, InstantSource wall) {
    var market = new SimulatedMarket(settings, wall);
    long nanos = settings.stepInterval().toNanos();
    market.thread.scheduleWithFixedDelay(
        market::stepAndKeepRunning, nanos, nanos, TimeUnit.NANOSECONDS);
    return market;
  }

  /** A market that steps only when {@link #step()} is called. */
  static SimulatedMarket manual(SimulatedMarketSettings settings, InstantSource wall) {
    return new SimulatedMarket(settings, wall);
  }

  private SimulatedMarket(SimulatedMarketSettings settings, InstantSource wall) {
    this.settings = settings;
    TradingCalendar calendar = TradingCalendar.nyse();
    this.history = new MarketHistory(settings, calendar);
    this.stateFile = settings.stateFile().map(MarketStateFile::new);
    var first = history.first();
    Instant start =
        first.date().atTime(settings.startTime()).atZone(TradingCalendar.NEW_YORK).toInstant();
    Duration traded =
        stateFile
            .flatMap(f -> f.read(settings.seed(), first.date()))
            .orElse(Duration.between(first.open(), start));
    this.clock = new MarketClock(calendar, first, traded, wall, settings.speed());
    this.stepsPerStateWrite =
        Math.max(1, settings.stateInterval().toMillis() / settings.stepInterval().toMillis());
    int number = 0;
    for (Listing listing : history.listings()) {
      live.put(listing.symbol(), new LiveSymbol(listing, number++));
    }
    this.before = clock.position();
    history.advanceTo(before.session());
    beginSession(before.session().date());
    live.values().forEach(s -> s.update(before.instant(), before.secondsSinceOpen(), 0));
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("simulated-market").daemon().factory());
    saveState(before.traded().plus(ahead()));
  }

  private void beginSession(LocalDate date) {
    live.forEach(
        (symbol, state) ->
            state.begin(history.minutes(symbol, date), history.previousClose(symbol, date)));
  }

  private void stepAndKeepRunning() {
    try {
      step();
    } catch (RuntimeException e) {
      LOG.error("A step of the simulated market failed; the next one is tried", e);
    }
  }

  /** Moves prices to the present market time and tells the listeners what changed. */
  void step() {
    List<Quote> changed = advance();
    if (!changed.isEmpty()) {
      for (Consumer<List<Quote>> listener : listeners) {
        try {
          listener.accept(changed);
        } catch (RuntimeException e) {
          LOG.warn("A listener of the simulated market failed", e);
        }
      }
    }
    if (steps % stepsPerStateWrite == 0) {
      saveState(before.traded().plus(ahead()));
    }
  }

  private synchronized List<Quote> advance() {
    MarketClock.Position now = clock.position();
    if (!now.session().equals(before.session())) {
      history.advanceTo(now.session());
      beginSession(now.session().date());
    }
    double seconds = now.traded().minus(before.traded()).toNanos() / 1e9;
    steps++;
    var changed = new ArrayList<Quote>();
    for (LiveSymbol symbol : live.values()) {
      if (symbol.stirs(steps, seconds)) {
        changed.add(symbol.update(now.instant(), now.secondsSinceOpen(), steps));
      }
    }
    before = now;
    return changed;
  }

  // Written ahead by one interval: after a kill the market goes on later, never earlier.
  private Duration ahead() {
    return Duration.ofNanos((long) (settings.stateInterval().toNanos() * settings.speed()));
  }

  private void saveState(Duration traded) {
    if (stateFile.isEmpty()) {
      return;
    }
    try {
      stateFile.get().write(settings.seed(), history.first().date(), traded);
      stateWriteFailed = false;
    } catch (IOException e) {
      if (!stateWriteFailed) {
        LOG.warn("Cannot write {}: {}", settings.stateFile().orElseThrow(), e.toString());
      }
      stateWriteFailed = true;
    }
  }

  @Override
  public Set<Symbol> symbols() {
    return Collections.unmodifiableSet(live.keySet());
  }

  @Override
  public Quote quote(Symbol symbol) {
    synchronized (this) {
      return known(symbol).quote();
    }
  }

  /** Open, high, low of today so far and the close before. */
  public DayState day(Symbol symbol) {
    synchronized (this) {
      return known(symbol).day();
    }
  }

  /** Name of the company, as the feed's fundamental message says it. */
  public String description(Symbol symbol) {
    return known(symbol).listing().description();
  }

  /** Shares on an ordinary day. */
  public long averageVolume(Symbol symbol) {
    return known(symbol).listing().dailyVolume();
  }

  private LiveSymbol known(Symbol symbol) {
    LiveSymbol found = live.get(symbol);
    if (found == null) {
      throw new IllegalArgumentException("unknown symbol " + symbol);
    }
    return found;
  }

  /**
   * Intraday bars reach back {@code minuteSessions} sessions (one-second bars two), bars longer
   * than a minute count from the open; daily bars exclude today.
   */
  @Override
  public List<Bar> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    known(symbol);
    if (maxBars < 1) {
      throw new IllegalArgumentException("maxBars must be at least 1, was " + maxBars);
    }
    MarketClock.Position now = clock.position();
    history.advanceTo(now.session());
    int count = Math.min(maxBars, settings.barsPerRequestMax());
    return history.bars(symbol, timeframe, count, now.instant());
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public boolean open() {
    return true;
  }

  /** The planted links that hold in all of the history; what an analysis should find. */
  public List<LeadLag> leadLags() {
    return history.links();
  }

  /** First session that the market lived through; its history ends before. */
  public LocalDate firstSession() {
    return history.first().date();
  }

  @Override
  public AutoCloseable onStep(Consumer<List<Quote>> listener) {
    if (listeners.size() >= settings.listenersMax()) {
      throw new IllegalStateException("more than " + settings.listenersMax() + " listeners");
    }
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("A listener keeps the simulated market busy; closing without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    saveState(clock.position().traded());
  }
}
