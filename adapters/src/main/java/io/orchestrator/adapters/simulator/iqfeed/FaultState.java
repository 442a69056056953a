package io.orchestrator.adapters.simulator.iqfeed;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The faults that connections look at while they write and answer. Thread-safe. */
final class FaultState {
  private boolean frozen;
  private volatile long nanosPerLine;
  private volatile boolean serverConnected = true;
  private volatile boolean delayed;
  private volatile int symbolLimit;
  private volatile String historyError = "";
  private final AtomicInteger historyErrorsLeft = new AtomicInteger();

  FaultState(int symbolLimit) {
    this.symbolLimit = symbolLimit;
  }

  synchronized void freeze(boolean on) {
    frozen = on;
    notifyAll();
  }

  /** Blocks while frozen, then for the time a slow line takes. */
  void beforeLine() throws InterruptedException {
    synchronized (this) {
      while (frozen) {
        wait();
      }
    }
    if (nanosPerLine > 0) {
      LockSupport.parkNanos(nanosPerLine);
    }
  }

  void slow(Duration perLine) {
    nanosPerLine = perLine.toNanos();
  }

  boolean serverConnected() {
    return serverConnected;
  }

  void serverConnected(boolean connected) {
    serverConnected = connected;
  }

  boolean delayed() {
    return delayed;
  }

  void delayed(boolean on) {
    delayed = on;
  }

  int symbolLimit() {
    return symbolLimit;
  }

  void symbolLimit(int symbols) {
    symbolLimit = symbols;
  }

  void failHistory(int requests, String errorText) {
    historyError = errorText;
    historyErrorsLeft.set(requests);
  }

  /** The scripted error of this request, or null. */
  String nextHistoryError() {
    int left = historyErrorsLeft.getAndUpdate(n -> Math.max(0, n - 1));
    return left > 0 ? historyError : null;
  }
}
