package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything asked and not answered yet, by request or order id, each with a deadline: a gateway
 * was seen to leave requests of any kind unanswered. Ids of requests rise for the life of the
 * program. Thread-safe.
 */
final class Questions {
  private final int capacity;
  private final int firstId;
  private final AtomicInteger lastId;
  private final Map<Integer, Open> open = new HashMap<>();

  private record Open(
      String what, CompletableFuture<?> answer, Gathering gathering, long deadlineNanos) {}

  /** Takes a message that belongs to the question; true: the answer is complete. */
  @FunctionalInterface
  interface Gathering {
    boolean take(Message m) throws WireException;
  }

  Questions(int capacity, int firstId) {
    this.capacity = capacity;
    this.firstId = firstId;
    this.lastId = new AtomicInteger(firstId);
  }

  /** Above every id given before; after two thousand million it begins anew. */
  int nextId() {
    return lastId.updateAndGet(id -> id == Integer.MAX_VALUE ? firstId : id + 1);
  }

  /** False: too many are open, or this id is; the answer has failed then. */
  boolean open(
      int id, String what, CompletableFuture<?> answer, Gathering gathering, Duration timeout) {
    synchronized (open) {
      if (open.size() < capacity && !open.containsKey(id)) {
        long deadline = System.nanoTime() + timeout.toNanos();
        open.put(id, new Open(what, answer, gathering, deadline));
        return true;
      }
    }
    answer.completeExceptionally(
        new IllegalStateException(
            what + " refused: " + capacity + " requests are open or its id is in use"));
    return false;
  }

  boolean isOpen(int id) {
    synchronized (open) {
      return open.containsKey(id);
    }
  }

  /** A message with this id came. False: nobody asked. */
  boolean heard(int id, Message m) {
    Open question;
    synchronized (open) {
      question = open.get(id);
    }
    if (question == null) {
      return false;
    }
    try {
      if (question.gathering().take(m)) {
        close(id);
      }
    } catch (WireException | IllegalArgumentException e) {
      failed(id, e.getMessage());
    }
    return true;
  }

  /** The gateway refused it. False: nobody asked. */
  boolean failed(int id, String text) {
    Optional<Open> question = close(id);
    question.ifPresent(
        q -> q.answer().completeExceptionally(new IllegalStateException(q.what() + ": " + text)));
    return question.isPresent();
  }

  private Optional<Open> close(int id) {
    synchronized (open) {
      return Optional.ofNullable(open.remove(id));
    }
  }

  /** Fails those whose time is over. */
  void expire() {
    long now = System.nanoTime();
    List<Open> late = new ArrayList<>();
    synchronized (open) {
      open.values()
          .removeIf(
              q -> {
                boolean over = q.deadlineNanos() - now <= 0;
                if (over) {
                  late.add(q);
                }
                return over;
              });
    }
    late.forEach(
        q -> q.answer().completeExceptionally(new TimeoutException(q.what() + ": no answer")));
  }

  void sessionLost(String detail) {
    List<Open> all;
    synchronized (open) {
      all = List.copyOf(open.values());
      open.clear();
    }
    all.forEach(
        q ->
            q.answer()
                .completeExceptionally(
                    new IllegalStateException(q.what() + ": session lost: " + detail)));
  }
}
