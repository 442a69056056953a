package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History over the lookup port: requests wait in a bounded queue for their turn under the account's
 * rate limit, several are in flight by id, each has a deadline. A lost socket fails what is in
 * flight; while it is down, requests fail at once. Thread-safe.
 */
final class LookupSession implements FeedSocket.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LookupSession.class);
  private static final String TOO_MANY = "Too many simultaneous";
  private static final long RETRY_MILLIS = 1000;

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final Supplier<Instant> feedTime;
  private final RandomGenerator random;
  private final BlockingQueue<HistoryRequest> pending;
  private final Map<String, HistoryRequest> inFlight = new ConcurrentHashMap<>();
  private final Semaphore slots;
  private final Semaphore ready = new Semaphore(0);
  private final AtomicLong nextId = new AtomicLong();
  private volatile boolean up;
  private volatile boolean everTried;
  private volatile boolean closed;
  private volatile String reason = "not connected yet";
  private volatile long lastLineNanos;
  private volatile Thread sender;
  private long nextSendNanos = System.nanoTime();

  LookupSession(
      IqFeedSettings settings,
      FeedSocket socket,
      Supplier<Instant> feedTime,
      RandomGenerator random) {
    this.settings = settings;
    this.socket = socket;
    this.feedTime = feedTime;
    this.random = random;
    this.pending = new ArrayBlockingQueue<>(settings.lookupPendingMax());
    this.slots = new Semaphore(settings.lookupInFlightMax());
  }

  synchronized void start() {
    if (sender == null) {
      socket.start(this);
      sender = Thread.ofVirtual().name("iqfeed-history").start(this::sendInTurn);
    }
  }

  /** Why it is down, or null. */
  String downReason() {
    return up ? null : reason;
  }

  CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    var request =
        new HistoryRequest(symbol, timeframe, Math.min(maxBars, settings.historyBarsMax()));
    if (closed || (everTried && !up)) {
      request.refuse(HistoryRequest.unavailable("history is not available: " + reason));
    } else if (!pending.offer(request)) {
      request.refuse(
          HistoryRequest.unavailable(
              settings.lookupPendingMax() + " requests are waiting already"));
    }
    long askedAt = System.nanoTime();
    var result = new CompletableFuture<List<Bar>>();
    request
        .answer()
        .orTimeout(settings.requestTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (bars, failure) -> {
              if (failure instanceof TimeoutException) {
                onTimeout(request, askedAt);
                result.completeExceptionally(timeout(symbol).asException());
              } else if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                result.complete(bars);
              }
            });
    return result;
  }

  private Refusal timeout(Symbol symbol) {
    return new Refusal(
        "market.timeout",
        504,
        "no history of " + symbol + " within " + settings.requestTimeout().toMillis() + " ms",
        "try again; ask for fewer bars");
  }

  private void onTimeout(HistoryRequest request, long askedAt) {
    boolean sent = inFlight.values().removeIf(r -> r == request);
    pending.remove(request);
    if (sent) {
      slots.release();
      if (lastLineNanos - askedAt < 0) {
        socket.reset("lookup is silent");
      }
    }
  }

  // ---- sending

  private void sendInTurn() {
    try {
      while (!closed) {
        HistoryRequest request = pending.take();
        slots.acquire();
        awaitConnection();
        awaitRate();
        send(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitConnection() throws InterruptedException {
    while (!up && !everTried && !closed) {
      ready.tryAcquire(50, TimeUnit.MILLISECONDS);
    }
  }

  private void awaitRate() throws InterruptedException {
    long wait = nextSendNanos - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    nextSendNanos =
        Math.max(nextSendNanos, System.nanoTime() - 1_000_000)
            + 1_000_000_000L / settings.lookupRequestsPerSecond();
  }

  private void send(HistoryRequest request) {
    if (request.answer().isDone()) {
      slots.release();
      return;
    }
    String id = "H" + nextId.incrementAndGet();
    request.forgetRows();
    inFlight.put(id, request);
    if (!up || !socket.send(request.command(id))) {
      if (inFlight.remove(id) != null) {
        slots.release();
      }
      request.refuse(HistoryRequest.unavailable("history is not available: " + reason));
    } else if (request.answer().isDone() && inFlight.remove(id) != null) {
      // It timed out between the check and the entry.
      slots.release();
    }
  }

  // ---- the socket

  @Override
  public void connected() {
    socket.send("S,SET PROTOCOL,6.2");
    socket.send("S,SET CLIENT NAME," + settings.clientName());
  }

  @Override
  public void disconnected(String why) {
    up = false;
    everTried = true;
    reason = why;
    ready.release();
    for (var entry : inFlight.entrySet()) {
      end(entry.getKey(), r -> r.refuse(HistoryRequest.unavailable("connection lost: " + why)));
    }
    for (var waiting = pending.poll(); waiting != null; waiting = pending.poll()) {
      waiting.refuse(HistoryRequest.unavailable("history is not available: " + why));
    }
  }

  @Override
  public void line(String line) {
    lastLineNanos = System.nanoTime();
    String[] words = line.split(",", -1);
    switch (words[0]) {
      case "S" -> onSystem(words);
      case "E" -> onCommonError(words.length > 1 ? words[1] : "");
      case "!ENDMSG!", "" -> {}
      default -> onAnswer(words);
    }
  }

  private void onSystem(String[] words) {
    if (words.length > 2 && words[1].equals("CURRENT PROTOCOL")) {
      if (words[2].equals("6.2")) {
        socket.settle();
        up = true;
        everTried = true;
        ready.release();
      } else {
        socket.reset("the feed speaks protocol " + words[2] + ", 6.2 is needed");
      }
    }
  }

  /** An error without an id concerns every request of this socket. */
  private void onCommonError(String text) {
    for (String id : List.copyOf(inFlight.keySet())) {
      onError(id, text);
    }
  }

  private void onAnswer(String[] words) {
    String id = words[0];
    HistoryRequest request = inFlight.get(id);
    if (request == null || words.length < 2) {
      return; // late rows of a request that has timed out, or noise
    }
    switch (words[1]) {
      case "LH" -> {
        if (!request.row(words, 2)) {
          end(id, r -> r.refuse(HistoryRequest.unavailable("more rows than asked for")));
        }
      }
      case "E" -> onError(id, words.length > 2 ? words[2] : "");
      case "!ENDMSG!" -> end(id, this::finish);
      default -> LOG.debug("Unexpected answer to {}: {}", id, words[1]);
    }
  }

  private void finish(HistoryRequest request) {
    if (request.unusable() > 0) {
      LOG.warn("{} unusable rows in the history of {}", request.unusable(), request.symbol());
    }
    request.finish(feedTime.get());
  }

  private void onError(String id, String text) {
    if (text.startsWith(TOO_MANY)) {
      end(id, this::sendAgainLater);
    } else {
      end(id, r -> r.refuse(text));
    }
  }

  // Its deadline goes on; jitter keeps the refused ones from coming back together.
  private void sendAgainLater(HistoryRequest request) {
    long millis = RETRY_MILLIS + random.nextInt(500);
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (!request.answer().isDone() && !pending.offer(request)) {
                request.refuse(HistoryRequest.unavailable("too many requests are waiting"));
              }
            });
  }

  private void end(String id, Consumer<HistoryRequest> how) {
    HistoryRequest request = inFlight.remove(id);
    if (request != null) {
      slots.release();
      how.accept(request);
    }
  }

  @Override
  public void close() {
    closed = true;
    socket.close();
    Thread now = sender;
    if (now != null) {
      now.interrupt();
    }
    disconnected("closed");
  }
}
