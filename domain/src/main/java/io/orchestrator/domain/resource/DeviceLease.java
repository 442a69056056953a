package io.orchestrator.domain.resource;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to use a device: one holder at a time. Who is more urgent goes first, among equals who
 * came first. Thread-safe. A holder gives it back itself; it must bound its own work.
 */
public final class DeviceLease {
  /** Who may go before others, the most urgent last. */
  public enum Urgency {
    ANALYSIS,
    RISK
  }

  /**
   * As it is now.
   *
   * @param holder empty: free
   * @param heldFor by the present holder; zero when free
   * @param waiting callers
   * @param taken leases given since the start
   * @param refused callers whose patience ended
   */
  public record View(
      Optional<String> holder, Duration heldFor, int waiting, long taken, long refused) {}

  /** Ends the lease when closed; closing it again does nothing. */
  public final class Held implements AutoCloseable {
    private boolean open = true;

    private Held() {}

    @Override
    public void close() {
      lock.lock();
      try {
        if (open) {
          open = false;
          holder = null;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private record Waiter(Urgency urgency, long number) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(
          Comparator.comparing(Waiter::urgency).reversed().thenComparingLong(Waiter::number));
  private String holder;
  private long sinceNanos;
  private long taken;
  private long refused;
  private long number;

  /**
   * Waits for its turn.
   *
   * @param who for people
   * @param patience at most
   * @return empty when the patience ended first
   */
  public Optional<Held> take(String who, Urgency urgency, Duration patience)
      throws InterruptedException {
    lock.lockInterruptibly();
    Waiter me = new Waiter(urgency, number++);
    waiters.add(me);
    try {
      long left = patience.toNanos();
      while (holder != null || waiters.peek() != me) {
        if (left <= 0) {
          refused++;
          return Optional.empty();
        }
        left = changed.awaitNanos(left);
      }
      holder = who;
      sinceNanos = System.nanoTime();
      taken++;
      return Optional.of(new Held());
    } finally {
      waiters.remove(me);
      changed.signalAll();
      lock.unlock();
    }
  }

  public View view() {
    lock.lock();
    try {
      Duration held =
          holder == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sinceNanos);
      return new View(Optional.ofNullable(holder), held, waiters.size(), taken, refused);
    } finally {
      lock.unlock();
    }
  }
}
