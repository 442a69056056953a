package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.Heartbeat;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolLimitReached;
import io.orchestrator.domain.port.MarketDataFeed.SymbolNotFound;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Level 1: what is watched, what is known of it, and whether the session can be believed. It is up
 * when the protocol is confirmed and the vendor says that its servers are connected, in whatever
 * order the two arrive. Every new socket watches again what is wanted. Thread-safe.
 */
final class LevelOneSession implements FeedSocket.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(LevelOneSession.class);
  private static final int MALFORMED_LOGGED = 5;

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final FeedEventQueue events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Symbol, WatchedSymbol> watched = new LinkedHashMap<>();
  private final Set<Symbol> unknown = new LinkedHashSet<>();
  private final Set<Symbol> overLimit = new LinkedHashSet<>();
  private final ConcurrentLinkedQueue<CompletableFuture<List<String>>> statsAsked =
      new ConcurrentLinkedQueue<>();
  // Of the socket's thread alone.
  private final List<FeedEvent> unsaid = new ArrayList<>();
  private LevelOneParser parser = new LevelOneParser();
  private boolean greeted;
  private boolean protocolConfirmed;
  private boolean serverConnected;
  private boolean serverWasLost;
  private boolean delayed;
  private boolean up;
  private String reason = "not connected yet";
  private final FeedClock clock;
  private Instant feedTime;
  private boolean timeTold;
  private long lastDataNanos = System.nanoTime();
  private long connectAskedNanos;
  private long malformed;

  LevelOneSession(IqFeedSettings settings, FeedSocket socket, InstantSource wall) {
    this.settings = settings;
    this.socket = socket;
    this.feedTime = wall.instant();
    this.clock = new FeedClock(wall, System::nanoTime);
    this.events =
        new FeedEventQueue(settings.eventBufferSize(), settings.batchSizeMax(), this::presentState);
  }

  FeedEventQueue events() {
    return events;
  }

  // ---- wishes of the owner

  void watch(Set<Symbol> symbols) {
    var refused = new ArrayList<Symbol>();
    lock.lock();
    try {
      for (Symbol symbol : symbols) {
        if (watched.containsKey(symbol)) {
          continue;
        }
        if (watched.size() >= settings.watchedSymbolsMax()) {
          refused.add(symbol);
          continue;
        }
        unknown.remove(symbol);
        watched.put(symbol, new WatchedSymbol(symbol));
        sendIfGreeted("w" + symbol);
      }
      overLimit.addAll(refused.subList(0, Math.min(refused.size(), settings.watchedSymbolsMax())));
    } finally {
      lock.unlock();
    }
    refused.forEach(s -> events.putNow(new SymbolLimitReached(s)));
  }

  void unwatch(Set<Symbol> symbols) {
    lock.lock();
    try {
      for (Symbol symbol : symbols) {
        unknown.remove(symbol);
        overLimit.remove(symbol);
        if (watched.remove(symbol) != null) {
          sendIfGreeted("r" + symbol);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  // The protocol must be the first line of a socket; what is wanted then follows by itself.
  private void sendIfGreeted(String line) {
    if (greeted) {
      socket.send(line);
    }
  }

  /** Market time. */
  MarketClock clock() {
    return clock;
  }

  /** Latest time that the feed has told, UTC; {@code Instant.MAX} if none yet. */
  Instant toldTime() {
    lock.lock();
    try {
      return timeTold ? feedTime : Instant.MAX;
    } finally {
      lock.unlock();
    }
  }

  /** Why it is down; empty: it is up. */
  Optional<String> downReason() {
    lock.lock();
    try {
      return up ? Optional.empty() : Optional.of(reason);
    } finally {
      lock.unlock();
    }
  }

  boolean delayed() {
    lock.lock();
    try {
      return delayed;
    } finally {
      lock.unlock();
    }
  }

  /** Lines that made no sense since the start. */
  long malformedLines() {
    lock.lock();
    try {
      return malformed;
    } finally {
      lock.unlock();
    }
  }

  /** Asks for statistics: a round trip on this very socket. Whoever gives up waiting cancels. */
  CompletableFuture<List<String>> requestStats() {
    var answer = new CompletableFuture<List<String>>();
    statsAsked.add(answer);
    answer.whenComplete((stats, failure) -> statsAsked.remove(answer));
    if (!socket.send("S,REQUEST STATS")) {
      answer.completeExceptionally(new IllegalStateException("not connected"));
    }
    return answer;
  }

  private List<FeedEvent> presentState() {
    lock.lock();
    try {
      var state = new ArrayList<FeedEvent>();
      state.add(new SessionChanged(up, up ? "connected" : reason));
      unknown.forEach(s -> state.add(new SymbolNotFound(s)));
      overLimit.forEach(s -> state.add(new SymbolLimitReached(s)));
      for (WatchedSymbol symbol : watched.values()) {
        Quote quote = symbol.quote();
        if (!quote.timestamp().equals(Instant.EPOCH)) {
          state.add(new QuoteChanged(quote));
        }
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  // ---- the socket

  @Override
  public void connected() {
    lock.lock();
    try {
      parser = new LevelOneParser();
      protocolConfirmed = false;
      serverConnected = false;
      serverWasLost = false;
      overLimit.clear();
      socket.send("S,SET PROTOCOL,6.2");
      socket.send("S,SET CLIENT NAME," + settings.clientName());
      socket.send("S,SELECT UPDATE FIELDS," + String.join(",", WatchedSymbol.FIELDS));
      socket.send("S,TIMESTAMPSON");
      watched.keySet().forEach(s -> socket.send("w" + s));
      greeted = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void disconnected(String why) {
    for (var asked = statsAsked.poll(); asked != null; asked = statsAsked.poll()) {
      asked.completeExceptionally(new IllegalStateException(why));
    }
    List<FeedEvent> said;
    lock.lock();
    try {
      greeted = false;
      protocolConfirmed = false;
      serverConnected = false;
      said = judge(why);
    } finally {
      lock.unlock();
    }
    unsaid.addAll(said);
    chunkEnded();
  }

  @Override
  public void line(String line) {
    List<FeedEvent> said;
    lock.lock();
    try {
      said =
          switch (parser.parse(line)) {
            case LevelOneMessage.Update update -> onUpdate(update, line);
            case LevelOneMessage.Timestamp stamp -> onTimestamp(stamp);
            case LevelOneMessage.System system -> onSystem(system);
            case LevelOneMessage.UnknownSymbol missing -> onUnknown(missing.symbol());
            case LevelOneMessage.Failure failure -> onFailure(failure);
            case LevelOneMessage.Ignored ignored -> List.of();
            case LevelOneMessage.Malformed bad -> onMalformed(bad.reason(), line);
          };
    } finally {
      lock.unlock();
    }
    unsaid.addAll(said);
  }

  // Lines come in bunches; one handover for a bunch costs a fraction of one for each line.
  @Override
  public void chunkEnded() {
    if (!unsaid.isEmpty()) {
      events.put(unsaid);
      unsaid.clear();
    }
  }

  private List<FeedEvent> onUpdate(LevelOneMessage.Update update, String line) {
    lastDataNanos = System.nanoTime();
    try {
      WatchedSymbol symbol = watched.get(Symbol.of(update.symbol()));
      return symbol == null ? List.of() : symbol.update(update, feedTime, delayed);
    } catch (IllegalArgumentException e) {
      return onMalformed(e.getMessage(), line);
    }
  }

  private List<FeedEvent> onTimestamp(LevelOneMessage.Timestamp stamp) {
    timeTold = true;
    feedTime = stamp.time().atZone(TradingCalendar.NEW_YORK).toInstant();
    clock.told(feedTime);
    Duration quiet = Duration.ofNanos(System.nanoTime() - lastDataNanos);
    return List.of(new Heartbeat(feedTime, quiet));
  }

  private List<FeedEvent> onSystem(LevelOneMessage.System system) {
    switch (system.name()) {
      case "CURRENT PROTOCOL" -> onProtocol(system.words());
      case "SERVER CONNECTED" -> {
        serverConnected = true;
        if (serverWasLost) {
          serverWasLost = false;
          watched.keySet().forEach(s -> socket.send("f" + s));
        }
      }
      case "SERVER DISCONNECTED" -> {
        serverConnected = false;
        serverWasLost = true;
      }
      case "SERVER RECONNECT FAILED" -> {
        serverConnected = false;
        serverWasLost = true;
        askToConnect();
      }
      case "CUST" -> delayed = !system.words().isEmpty() && system.words().get(0).equals("delayed");
      case "SYMBOL LIMIT REACHED" -> {
        return onLimit(system.words());
      }
      case "STATS" -> onStats(system.words());
      default -> LOG.debug("Feed says {} {}", system.name(), system.words());
    }
    return judge("the vendor's servers are disconnected");
  }

  private void onProtocol(List<String> words) {
    if (!words.isEmpty() && words.getFirst().equals("6.2")) {
      protocolConfirmed = true;
      socket.settle();
    } else {
      socket.reset("the feed speaks protocol " + words + ", 6.2 is needed");
    }
  }

  // The answer may be another failure at once; asking again must not become a storm.
  private void askToConnect() {
    long now = System.nanoTime();
    if (connectAskedNanos == 0 || now - connectAskedNanos > settings.backoffMax().toNanos()) {
      connectAskedNanos = now;
      socket.send("S,CONNECT");
    }
  }

  private List<FeedEvent> onLimit(List<String> words) {
    try {
      Symbol symbol = Symbol.of(words.isEmpty() ? "" : words.getFirst());
      overLimit.add(symbol);
      return List.of(new SymbolLimitReached(symbol));
    } catch (IllegalArgumentException e) {
      return onMalformed(e.getMessage(), "S,SYMBOL LIMIT REACHED");
    }
  }

  private void onStats(List<String> words) {
    CompletableFuture<List<String>> asked = statsAsked.poll();
    if (asked != null) {
      asked.complete(words);
    }
  }

  private List<FeedEvent> onUnknown(String text) {
    try {
      Symbol symbol = Symbol.of(text);
      if (watched.remove(symbol) == null) {
        return List.of();
      }
      unknown.add(symbol);
      return List.of(new SymbolNotFound(symbol));
    } catch (IllegalArgumentException e) {
      return onMalformed(e.getMessage(), "n," + text);
    }
  }

  private static List<FeedEvent> onFailure(LevelOneMessage.Failure failure) {
    LOG.warn("The feed reports an error: {}", failure.text());
    return List.of();
  }

  private List<FeedEvent> onMalformed(String why, String line) {
    malformed++;
    if (malformed <= MALFORMED_LOGGED || malformed % 1000 == 0) {
      String start = line.length() > 120 ? line.substring(0, 120) + "…" : line;
      LOG.warn("Line {} of the feed makes no sense ({}): {}", malformed, why, start);
    }
    return List.of();
  }

  /** Compares what is with what was said last; under the lock. */
  private List<FeedEvent> judge(String whyDown) {
    boolean now = protocolConfirmed && serverConnected;
    if (now == up) {
      reason = now ? "" : whyDown;
      return List.of();
    }
    up = now;
    reason = now ? "" : whyDown;
    if (!now) {
      watched.values().forEach(WatchedSymbol::stale);
    }
    return List.of(
        new SessionChanged(now, now ? settings.host() + ":" + settings.levelOnePort() : whyDown));
  }
}
