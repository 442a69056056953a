package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Round trips by {@code reqCurrentTime}; the answers carry no id and come in order. */
final class Probes {
  private static final int MAX_WAITING = 100;

  private final Outbox outbox;
  private final ArrayDeque<CompletableFuture<Long>> waiting = new ArrayDeque<>();

  Probes(Outbox outbox) {
    this.outbox = outbox;
  }

  /** What came of a round trip. */
  record Trip(Optional<Duration> latency, String failure) {}

  Trip roundTrip(Duration timeout) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    long started = System.nanoTime();
    Optional<String> failure = ask(answer);
    if (failure.isPresent()) {
      return new Trip(Optional.empty(), failure.get());
    }
    try {
      long answered = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Trip(Optional.of(Duration.ofNanos(answered - started)), "");
    } catch (TimeoutException e) {
      return new Trip(Optional.empty(), "no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new Trip(Optional.empty(), e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Trip(Optional.empty(), "interrupted");
    }
  }

  /** Asks without waiting. */
  Optional<String> ask(CompletableFuture<Long> answer) {
    synchronized (waiting) {
      if (waiting.size() >= MAX_WAITING) {
        return Optional.of(MAX_WAITING + " round trips are unanswered");
      }
      waiting.addLast(answer);
    }
    MessageTable table = ClientMessages.REQ_CURRENT_TIME;
    Outbox.Result result = outbox.request(Pacer.Lane.REQUEST, table, table.message());
    if (result.written()) {
      return Optional.empty();
    }
    synchronized (waiting) {
      waiting.remove(answer);
    }
    return Optional.of(result.reason());
  }

  void answered() {
    CompletableFuture<Long> oldest;
    synchronized (waiting) {
      oldest = waiting.pollFirst();
    }
    if (oldest != null) {
      oldest.complete(System.nanoTime());
    }
  }

  void sessionLost(String detail) {
    ArrayDeque<CompletableFuture<Long>> all;
    synchronized (waiting) {
      all = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    all.forEach(w -> w.completeExceptionally(new IllegalStateException(detail)));
  }
}
