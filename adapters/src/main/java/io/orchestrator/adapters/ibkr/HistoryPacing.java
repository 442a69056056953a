package io.orchestrator.adapters.ibkr;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The broker's rules for bars of 30 seconds and less: no identical request within 15 s, fewer than
 * six of one contract within 2 s, at most sixty in ten minutes. One request is weighed against all
 * three; longer bars are free. Not thread-safe; time is what the caller says, in nanoseconds.
 */
final class HistoryPacing {
  static final Duration SMALL = Duration.ofSeconds(30);

  private static final long IDENTICAL = Duration.ofSeconds(15).toNanos();
  private static final long SAME_CONTRACT = Duration.ofSeconds(2).toNanos();
  private static final int MAX_SAME_CONTRACT = 5;
  private static final long ALL = Duration.ofMinutes(10).toNanos();
  private static final int MAX_ALL = 60;

  private final ArrayDeque<Long> all = new ArrayDeque<>();
  private final Map<String, ArrayDeque<Long>> byContract = new HashMap<>();
  private final Map<String, Long> identical = new HashMap<>();

  /** How long to wait from {@code now}; 0: it may go. */
  long waitNanos(String contract, String request, long now) {
    forget(now);
    long wait = 0;
    Long last = identical.get(request);
    if (last != null) {
      wait = Math.max(wait, last + IDENTICAL - now);
    }
    ArrayDeque<Long> ofContract = byContract.get(contract);
    if (ofContract != null && ofContract.size() >= MAX_SAME_CONTRACT) {
      wait = Math.max(wait, ofContract.peekFirst() + SAME_CONTRACT - now);
    }
    if (all.size() >= MAX_ALL) {
      wait = Math.max(wait, all.peekFirst() + ALL - now);
    }
    return wait;
  }

  void sent(String contract, String request, long now) {
    forget(now);
    all.addLast(now);
    byContract.computeIfAbsent(contract, c -> new ArrayDeque<>()).addLast(now);
    identical.put(request, now);
  }

  /** Only what a rule still looks at is kept, so that the maps stay as small as the rules. */
  private void forget(long now) {
    drop(all, now - ALL);
    byContract
        .values()
        .removeIf(
            times -> {
              drop(times, now - SAME_CONTRACT);
              return times.isEmpty();
            });
    identical.values().removeIf(at -> at - (now - IDENTICAL) <= 0);
  }

  private static void drop(ArrayDeque<Long> times, long before) {
    while (!times.isEmpty() && times.peekFirst() - before <= 0) {
      times.removeFirst();
    }
  }
}
