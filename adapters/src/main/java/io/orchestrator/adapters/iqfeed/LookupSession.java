package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * History and symbols over the lookup port: requests wait in a bounded queue for their turn under
 * the account's rate limit, several are in flight by id, each has a deadline. A lost socket fails
 * what is in flight; while it is down, requests fail at once. Thread-safe.
 */
final class LookupSession implements FeedSocket.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LookupSession.class);
  private static final long RETRY_MILLIS = 1000;
  private static final Set<String> DATA_TAGS = Set.of("LH", "LS");

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final Supplier<Instant> feedTime;
  private final RandomGenerator random;
  private final BlockingQueue<LookupRequest> pending;
  private final Map<String, LookupRequest> inFlight = new ConcurrentHashMap<>();
  private final Semaphore slots;
  private final Semaphore ready = new Semaphore(0);
  private final AtomicLong nextId = new AtomicLong();
  private volatile boolean up;
  private volatile boolean tagged = true;
  private volatile boolean everTried;
  private volatile boolean closed;
  private volatile String reason = "not connected yet";
  private volatile long lastLineNanos;
  private volatile Thread sender;
  // Of the sender's thread alone.
  private final TokenBucket rate;

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
    this.rate =
        new TokenBucket(
            settings.lookupRequestsPerSecond(), settings.lookupBurst(), System::nanoTime);
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

  /** Newest bars, oldest first. */
  CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    var request =
        new HistoryRequest(symbol, timeframe, Math.min(maxBars, settings.historyBarsMax()));
    return submit(request, settings.requestTimeout()).thenApply(done -> request.answer());
  }

  /** A long answer: bounded from begin to end, and between any two of its parts. */
  CompletionStage<Long> stream(StreamRequest<?> request) {
    CompletableFuture<Void> done = submit(request, settings.streamTimeout());
    watchProgress(request);
    return done.thenApply(end -> request.taken());
  }

  private CompletableFuture<Void> submit(LookupRequest request, Duration timeout) {
    if (closed || (everTried && !up)) {
      request.refuse(LookupRequest.unavailable(request.subject() + ": " + reason));
    } else if (!pending.offer(request)) {
      request.refuse(
          LookupRequest.unavailable(settings.lookupPendingMax() + " requests are waiting already"));
    } else if (closed) {
      pending.remove(request);
      request.refuse(LookupRequest.unavailable(request.subject() + ": closed"));
    }
    long askedAt = System.nanoTime();
    var result = new CompletableFuture<Void>();
    request
        .done()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (end, failure) -> {
              if (failure instanceof TimeoutException) {
                onTimeout(request, askedAt);
                result.completeExceptionally(timeout(request, timeout).asException());
              } else if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                result.complete(null);
              }
            });
    return result;
  }

  private void watchProgress(LookupRequest request) {
    long allowed = settings.requestTimeout().toNanos();
    long left = Math.max(1_000_000, allowed - request.idleNanos());
    CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS)
        .execute(
            () -> {
              if (request.done().isDone()) {
                return;
              }
              if (request.idleNanos() >= allowed) {
                request.done().completeExceptionally(new TimeoutException("no progress"));
              } else {
                watchProgress(request);
              }
            });
  }

  private static Refusal timeout(LookupRequest request, Duration timeout) {
    return new Refusal(
        "market.timeout",
        504,
        "no " + request.subject() + " within " + timeout.toMillis() + " ms",
        "try again; ask for less");
  }

  private void onTimeout(LookupRequest request, long askedAt) {
    pending.remove(request);
    for (var entry : inFlight.entrySet()) {
      if (entry.getValue() == request && inFlight.remove(entry.getKey(), request)) {
        slots.release();
        if (lastLineNanos - askedAt < 0) {
          socket.reset("lookup is silent");
        }
      }
    }
  }

  // ---- sending

  private void sendInTurn() {
    try {
      while (!closed) {
        LookupRequest request = pending.take();
        slots.acquire();
        awaitConnection();
        TimeUnit.NANOSECONDS.sleep(rate.take());
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

  private void send(LookupRequest request) {
    if (request.done().isDone()) {
      slots.release();
      return;
    }
    String id = "H" + nextId.incrementAndGet();
    request.begin();
    inFlight.put(id, request);
    if (!up || !socket.send(request.command(id))) {
      if (inFlight.remove(id) != null) {
        slots.release();
      }
      request.refuse(LookupRequest.unavailable(request.subject() + ": " + reason));
    } else if (request.done().isDone() && inFlight.remove(id) != null) {
      // It timed out between the check and the entry.
      slots.release();
    }
  }

  // ---- the socket

  @Override
  public void connected() {
    socket.send("S,SET PROTOCOL," + Protocol.WANTED);
    socket.send("S,SET CLIENT NAME," + settings.clientName());
  }

  @Override
  public void disconnected(String why) {
    up = false;
    everTried = true;
    reason = why;
    ready.release();
    for (var entry : inFlight.entrySet()) {
      end(entry.getKey(), r -> r.refuse(LookupRequest.unavailable("connection lost: " + why)));
    }
    for (var waiting = pending.poll(); waiting != null; waiting = pending.poll()) {
      waiting.refuse(LookupRequest.unavailable(waiting.subject() + ": " + why));
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
      if (Protocol.spoken(words[2])) {
        tagged = Protocol.tagged(words[2]);
        socket.settle();
        up = true;
        everTried = true;
        ready.release();
      } else {
        socket.reset(Protocol.refusal(words[2]));
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
    LookupRequest request = inFlight.get(id);
    if (request == null || words.length < 2) {
      return; // late rows of a request that has timed out, or noise
    }
    request.progressed();
    String next = words.length > 2 ? words[2] : "";
    if (words[1].equals("!ENDMSG!")) {
      end(id, this::finish);
    } else if (words[1].equals("E") && (tagged || request.isError(next))) {
      onError(id, next);
    } else if (!tagged || DATA_TAGS.contains(words[1])) {
      onRow(id, request, words);
    } else {
      LOG.debug("Unexpected answer to {}: {}", id, words[1]);
    }
  }

  // A failing sink of one request must not take the socket of all the others with it.
  private void onRow(String id, LookupRequest request, String[] words) {
    try {
      if (!request.row(words, tagged ? 2 : 1)) {
        end(id, r -> r.refuse(LookupRequest.unavailable("more rows than asked for")));
      }
    } catch (RuntimeException e) {
      LOG.warn("Rows of {} could not be handed over", request.subject(), e);
      end(id, r -> r.done().completeExceptionally(e));
    }
  }

  private void finish(LookupRequest request) {
    if (request.unusable() > 0) {
      LOG.warn("{} unusable rows in {}", request.unusable(), request.subject());
    }
    try {
      request.finish(feedTime.get());
    } catch (RuntimeException e) {
      LOG.warn("Rows of {} could not be handed over", request.subject(), e);
      request.done().completeExceptionally(e);
    }
  }

  private void onError(String id, String text) {
    LookupRequest request = inFlight.get(id);
    if (text.startsWith(LookupRequest.TOO_MANY) && request != null && request.repeatable()) {
      end(id, this::sendAgainLater);
    } else {
      end(id, r -> r.refuse(text));
    }
  }

  // Its deadline goes on; jitter keeps the refused ones from coming back together.
  private void sendAgainLater(LookupRequest request) {
    long millis = RETRY_MILLIS + random.nextInt(500);
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (!request.done().isDone() && !pending.offer(request)) {
                request.refuse(LookupRequest.unavailable("too many requests are waiting"));
              }
            });
  }

  private void end(String id, Consumer<LookupRequest> how) {
    LookupRequest request = inFlight.remove(id);
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
