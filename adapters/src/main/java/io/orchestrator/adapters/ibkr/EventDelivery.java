package io.orchestrator.adapters.ibkr;

import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to the listener on one thread, in order. A listener that throws loses that event's
 * effect on itself, nothing else. A full queue holds the socket's reader back.
 */
final class EventDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

  private final BlockingQueue<BrokerEvent> queue;
  private final Duration senderPatience;
  private volatile Consumer<BrokerEvent> listener = event -> {};
  private volatile boolean closed;
  private Thread thread;

  EventDelivery(int capacity, Duration senderPatience) {
    this.queue = new LinkedBlockingQueue<>(capacity);
    this.senderPatience = senderPatience;
  }

  void start() {
    thread = Thread.ofVirtual().name("ibkr-events").start(this::run);
  }

  void listener(Consumer<BrokerEvent> next) {
    listener = next;
  }

  /** From the reader of the socket: waits for room, so that the socket is read no faster. */
  void post(BrokerEvent event) throws InterruptedException {
    while (!closed && !queue.offer(event, senderPatience.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("the listener does not take its events; the socket is not read meanwhile");
    }
  }

  /** From a caller who may not be held for ever: an order's outcome is also its return value. */
  void postSoon(BrokerEvent event) {
    try {
      if (!queue.offer(event, senderPatience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error("event queue is full, the listener does not take its events: lost {}", event);
      }
    } catch (InterruptedException e) {
      if (!queue.offer(event)) {
        LOG.error("event queue is full: lost {}", event);
      }
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        BrokerEvent event = queue.take();
        deliver(event);
      } catch (InterruptedException e) {
        // Only close() interrupts; the loop's condition ends it then.
        LOG.debug("event delivery was woken");
      }
    }
  }

  private void deliver(BrokerEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      LOG.error("the listener of broker events failed on {}", event, e);
    }
  }

  void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
