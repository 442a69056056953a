package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.IntervalBars;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streaming bars over the derivatives port, which is connected when the first is asked for. After
 * every loss each stream is asked for again from its last finished bar on, so that none is missed;
 * what comes twice is told once. Thread-safe.
 */
final class DerivativesSession implements IntervalBars, FeedSocket.Listener, AutoCloseable {
  /** Answered with what the feed believes that we watch. */
  static final String QUESTION = "S,REQUEST WATCHES";

  private static final Logger LOG = LoggerFactory.getLogger(DerivativesSession.class);
  private static final DateTimeFormatter BEGIN = DateTimeFormatter.ofPattern("yyyyMMdd HHmmss");
  private static final int BAR_WORDS = 10;

  /** Finished bars of a stream that are remembered, so that a late one is told and only once. */
  private static final int TOLD_MAX = 128;

  /** One stream; its fields are guarded by the session's lock. */
  private static final class Watch {
    private final String id;
    private final Query query;
    private final Consumer<Update> sink;
    private final NavigableSet<Instant> told = new TreeSet<>();
    private Instant lastFinished = Instant.MIN;
    private boolean refused;

    Watch(String id, Query query, Consumer<Update> sink) {
      this.id = id;
      this.query = query;
      this.sink = sink;
    }

    /** Whether no finished bar with this begin was told; from now on it was. */
    boolean isNew(Instant start) {
      boolean forgotten = told.size() == TOLD_MAX && start.isBefore(told.first());
      if (forgotten || !told.add(start)) {
        return false;
      }
      if (told.size() > TOLD_MAX) {
        told.pollFirst();
      }
      lastFinished = start.isAfter(lastFinished) ? start : lastFinished;
      return true;
    }
  }

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Watch> watches = new LinkedHashMap<>();
  private long nextId;
  private boolean up;
  private boolean closed;
  private boolean serverWasLost;
  private volatile String reason = "not connected yet";

  DerivativesSession(IqFeedSettings settings, FeedSocket socket) {
    this.settings = settings;
    this.socket = socket;
  }

  /** Why it is down, or null; down until the first stream is asked for. */
  String downReason() {
    lock.lock();
    try {
      return up ? null : reason;
    } finally {
      lock.unlock();
    }
  }

  int watched() {
    lock.lock();
    try {
      return watches.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Subscription watch(Query query, Consumer<Update> sink) {
    Watch watch;
    lock.lock();
    try {
      if (closed || watches.size() >= settings.barWatchesMax()) {
        throw new IllegalStateException(
            closed ? "closed" : settings.barWatchesMax() + " streams of bars are watched already");
      }
      watch = new Watch("B" + ++nextId, query, sink);
      watches.put(watch.id, watch);
      ask(watch);
    } finally {
      lock.unlock();
    }
    socket.start(this);
    return () -> end(watch);
  }

  private void end(Watch watch) {
    lock.lock();
    try {
      if (watches.remove(watch.id) != null && up) {
        socket.send("BR," + watch.query.symbol() + "," + watch.id);
        // A place is free now.
        watches.values().stream().filter(w -> w.refused).findFirst().ifPresent(this::ask);
      }
    } finally {
      lock.unlock();
    }
  }

  // Begin, days and number of stored bars exclude each other.
  private void ask(Watch watch) {
    if (!up) {
      return;
    }
    watch.refused = false;
    boolean known = watch.lastFinished.isAfter(Instant.MIN);
    String begin = known ? BEGIN.format(watch.lastFinished.atZone(TradingCalendar.NEW_YORK)) : "";
    String stored = known || watch.query.backfill() == 0 ? "" : "" + watch.query.backfill();
    socket.send(
        String.join(
            ",",
            "BW",
            watch.query.symbol().value(),
            "" + watch.query.length().toSeconds(),
            begin,
            "",
            stored,
            "",
            "",
            watch.id,
            "s",
            "",
            "1"));
  }

  // ---- the socket

  @Override
  public void connected() {
    socket.send("S,SET PROTOCOL," + Protocol.WANTED);
    socket.send("S,SET CLIENT NAME," + settings.clientName());
  }

  @Override
  public void disconnected(String why) {
    lock.lock();
    try {
      up = false;
      reason = why;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void line(String line) {
    String[] words = line.split(",", -1);
    switch (words[0]) {
      case "S" -> onSystem(words);
      case "n" -> refuse(words.length > 1 ? words[1] : "", Reason.UNKNOWN_SYMBOL);
      case "E" -> LOG.warn("The derivatives port reports an error: {}", line);
      case "T", "" -> {}
      default -> onAnswer(words, line);
    }
  }

  private void onSystem(String[] words) {
    switch (words.length > 1 ? words[1] : "") {
      case "CURRENT PROTOCOL" -> onProtocol(words.length > 2 ? words[2] : "");
      case "SYMBOL LIMIT REACHED" -> refuse(words.length > 2 ? words[2] : "", Reason.SYMBOL_LIMIT);
      case "SERVER DISCONNECTED", "SERVER RECONNECT FAILED", "RECONNECT FAILED" ->
          serverWasLost = true;
      case "SERVER CONNECTED" -> {
        if (serverWasLost) {
          serverWasLost = false;
          askAll();
        }
      }
      case "WATCHES" -> askForMissing(Arrays.asList(words).subList(2, words.length));
      default -> LOG.debug("Derivatives port says {}", List.of(words));
    }
  }

  private void onProtocol(String version) {
    if (!Protocol.spoken(version)) {
      socket.reset(Protocol.refusal(version));
      return;
    }
    lock.lock();
    try {
      up = true;
      serverWasLost = false;
    } finally {
      lock.unlock();
    }
    socket.settle();
    askAll();
  }

  private void askAll() {
    lock.lock();
    try {
      watches.values().forEach(this::ask);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param told symbol, interval, id of each stream that the feed knows
   */
  private void askForMissing(List<String> told) {
    Set<String> known = new HashSet<>(told);
    lock.lock();
    try {
      watches.values().stream().filter(w -> !w.refused && !known.contains(w.id)).forEach(this::ask);
    } finally {
      lock.unlock();
    }
  }

  private void refuse(String symbol, Reason why) {
    var refused = new ArrayList<Watch>();
    lock.lock();
    try {
      for (Watch watch : List.copyOf(watches.values())) {
        boolean unserved = why == Reason.UNKNOWN_SYMBOL || watch.lastFinished.equals(Instant.MIN);
        if (watch.query.symbol().value().equals(symbol) && !watch.refused && unserved) {
          watch.refused = true;
          refused.add(watch);
          if (why == Reason.UNKNOWN_SYMBOL) {
            watches.remove(watch.id);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    refused.forEach(w -> tell(w, new Refused(w.query.symbol(), why)));
  }

  private void onAnswer(String[] words, String line) {
    Watch watch;
    Update update;
    lock.lock();
    try {
      watch = watches.get(words[0]);
      if (watch == null) {
        return; // of a stream that has ended
      }
      update = words.length > 1 && words[1].equals("n") ? null : bar(watch, words);
    } catch (IllegalArgumentException | DateTimeException e) {
      LOG.warn("Line of the derivatives port makes no sense ({}): {}", e.getMessage(), line);
      return;
    } finally {
      lock.unlock();
    }
    if (words[1].equals("n")) {
      refuse(watch.query.symbol().value(), Reason.UNKNOWN_SYMBOL);
    } else if (update != null) {
      tell(watch, update);
    }
  }

  /** Open, high, low, close here, unlike in history; null: told before. */
  private Update bar(Watch watch, String[] words) {
    if (words.length < BAR_WORDS) {
      throw new IllegalArgumentException("too few columns");
    }
    Phase phase =
        switch (words[1]) {
          case "BH" -> Phase.HISTORY;
          case "BU" -> Phase.FORMING;
          case "BC" -> Phase.COMPLETE;
          default -> throw new IllegalArgumentException("unknown kind " + words[1]);
        };
    Instant label = HistoryRows.utc(words[3]);
    Instant start = settings.barsLabelledAtEnd() ? label.minus(watch.query.length()) : label;
    double open = Words.price(words[4]);
    double high = Words.price(words[5]);
    double low = Words.price(words[6]);
    double close = Words.price(words[7]);
    long volume = Words.whole(words[9]);
    if (low > Math.min(open, close) || Math.max(open, close) > high) {
      throw new IllegalArgumentException("impossible bar");
    }
    if (phase == Phase.FORMING ? !start.isAfter(watch.lastFinished) : !watch.isNew(start)) {
      return null;
    }
    return new IntervalBar(
        watch.query.symbol(), watch.query.length(), start, open, high, low, close, volume, phase);
  }

  private static void tell(Watch watch, Update update) {
    try {
      watch.sink.accept(update);
    } catch (RuntimeException e) {
      LOG.warn("A sink of bars of {} failed", watch.query.symbol(), e);
    }
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
