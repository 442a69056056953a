package io.orchestrator.adapters.ibkr;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The broker's data farms, each by the name behind the colon. Their coming and going is
 * information: it never ends a session. Only history waits while its farm is down. Thread-safe.
 */
final class Farms {
  private static final int MAX_NAMES = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Integer> codes = new TreeMap<>();
  private boolean historyDown;

  static boolean speaks(int code) {
    return switch (code) {
      case 2103, 2104, 2105, 2106, 2107, 2108, 2119, 2157, 2158 -> true;
      default -> false;
    };
  }

  void heard(int code, String text) {
    lock.lock();
    try {
      String name = text.substring(text.lastIndexOf(':') + 1).strip();
      if (codes.containsKey(name) || codes.size() < MAX_NAMES) {
        codes.put(name, code);
      }
      if (code == 2105) {
        historyDown = true;
      } else if (code == 2106 || code == 2107) {
        historyDown = false;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A new session tells all farms anew. */
  void clear() {
    lock.lock();
    try {
      codes.clear();
      historyDown = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Last code of each farm. */
  Map<String, Integer> states() {
    lock.lock();
    try {
      return Map.copyOf(codes);
    } finally {
      lock.unlock();
    }
  }

  /** False: the farm of history was still down at the end of {@code nanos}. */
  boolean awaitHistory(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (historyDown && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !historyDown;
    } finally {
      lock.unlock();
    }
  }
}
