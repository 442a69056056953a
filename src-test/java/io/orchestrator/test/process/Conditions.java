package io.orchestrator.test.process;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for what another process does: a condition with a deadline, never a fixed time. */
public final class Conditions {
  private Conditions() {}

  /** Polls until the supplier gives a value; fails with {@code what} when the limit is over. */
  public static <T> T await(String what, Duration limit, Supplier<T> supplier) {
    Instant deadline = Instant.now().plus(limit);
    Throwable last = null;
    while (Instant.now().isBefore(deadline)) {
      try {
        T value = supplier.get();
        if (value != null && !Boolean.FALSE.equals(value)) {
          return value;
        }
      } catch (RuntimeException e) {
        last = e;
      }
      pause();
    }
    throw new AssertionError("not within " + limit + ": " + what, last);
  }

  static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }
}
