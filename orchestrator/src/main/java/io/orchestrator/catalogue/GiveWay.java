package io.orchestrator.catalogue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * For a long computation of many small pieces on several threads: while the order path needs the
 * cores, one of them goes on and the others wait.
 */
final class GiveWay {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final BooleanSupplier coresNeeded;
  private final Duration goneAfter;
  private Thread goesOn;
  private long seenNanos;

  /**
   * @param goneAfter a thread that was not seen for so long has ended, or its piece is a large one
   */
  GiveWay(BooleanSupplier coresNeeded, Duration goneAfter) {
    this.coresNeeded = coresNeeded;
    this.goneAfter = goneAfter;
  }

  /**
   * Called between two pieces; waits as long as this thread is to give way.
   *
   * @param stop ends the wait
   */
  void betweenPieces(BooleanSupplier stop) {
    while (coresNeeded.getAsBoolean() && !stop.getAsBoolean() && !mayGoOn()) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private synchronized boolean mayGoOn() {
    long now = System.nanoTime();
    if (goesOn == null
        || goesOn == Thread.currentThread()
        || now - seenNanos > goneAfter.toNanos()) {
      goesOn = Thread.currentThread();
      seenNanos = now;
      return true;
    }
    return false;
  }
}
