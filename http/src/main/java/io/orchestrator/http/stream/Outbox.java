package io.orchestrator.http.stream;

import akka.Done;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What waits for one client. Messages queue up to a bound; of a state only the latest waits, after
 * all messages. Events leave half of the room to answers, so that a replay cannot crowd them out.
 * Thread-safe; one reader.
 */
final class Outbox {
  /** A burst costs the client's stream one step, and the socket few writes. */
  private static final int TAKEN_AT_ONCE = 32;

  private final int maxMessages;
  private final long maxChars;

  private final Queue<String> messages = new ArrayDeque<>();
  private final Map<String, String> states = new LinkedHashMap<>();
  private long chars;
  private final CompletableFuture<Done> cut = new CompletableFuture<>();
  private boolean closing;
  private Optional<CompletableFuture<Optional<List<String>>>> reader = Optional.empty();
  private Optional<CompletableFuture<Boolean>> roomAsked = Optional.empty();

  Outbox(int maxMessages, long maxChars) {
    this.maxMessages = maxMessages;
    this.maxChars = maxChars;
  }

  /** False when it is full; then nothing was taken. True, to no effect, after closing. */
  boolean offer(String message) {
    Runnable handOver;
    synchronized (this) {
      if (closing) {
        return true;
      }
      if (reader.isEmpty()
          && (messages.size() >= maxMessages || chars + message.length() > maxChars)) {
        return false;
      }
      add(message);
      handOver = forReader();
    }
    handOver.run();
    return true;
  }

  /** Takes as many as leave half of the room, and says how many; all, to no effect, if closed. */
  int offerEvents(List<String> events) {
    int taken = 0;
    Runnable handOver;
    synchronized (this) {
      if (closing) {
        return events.size();
      }
      while (taken < events.size() && hasRoom()) {
        add(events.get(taken));
        taken++;
      }
      handOver = forReader();
    }
    handOver.run();
    return taken;
  }

  /** True as soon as an event fits, false after closing. One asker at a time. */
  synchronized CompletionStage<Boolean> room() {
    if (closing) {
      return CompletableFuture.completedFuture(false);
    }
    if (hasRoom()) {
      return CompletableFuture.completedFuture(true);
    }
    var asked = new CompletableFuture<Boolean>();
    roomAsked = Optional.of(asked);
    return asked;
  }

  /** Replaces what waits under the topic. */
  void state(String topic, String message) {
    Runnable handOver;
    synchronized (this) {
      if (closing) {
        return;
      }
      states.put(topic, message);
      handOver = forReader();
    }
    handOver.run();
  }

  synchronized void forget(String topic) {
    states.remove(topic);
  }

  /** The last message; what still waits is dropped, it is too late for it. */
  void close(String last) {
    Optional<CompletableFuture<Optional<List<String>>>> waiting;
    Optional<CompletableFuture<Boolean>> asked;
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      messages.clear();
      states.clear();
      waiting = reader;
      reader = Optional.empty();
      asked = roomAsked;
      roomAsked = Optional.empty();
      if (waiting.isEmpty() && !last.isEmpty()) {
        messages.add(last);
      }
    }
    waiting.ifPresent(
        w -> w.complete(last.isEmpty() ? Optional.empty() : Optional.of(List.of(last))));
    asked.ifPresent(a -> a.complete(false));
  }

  /** Nothing more leaves, also not what was taken and has not gone yet. */
  void cut() {
    cut.complete(Done.getInstance());
  }

  /** Completes when the reader must stop. */
  CompletionStage<Done> untilCut() {
    return cut;
  }

  /** The next messages, or one state; empty: no more will come. */
  CompletionStage<Optional<List<String>>> next() {
    Optional<CompletableFuture<Boolean>> asked = Optional.empty();
    CompletableFuture<Optional<List<String>>> result = new CompletableFuture<>();
    synchronized (this) {
      Optional<List<String>> message = poll();
      if (message.isEmpty() && !closing) {
        reader = Optional.of(result);
      } else {
        result.complete(message);
      }
      if (roomAsked.isPresent() && hasRoom()) {
        asked = roomAsked;
        roomAsked = Optional.empty();
      }
    }
    asked.ifPresent(a -> a.complete(true));
    return result;
  }

  private Optional<List<String>> poll() {
    List<String> several = new ArrayList<>();
    while (several.size() < TAKEN_AT_ONCE && !messages.isEmpty()) {
      String message = messages.poll();
      chars -= Math.min(chars, message.length());
      several.add(message);
    }
    if (!several.isEmpty()) {
      return Optional.of(several);
    }
    Iterator<String> latest = states.values().iterator();
    if (!latest.hasNext()) {
      return Optional.empty();
    }
    String state = latest.next();
    latest.remove();
    return Optional.of(List.of(state));
  }

  private boolean hasRoom() {
    return messages.size() < maxMessages / 2 && chars < maxChars / 2;
  }

  private void add(String message) {
    messages.add(message);
    chars += message.length();
  }

  /** To be run outside the lock: gives to a reader that waits what has come. */
  private Runnable forReader() {
    if (reader.isEmpty()) {
      return () -> {};
    }
    Optional<List<String>> come = poll();
    if (come.isEmpty()) {
      return () -> {};
    }
    var waiting = reader.get();
    reader = Optional.empty();
    return () -> waiting.complete(come);
  }
}
