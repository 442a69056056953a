package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.Heartbeat;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolLimitReached;
import io.orchestrator.domain.port.MarketDataFeed.SymbolNotFound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** Where the most symbols that may be watched stand among the words of each line. */
  private static final int CUST_SYMBOLS_MAX = 8;

  private static final int STATS_SYMBOLS_MAX = 2;

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final FeedEventQueue events;
  private final ReentrantLock lock = new ReentrantLock();
  private final WatchList watched = new WatchList();
  private final Set<Symbol> unknown = new LinkedHashSet<>();
  // Wished for, without a place; served as soon as there is one.
  private final Map<Symbol, WatchedSymbol> overLimit = new LinkedHashMap<>();
  private final Set<Symbol> regionals = new LinkedHashSet<>();
  private final Notices notices;
  private final ConcurrentLinkedQueue<CompletableFuture<List<String>>> statsAsked =
      new ConcurrentLinkedQueue<>();
  // Of the socket's thread alone.
  private final List<FeedEvent> unsaid = new ArrayList<>();
  private final List<FeedNotice> unsaidNotices = new ArrayList<>();
  private final LevelOneDecoder decoder = new LevelOneDecoder();
  private final ExchangeTime exchangeTime = new ExchangeTime();
  private int vendorCap = Integer.MAX_VALUE;
  private long limitRetriedNanos = System.nanoTime();
  private boolean newsWanted;
  private boolean greeted;
  private boolean protocolConfirmed;
  private boolean serverConnected;
  private boolean serverWasLost;
  private boolean delayed;
  private boolean up;
  private String reason = "not connected yet";
  private final FeedClock clock;
  private Instant feedTime;
  private long feedNanos;
  private long feedDay;
  private boolean timeTold;
  private long lastDataNanos = System.nanoTime();
  private long connectAskedNanos;
  private long malformed;

  LevelOneSession(IqFeedSettings settings, FeedSocket socket, InstantSource wall, Notices notices) {
    this.settings = settings;
    this.socket = socket;
    this.notices = notices;
    this.clock = new FeedClock(wall, System::nanoTime);
    tellTime(wall.instant());
    this.events =
        new FeedEventQueue(settings.eventBufferSize(), settings.batchSizeMax(), this::presentState);
  }

  FeedEventQueue events() {
    return events;
  }

  // ---- wishes of the owner

  /** Symbols beyond the vendor's limit are told and wait for a place. */
  void watch(Set<Symbol> symbols, boolean tradesOnly) {
    var refused = new ArrayList<Symbol>();
    lock.lock();
    try {
      for (Symbol symbol : symbols) {
        unknown.remove(symbol);
        WatchedSymbol known = watched.get(symbol);
        if (known != null && (tradesOnly || !known.tradesOnly()) || overLimit.containsKey(symbol)) {
          continue;
        }
        var fresh = new WatchedSymbol(symbol, tradesOnly);
        if (known != null || watched.size() < cap()) {
          watched.put(fresh);
          sendIfGreeted(fresh.command());
        } else {
          refused.add(symbol);
          await(fresh);
        }
      }
    } finally {
      lock.unlock();
    }
    refused.forEach(s -> events.putNow(new SymbolLimitReached(s)));
  }

  private int cap() {
    return Math.min(settings.watchedSymbolsMax(), vendorCap);
  }

  private void await(WatchedSymbol symbol) {
    if (overLimit.size() < settings.watchedSymbolsMax()) {
      overLimit.put(symbol.symbol(), symbol);
    }
  }

  void unwatch(Set<Symbol> symbols) {
    lock.lock();
    try {
      int freed = 0;
      for (Symbol symbol : symbols) {
        unknown.remove(symbol);
        overLimit.remove(symbol);
        regionals.remove(symbol);
        if (watched.remove(symbol)) {
          freed++;
          sendIfGreeted("r" + symbol);
        }
      }
      serveWaiting(freed);
    } finally {
      lock.unlock();
    }
  }

  /** Gives places to those that have waited longest. */
  private void serveWaiting(int places) {
    for (int i = 0; i < places && !overLimit.isEmpty() && watched.size() < cap(); i++) {
      WatchedSymbol next = overLimit.remove(overLimit.keySet().iterator().next());
      watched.put(next);
      sendIfGreeted(next.command());
    }
  }

  void refresh(Set<Symbol> symbols) {
    lock.lock();
    try {
      symbols.stream().filter(watched::contains).forEach(s -> sendIfGreeted("f" + s));
    } finally {
      lock.unlock();
    }
  }

  void regionals(Set<Symbol> symbols, boolean on) {
    lock.lock();
    try {
      for (Symbol symbol : symbols) {
        boolean changed =
            on
                ? regionals.size() < settings.watchedSymbolsMax() && regionals.add(symbol)
                : regionals.remove(symbol);
        if (changed) {
          sendIfGreeted((on ? "S,REGON," : "S,REGOFF,") + symbol);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void news(boolean on) {
    lock.lock();
    try {
      newsWanted = on;
      sendIfGreeted(on ? "S,NEWSON" : "S,NEWSOFF");
    } finally {
      lock.unlock();
    }
  }

  /** How many symbols the account may watch, as the vendor says; empty until it has said so. */
  OptionalInt symbolCap() {
    lock.lock();
    try {
      return vendorCap == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(vendorCap);
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
      overLimit.keySet().forEach(s -> state.add(new SymbolLimitReached(s)));
      for (WatchedSymbol symbol : watched.all()) {
        if (symbol.summarised()) {
          state.add(new QuoteChanged(symbol.quote()));
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
      decoder.columns(LevelOneParser.DEFAULT_FIELDS);
      protocolConfirmed = false;
      serverConnected = false;
      serverWasLost = false;
      serveWaiting(overLimit.size());
      socket.send("S,SET PROTOCOL," + Protocol.WANTED);
      socket.send("S,SET CLIENT NAME," + settings.clientName());
      socket.send("S,SELECT UPDATE FIELDS," + String.join(",", WatchedSymbol.FIELDS));
      socket.send("S,TIMESTAMPSON");
      watched.all().forEach(s -> socket.send(s.command()));
      regionals.forEach(s -> socket.send("S,REGON," + s));
      if (newsWanted) {
        socket.send("S,NEWSON");
      }
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

  /** P and Q, nearly all there is, without an object before the event itself. */
  @Override
  public void bytes(byte[] buffer, int from, int to) {
    boolean update = to - from > 1 && buffer[from + 1] == ',';
    if (!update || buffer[from] != 'Q' && buffer[from] != 'P') {
      line(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
      return;
    }
    lock.lock();
    try {
      lastDataNanos = System.nanoTime();
      String wrong = decoder.decode(buffer, from, to);
      if (wrong == null) {
        onUpdate(watched.find(buffer, decoder.symbolFrom(), decoder.symbolTo()));
      } else {
        onMalformed(wrong, new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
      }
    } finally {
      lock.unlock();
    }
  }

  // Late lines of a symbol that is no longer watched are none of ours.
  private void onUpdate(WatchedSymbol symbol) {
    if (symbol != null) {
      boolean traded = symbol.update(decoder, exchangeTime, feedDay, feedNanos, delayed);
      unsaid.add(new QuoteChanged(symbol.quote()));
      if (traded) {
        unsaid.add(symbol.trade());
      }
    }
  }

  @Override
  public void line(String line) {
    List<FeedEvent> said;
    lock.lock();
    try {
      said =
          switch (LevelOneParser.parse(line)) {
            case LevelOneMessage.Timestamp stamp -> onTimestamp(stamp);
            case LevelOneMessage.System system -> onSystem(system);
            case LevelOneMessage.UnknownSymbol missing -> onUnknown(missing.symbol());
            case LevelOneMessage.Failure failure -> onFailure(failure);
            case LevelOneMessage.Notice notice -> {
              unsaidNotices.add(notice.notice());
              yield List.of();
            }
            case LevelOneMessage.Correction told ->
                watched.contains(told.correction().symbol())
                    ? List.of(told.correction())
                    : List.of();
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
    if (!unsaidNotices.isEmpty()) {
      unsaidNotices.forEach(notices::tell);
      unsaidNotices.clear();
    }
  }

  private void tellTime(Instant now) {
    feedTime = now;
    feedNanos = ExchangeTime.nanos(now);
    feedDay = TradingCalendar.dateOf(now).toEpochDay();
  }

  private List<FeedEvent> onTimestamp(LevelOneMessage.Timestamp stamp) {
    timeTold = true;
    tellTime(stamp.time().atZone(TradingCalendar.NEW_YORK).toInstant());
    clock.told(feedTime);
    retryLimit();
    Duration quiet = Duration.ofNanos(System.nanoTime() - lastDataNanos);
    return List.of(new Heartbeat(feedTime, quiet));
  }

  // Other clients of the account may have given places back, which nobody tells us.
  private void retryLimit() {
    long now = System.nanoTime();
    if (now - limitRetriedNanos > settings.symbolLimitRetry().toNanos()) {
      limitRetriedNanos = now;
      serveWaiting(1);
    }
  }

  private List<FeedEvent> onSystem(LevelOneMessage.System system) {
    switch (system.name()) {
      case LevelOneParser.FIELD_NAMES -> decoder.columns(system.words());
      case "CURRENT PROTOCOL" -> onProtocol(system.words());
      case "SERVER CONNECTED" -> {
        serverConnected = true;
        if (serverWasLost) {
          serverWasLost = false;
          watched.all().forEach(s -> socket.send("f" + s.symbol()));
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
      case "CUST" -> {
        delayed = !system.words().isEmpty() && system.words().getFirst().equals("delayed");
        onCap(system.words(), CUST_SYMBOLS_MAX);
      }
      case "SYMBOL LIMIT REACHED" -> {
        return onLimit(system.words());
      }
      case "STATS" -> onStats(system.words());
      default -> LOG.debug("Feed says {} {}", system.name(), system.words());
    }
    return judge("the vendor's servers are disconnected");
  }

  private void onProtocol(List<String> words) {
    String version = words.isEmpty() ? "" : words.getFirst();
    if (Protocol.spoken(version)) {
      protocolConfirmed = true;
      socket.settle();
    } else {
      socket.reset(Protocol.refusal(version));
    }
  }

  private void onCap(List<String> words, int index) {
    try {
      int cap = words.size() > index ? Integer.parseInt(words.get(index).trim()) : 0;
      if (cap > 0) {
        int more = vendorCap == Integer.MAX_VALUE ? 0 : cap - vendorCap;
        vendorCap = cap;
        serveWaiting(more);
      }
    } catch (NumberFormatException e) {
      LOG.debug("The feed tells no symbol limit: {}", e.getMessage());
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
      WatchedSymbol refused = watched.get(symbol);
      boolean told = refused == null || refused.limitTold();
      if (refused != null) {
        watched.remove(symbol);
        await(refused);
      }
      return told ? List.of() : List.of(new SymbolLimitReached(symbol));
    } catch (IllegalArgumentException e) {
      return onMalformed(e.getMessage(), "S,SYMBOL LIMIT REACHED");
    }
  }

  private void onStats(List<String> words) {
    onCap(words, STATS_SYMBOLS_MAX);
    CompletableFuture<List<String>> asked = statsAsked.poll();
    if (asked != null) {
      asked.complete(words);
    }
  }

  private List<FeedEvent> onUnknown(String text) {
    try {
      Symbol symbol = Symbol.of(text);
      if (!watched.remove(symbol)) {
        return List.of();
      }
      regionals.remove(symbol);
      if (unknown.size() < settings.watchedSymbolsMax()) {
        unknown.add(symbol);
      }
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
      watched.all().forEach(WatchedSymbol::stale);
    }
    return List.of(
        new SessionChanged(now, now ? settings.host() + ":" + settings.levelOnePort() : whyDown));
  }
}
