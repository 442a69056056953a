package io.orchestrator.adapters.simulator.iqfeed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The faults of one port that its connections look at while they write and answer. Thread-safe. */
final class PortFaults {
  private boolean frozen;
  private volatile long nanosPerLine;
  private volatile String protocol = "";

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

  /**
   * @param version empty: what the client asks for
   */
  void protocol(String version) {
    protocol = version;
  }

  /** The protocol that a connection speaks from now on: 6.1 if asked for, else 6.2. */
  String protocol(String[] setProtocol) {
    String scripted = protocol;
    if (!scripted.isEmpty()) {
      return scripted;
    }
    return setProtocol.length > 2 && setProtocol[2].trim().equals("6.1") ? "6.1" : "6.2";
  }
}
