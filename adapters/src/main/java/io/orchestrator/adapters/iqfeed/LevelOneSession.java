package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.Heartbeat;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolLimitReached;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Level 1: the lines of the socket become events, and it is judged whether the session can be
 * believed. It is up when the protocol is confirmed and the vendor says that its servers are
 * connected, in whatever order the two arrive. Every new socket watches again what is wanted.
 * Thread-safe.
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
  private final Notices notices;
  private final ReentrantLock lock = new ReentrantLock();
  private final StatsRequests statsAsked = new StatsRequests();
  // Of the socket's thread alone.
  private final List<FeedEvent> unsaid = new ArrayList<>();
  private final List<FeedNotice> unsaidNotices = new ArrayList<>();
  private final LevelOneDecoder decoder = new LevelOneDecoder();
  private final ExchangeTime exchangeTime = new ExchangeTime();
  // Guarded by the lock.
  private final LevelOneWatches watches;
  private final FeedTime time;
  private boolean newsWanted;
  private boolean greeted;
  private boolean protocolConfirmed;
  private boolean serverConnected;
  private boolean serverWasLost;
  private boolean delayed;
  private boolean up;
  private String reason = "not connected yet";
  private long lastDataNanos = System.nanoTime();
  private long connectAskedNanos;
  private long malformed;

  LevelOneSession(IqFeedSettings settings, FeedSocket socket, InstantSource wall, Notices notices) {
    this.settings = settings;
    this.socket = socket;
    this.notices = notices;
    this.watches = new LevelOneWatches(settings, this::sendIfGreeted);
    this.time = new FeedTime(wall);
    this.events =
        new FeedEventQueue(settings.eventBufferSize(), settings.batchSizeMax(), this::presentState);
  }

  FeedEventQueue events() {
    return events;
  }

  /** Market time. */
  MarketClock clock() {
    return time.clock();
  }

  // ---- wishes of the owner

  /** Symbols beyond the vendor's limit are told and wait for a place. */
  void watch(Set<Symbol> symbols, boolean tradesOnly) {
    List<Symbol> refused = locked(() -> watches.watch(symbols, tradesOnly));
    refused.forEach(s -> events.putNow(new SymbolLimitReached(s)));
  }

  void unwatch(Set<Symbol> symbols) {
    locked(() -> watches.unwatch(symbols));
  }

  void refresh(Set<Symbol> symbols) {
    locked(() -> watches.refresh(symbols));
  }

  void regionals(Set<Symbol> symbols, boolean on) {
    locked(() -> watches.regionals(symbols, on));
  }

  void news(boolean on) {
    locked(
        () -> {
          newsWanted = on;
          sendIfGreeted(on ? "S,NEWSON" : "S,NEWSOFF");
        });
  }

  // The protocol must be the first line of a socket; what is wanted then follows by itself.
  private void sendIfGreeted(String line) {
    if (greeted) {
      socket.send(line);
    }
  }

  // ---- what is known

  /** How many symbols the account may watch, as the vendor says; empty until it has said so. */
  OptionalInt symbolCap() {
    return locked(watches::vendorCap);
  }

  /** Latest time that the feed has told, UTC; {@code Instant.MAX} if none yet. */
  Instant toldTime() {
    return locked(() -> time.told() ? time.latest() : Instant.MAX);
  }

  /** Why it is down; empty: it is up. */
  Optional<String> downReason() {
    return locked(() -> up ? Optional.empty() : Optional.of(reason));
  }

  /** Whether the account has delayed data. */
  boolean delayed() {
    return locked(() -> delayed);
  }

  /** Lines that made no sense since the start. */
  long malformedLines() {
    return locked(() -> malformed);
  }

  private <T> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Asks for statistics: a round trip on this very socket. Whoever gives up waiting cancels. */
  CompletableFuture<List<String>> requestStats() {
    CompletableFuture<List<String>> answer = statsAsked.add();
    if (!socket.send("S,REQUEST STATS")) {
      answer.completeExceptionally(new IllegalStateException("not connected"));
    }
    return answer;
  }

  private List<FeedEvent> presentState() {
    return locked(
        () -> {
          var state = new ArrayList<FeedEvent>();
          state.add(new SessionChanged(up, up ? "connected" : reason));
          watches.addStateTo(state);
          return state;
        });
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
      socket.send("S,SET PROTOCOL," + Protocol.WANTED);
      socket.send("S,SET CLIENT NAME," + settings.clientName());
      socket.send("S,SELECT UPDATE FIELDS," + String.join(",", WatchedSymbol.FIELDS));
      socket.send("S,TIMESTAMPSON");
      greeted = true;
      watches.sayAll();
      if (newsWanted) {
        socket.send("S,NEWSON");
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void disconnected(String why) {
    statsAsked.failAll(why);
    lock.lock();
    try {
      greeted = false;
      protocolConfirmed = false;
      serverConnected = false;
      unsaid.addAll(judge(why));
    } finally {
      lock.unlock();
    }
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
        onUpdate(watches.find(buffer, decoder.symbolFrom(), decoder.symbolTo()));
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
      boolean traded = symbol.update(decoder, exchangeTime, time.day(), time.nanos(), delayed);
      unsaid.add(new QuoteChanged(symbol.quote()));
      if (traded) {
        unsaid.add(symbol.trade());
      }
    }
  }

  @Override
  public void line(String line) {
    lock.lock();
    try {
      unsaid.addAll(
          switch (LevelOneParser.parse(line)) {
            case LevelOneMessage.Timestamp stamp -> onTimestamp(stamp);
            case LevelOneMessage.System system -> onSystem(system);
            case LevelOneMessage.UnknownSymbol missing ->
                ofSymbol(missing.symbol(), line, watches::onUnknown);
            case LevelOneMessage.Failure failure -> onFailure(failure);
            case LevelOneMessage.Notice notice -> {
              unsaidNotices.add(notice.notice());
              yield List.of();
            }
            case LevelOneMessage.Correction told ->
                watches.contains(told.correction().symbol())
                    ? List.of(told.correction())
                    : List.of();
            case LevelOneMessage.Ignored ignored -> List.of();
            case LevelOneMessage.Malformed bad -> onMalformed(bad.reason(), line);
          });
    } finally {
      lock.unlock();
    }
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

  private List<FeedEvent> onTimestamp(LevelOneMessage.Timestamp stamp) {
    time.tell(stamp.time());
    watches.retryLimit();
    Duration quiet = Duration.ofNanos(System.nanoTime() - lastDataNanos);
    return List.of(new Heartbeat(time.latest(), quiet));
  }

  private List<FeedEvent> onSystem(LevelOneMessage.System system) {
    List<String> words = system.words();
    switch (system.name()) {
      case LevelOneParser.FIELD_NAMES -> decoder.columns(words);
      case "CURRENT PROTOCOL" -> onProtocol(words);
      case "SERVER CONNECTED" -> {
        serverConnected = true;
        if (serverWasLost) {
          serverWasLost = false;
          watches.refreshAll();
        }
      }
      case "SERVER DISCONNECTED" -> onServerLost();
      case "SERVER RECONNECT FAILED", "RECONNECT FAILED" -> {
        onServerLost();
        askToConnect();
      }
      case "CUST" -> {
        delayed = !words.isEmpty() && words.getFirst().equals("delayed");
        watches.takeCap(words, CUST_SYMBOLS_MAX);
      }
      case "SYMBOL LIMIT REACHED" -> {
        String symbol = words.isEmpty() ? "" : words.getFirst();
        return ofSymbol(symbol, "S,SYMBOL LIMIT REACHED," + symbol, watches::onLimit);
      }
      case "STATS" -> {
        watches.takeCap(words, STATS_SYMBOLS_MAX);
        statsAsked.answer(words);
      }
      default -> LOG.debug("Feed says {} {}", system.name(), words);
    }
    return judge("the vendor's servers are disconnected");
  }

  private void onServerLost() {
    serverConnected = false;
    serverWasLost = true;
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

  // The answer may be another failure at once; asking again must not become a storm.
  private void askToConnect() {
    long now = System.nanoTime();
    if (connectAskedNanos == 0 || now - connectAskedNanos > settings.backoffMax().toNanos()) {
      connectAskedNanos = now;
      socket.send("S,CONNECT");
    }
  }

  private List<FeedEvent> ofSymbol(
      String text, String line, Function<Symbol, List<FeedEvent>> what) {
    try {
      return what.apply(Symbol.of(text));
    } catch (IllegalArgumentException e) {
      return onMalformed(e.getMessage(), line);
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
    reason = now ? "" : whyDown;
    if (now == up) {
      return List.of();
    }
    up = now;
    if (!now) {
      watches.staleAll();
    }
    return List.of(
        new SessionChanged(now, now ? settings.host() + ":" + settings.levelOnePort() : whyDown));
  }
}
