package io.orchestrator.adapters.ibkr;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the number of messages in any sliding second under the broker's limit. A tenth of it is
 * kept for cancels, and a cancel goes before everything that waits.
 */
final class Pacer {
  /** Who goes first. */
  enum Lane {
    CANCEL,
    ORDER,
    REQUEST
  }

  private final int limit;
  private final int limitBelowCancels;
  private final long windowNanos;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Long> sent = new ArrayDeque<>();
  private final int[] waiting = new int[Lane.values().length];

  Pacer(int messagesPerWindow, Duration window) {
    this.limit = messagesPerWindow;
    this.limitBelowCancels = messagesPerWindow - Math.max(1, messagesPerWindow / 10);
    this.windowNanos = window.toNanos();
  }

  /**
   * Takes one turn.
   *
   * @return false: no turn within {@code patience}, or interrupted (the flag is kept)
   */
  boolean acquire(Lane lane, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    lock.lock();
    waiting[lane.ordinal()]++;
    try {
      while (true) {
        long now = System.nanoTime();
        forgetBefore(now - windowNanos);
        if (mayGo(lane)) {
          sent.addLast(now);
          return true;
        }
        long patient = deadline - now;
        if (patient <= 0) {
          return false;
        }
        long nextFree = sent.isEmpty() ? patient : sent.peekFirst() + windowNanos - now + 1;
        long slept = changed.awaitNanos(Math.min(patient, Math.max(1, nextFree)));
        assert slept <= patient;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting[lane.ordinal()]--;
      changed.signalAll();
      lock.unlock();
    }
  }

  private boolean mayGo(Lane lane) {
    for (int higher = 0; higher < lane.ordinal(); higher++) {
      if (waiting[higher] > 0) {
        return false;
      }
    }
    return sent.size() < (lane == Lane.CANCEL ? limit : limitBelowCancels);
  }

  private void forgetBefore(long nanos) {
    while (!sent.isEmpty() && sent.peekFirst() - nanos <= 0) {
      sent.removeFirst();
    }
  }
}
