package io.orchestrator.actors.trading;

import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What the broker said and the desk has not yet heard. Bounded: when it is full the adapter's
 * thread waits, and with it the socket; nothing is dropped while the desk lives.
 */
final class BrokerMailbox implements Consumer<BrokerEvent> {
  /** Events of one turn; they share one journal entry. */
  private static final int BATCH = 500;

  private static final long CLOSED_CHECK_MS = 200;

  private final LinkedBlockingQueue<BrokerEvent> queue;
  private final Runnable signal;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private volatile boolean closed;

  BrokerMailbox(int limit, Runnable signal) {
    this.queue = new LinkedBlockingQueue<>(limit);
    this.signal = signal;
  }

  @Override
  public void accept(BrokerEvent event) {
    try {
      boolean kept = false;
      // A closed mailbox belongs to a desk that is gone; its successor asks for everything anew.
      while (!kept && !closed) {
        kept = queue.offer(event, CLOSED_CHECK_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      // The adapter is closing its session; it reports the loss to whoever listens next.
      Thread.currentThread().interrupt();
    }
    wake();
  }

  private void wake() {
    if (!closed && signalled.compareAndSet(false, true)) {
      signal.run();
    }
  }

  void drain(Consumer<BrokerEvent> handler) {
    signalled.set(false);
    for (int i = 0; i < BATCH; i++) {
      BrokerEvent event = queue.poll();
      if (event == null) {
        return;
      }
      handler.accept(event);
    }
    wake();
  }

  void close() {
    closed = true;
    queue.clear();
  }
}
