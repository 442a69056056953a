package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketDepth;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.DepthFeed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Market depth (port 9200), connected when the first is asked for: levels per price in protocol
 * 6.2, quotes of market makers in 6.1. What is watched is asked for again after every loss and
 * begins empty then. Thread-safe.
 */
final class DepthSession implements DepthFeed, FeedSocket.Listener, AutoCloseable {
  /** The name of a market maker, which is answered even when no price moves. */
  static final String QUESTION = "mNSDQ";

  private static final Logger LOG = LoggerFactory.getLogger(DepthSession.class);
  private static final int MALFORMED_LOGGED = 5;

  /** What is to be told to whom, once the lock is free. */
  private record Tale(DepthWatch watch, Update update) {}

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final BooleanSupplier delayed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Symbol, DepthWatch> watches = new LinkedHashMap<>();
  private int subscriptions;
  private boolean byPrice = true;
  private boolean confirmed;
  private boolean serverLost;
  private boolean closed;
  private long retriedNanos = System.nanoTime();
  private long malformed;
  private String reason = "not connected yet";

  /**
   * @param delayed whether the account has delayed data, which this port does not say
   */
  DepthSession(IqFeedSettings settings, FeedSocket socket, BooleanSupplier delayed) {
    this.settings = settings;
    this.socket = socket;
    this.delayed = delayed;
  }

  /** Why it is down, or null; down until the first symbol is asked for. */
  String downReason() {
    lock.lock();
    try {
      return up() ? null : reason;
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

  private boolean up() {
    return confirmed && !serverLost;
  }

  @Override
  public Subscription watch(Symbol symbol, Consumer<Update> sink) {
    // Each subscription has a sink of its own, even where two share one consumer.
    Consumer<Update> own = sink::accept;
    lock.lock();
    try {
      if (closed || subscriptions >= settings.depthWatchesMax()) {
        throw new IllegalStateException(
            closed ? "closed" : settings.depthWatchesMax() + " watches of depth are open already");
      }
      subscriptions++;
      DepthWatch watch = watches.get(symbol);
      if (watch == null) {
        watch = new DepthWatch(symbol, settings.depthLevelsMax());
        watches.put(symbol, watch);
        ask(watch);
      }
      watch.join(own);
    } finally {
      lock.unlock();
    }
    socket.start(this);
    return new Subscription() {
      private boolean ended;

      @Override
      public synchronized void close() {
        if (!ended) {
          ended = true;
          leave(symbol, own);
        }
      }
    };
  }

  private void leave(Symbol symbol, Consumer<Update> sink) {
    lock.lock();
    try {
      subscriptions--;
      DepthWatch watch = watches.get(symbol);
      if (watch != null && watch.leave(sink)) {
        watches.remove(symbol);
        if (confirmed) {
          socket.send((byPrice ? "RPL," : "r") + symbol);
          retryRefused();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void ask(DepthWatch watch) {
    if (confirmed) {
      watch.begin();
      socket.send(
          byPrice
              ? "WPL," + watch.symbol() + "," + settings.depthLevelsMax()
              : "w" + watch.symbol());
    }
  }

  private void retryRefused() {
    retriedNanos = System.nanoTime();
    watches.values().stream().filter(DepthWatch::refused).findFirst().ifPresent(this::ask);
  }

  // ---- the socket

  @Override
  public void connected() {
    socket.send("S,SET PROTOCOL," + Protocol.WANTED);
    socket.send("S,SET CLIENT NAME," + settings.clientName());
  }

  @Override
  public void disconnected(String why) {
    lost(why, false);
    chunkEnded();
  }

  // What is known stays readable, but is not to be believed.
  private void lost(String why, boolean stillConfirmed) {
    lock.lock();
    try {
      confirmed = stillConfirmed;
      serverLost = stillConfirmed;
      reason = why;
      watches.values().stream().filter(DepthWatch::known).forEach(DepthWatch::touch);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void line(String line) {
    var tales = new ArrayList<Tale>();
    lock.lock();
    try {
      switch (DepthParser.parse(line)) {
        case DepthMessage.Level level -> changed(level.symbol(), l -> l.apply(level));
        case DepthMessage.LevelGone gone -> changed(gone.symbol(), l -> l.apply(gone));
        case DepthMessage.Maker maker -> changed(maker.symbol(), l -> l.apply(maker));
        case DepthMessage.NoDepth none -> refuse(none.symbol(), Reason.NO_DEPTH, tales);
        case DepthMessage.Common common -> onCommon(common.message(), tales);
        case DepthMessage.Ignored ignored -> {
          // Not asked for.
        }
        case DepthMessage.Malformed bad -> onMalformed(bad.reason(), line);
      }
    } finally {
      lock.unlock();
    }
    tales.forEach(t -> t.watch().tell(t.update()));
  }

  private void changed(Symbol symbol, Consumer<DepthLadder> change) {
    DepthWatch watch = watches.get(symbol);
    if (watch != null) {
      change.accept(watch.ladder());
      watch.touch();
    }
  }

  private void onCommon(LevelOneMessage message, List<Tale> tales) {
    switch (message) {
      case LevelOneMessage.System system -> onSystem(system, tales);
      case LevelOneMessage.UnknownSymbol unknown ->
          refuse(unknown.symbol(), Reason.UNKNOWN_SYMBOL, tales);
      case LevelOneMessage.Failure failure ->
          LOG.warn("The depth port reports an error: {}", failure.text());
      case LevelOneMessage.Timestamp stamp -> {
        if (System.nanoTime() - retriedNanos > settings.symbolLimitRetry().toNanos()) {
          retryRefused();
        }
      }
      case LevelOneMessage.Notice notice -> LOG.debug("Not of this port: {}", notice);
      case LevelOneMessage.Correction correction -> LOG.debug("Not of this port: {}", correction);
      case LevelOneMessage.Ignored ignored -> LOG.debug("Not known: {}", ignored);
      case LevelOneMessage.Malformed bad -> onMalformed(bad.reason(), "");
    }
  }

  private void onSystem(LevelOneMessage.System system, List<Tale> tales) {
    List<String> words = system.words();
    String first = words.isEmpty() ? "" : words.getFirst();
    switch (system.name()) {
      case "CURRENT PROTOCOL" -> onProtocol(first);
      case "SERVER DISCONNECTED", "SERVER RECONNECT FAILED", "RECONNECT FAILED" ->
          lost("the vendor's servers are disconnected", confirmed);
      case "SERVER CONNECTED" -> {
        if (serverLost) {
          serverLost = false;
          watches.values().forEach(this::ask);
        }
      }
      case "CLEAR DEPTH" -> onClear(words);
      case "SYMBOL LIMIT REACHED" -> refuse(first, Reason.SYMBOL_LIMIT, tales);
      default -> LOG.debug("Depth port says {} {}", system.name(), words);
    }
  }

  private void onProtocol(String version) {
    if (!Protocol.spoken(version)) {
      socket.reset(Protocol.refusal(version));
      return;
    }
    byPrice = Protocol.tagged(version);
    confirmed = true;
    serverLost = false;
    socket.settle();
    watches.values().forEach(this::ask);
  }

  private void onClear(List<String> words) {
    boolean readable = words.size() >= 2 && words.get(1).matches("[AB]");
    try {
      if (readable) {
        changed(Symbol.of(words.getFirst()), l -> l.clear(words.get(1).equals("B")));
        return;
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("Not a symbol: {}", e.getMessage());
    }
    onMalformed("what to clear", "S,CLEAR DEPTH," + String.join(",", words));
  }

  private void refuse(String text, Reason why, List<Tale> tales) {
    DepthWatch watch =
        watches.values().stream()
            .filter(w -> w.symbol().value().equals(text))
            .findFirst()
            .orElse(null);
    if (watch == null) {
      return;
    }
    boolean told = why == Reason.SYMBOL_LIMIT && watch.refuse();
    if (why != Reason.SYMBOL_LIMIT) {
      watches.remove(watch.symbol());
    }
    if (!told) {
      tales.add(new Tale(watch, new Refused(watch.symbol(), why)));
    }
  }

  private void onMalformed(String why, String line) {
    malformed++;
    if (malformed <= MALFORMED_LOGGED || malformed % 1000 == 0) {
      String start = line.length() > 120 ? line.substring(0, 120) + "…" : line;
      LOG.warn("Line {} of the depth port makes no sense ({}): {}", malformed, why, start);
    }
  }

  // One depth for a bunch of lines: between them it may be crossed and nobody needs it.
  @Override
  public void chunkEnded() {
    var tales = new ArrayList<Tale>();
    lock.lock();
    try {
      DataQuality quality =
          !up()
              ? DataQuality.STALE
              : delayed.getAsBoolean() ? DataQuality.DELAYED : DataQuality.GOOD;
      for (DepthWatch watch : watches.values()) {
        if (watch.takeChanged()) {
          MarketDepth depth = watch.ladder().depth(quality);
          tales.add(new Tale(watch, new DepthChanged(depth)));
        }
      }
    } finally {
      lock.unlock();
    }
    tales.forEach(t -> t.watch().tell(t.update()));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      watches.clear();
    } finally {
      lock.unlock();
    }
    socket.close();
  }
}
