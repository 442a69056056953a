package io.orchestrator.adapters.ibkr;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;

/** The latest frames in both directions, for a person who looks for the cause of a trouble. */
public final class FrameTrace {
  private static final int MAX_BYTES = 1024;

  private final int capacity;
  private final InstantSource clock;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private String secret = "";

  /**
   * @param text fields separated by ¦, cut after 1024 bytes, account number replaced
   */
  public record Entry(Instant at, boolean outgoing, int length, String text) {}

  FrameTrace(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  synchronized void redact(String account) {
    secret = account;
  }

  synchronized void add(boolean outgoing, byte[] payload) {
    int shown = Math.min(payload.length, MAX_BYTES);
    String text = new String(payload, 0, shown, StandardCharsets.UTF_8).replace('\0', '¦');
    if (entries.size() == capacity) {
      entries.removeFirst();
    }
    entries.addLast(new Entry(clock.instant(), outgoing, payload.length, text));
  }

  /** Oldest first. */
  public synchronized List<Entry> snapshot() {
    return entries.stream()
        .map(e -> new Entry(e.at(), e.outgoing(), e.length(), hide(e.text())))
        .toList();
  }

  private String hide(String text) {
    return secret.isEmpty() ? text : text.replace(secret, "<account>");
  }
}
