package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way to the one subscriber. When it asks for nothing and the buffer is full,
 * {@link #put} blocks, and with it the socket's reader. Without a subscriber events are dropped:
 * whoever subscribes is first told the present state. Thread-safe.
 */
final class FeedEventQueue implements Flow.Publisher<List<FeedEvent>>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeedEventQueue.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<FeedEvent> buffer = new ArrayDeque<>();
  private final int capacity;
  private final int batchMax;
  private final Supplier<List<FeedEvent>> presentState;
  private Reader reader;
  private boolean closed;

  /**
   * @param presentState what a new subscriber is told first; called without locks held
   */
  FeedEventQueue(int capacity, int batchMax, Supplier<List<FeedEvent>> presentState) {
    this.capacity = capacity;
    this.batchMax = batchMax;
    this.presentState = presentState;
  }

  /** Adds in order; waits while the subscriber is behind. */
  void put(List<? extends FeedEvent> events) {
    lock.lock();
    try {
      while (!closed && reader != null && buffer.size() >= capacity) {
        changed.await();
      }
      if (!closed && reader != null) {
        buffer.addAll(events);
        changed.signalAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Adds without waiting; for the few events that a caller, not the feed, gives rise to. */
  void putNow(FeedEvent event) {
    lock.lock();
    try {
      if (!closed && reader != null && buffer.size() < 2 * capacity) {
        buffer.add(event);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the subscriber is so far behind that the feed is not being read. */
  boolean full() {
    lock.lock();
    try {
      return reader != null && buffer.size() >= capacity;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void subscribe(Flow.Subscriber<? super List<FeedEvent>> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    var fresh = new Reader(subscriber);
    Reader old;
    lock.lock();
    try {
      old = reader;
      reader = fresh;
      fresh.refused = closed;
      // Older events would overtake the state that the new one is told first.
      buffer.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (old != null) {
      old.end();
    }
    Thread.ofVirtual().name("iqfeed-events").start(fresh::deliver);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One subscription; its thread alone calls the subscriber. */
  private final class Reader implements Flow.Subscription {
    private final Flow.Subscriber<? super List<FeedEvent>> subscriber;
    private long demand;
    private boolean ended;
    private boolean cancelled;
    private boolean refused;
    private Throwable fault;

    Reader(Flow.Subscriber<? super List<FeedEvent>> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
      lock.lock();
      try {
        if (count <= 0) {
          fault = new IllegalArgumentException("demand must be positive, was " + count);
        } else {
          demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        cancelled = true;
        leave();
      } finally {
        lock.unlock();
      }
    }

    /** Another subscriber took over. */
    void end() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void leave() {
      if (reader == this) {
        reader = null;
        buffer.clear();
      }
      changed.signalAll();
    }

    void deliver() {
      try {
        subscriber.onSubscribe(this);
        if (!refused) {
          begin();
        }
        for (List<FeedEvent> batch = next(); batch != null; batch = next()) {
          subscriber.onNext(batch);
        }
        finish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancel();
      } catch (RuntimeException e) {
        LOG.warn("The subscriber of feed events failed and is cancelled", e);
        cancel();
      }
    }

    // In front of what has arrived since the subscription, so that the latest word is the last.
    private void begin() {
      List<FeedEvent> state = presentState.get();
      lock.lock();
      try {
        if (reader == this) {
          state.reversed().forEach(buffer::addFirst);
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    private List<FeedEvent> next() throws InterruptedException {
      lock.lock();
      try {
        while (!over() && (demand == 0 || buffer.isEmpty())) {
          changed.await();
        }
        if (over()) {
          return null;
        }
        var batch = new ArrayList<FeedEvent>(Math.min(batchMax, buffer.size()));
        while (batch.size() < batchMax && !buffer.isEmpty()) {
          batch.add(buffer.poll());
        }
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        changed.signalAll();
        return batch;
      } finally {
        lock.unlock();
      }
    }

    private boolean over() {
      return ended || cancelled || closed || fault != null;
    }

    private void finish() {
      Throwable reason;
      boolean silent;
      lock.lock();
      try {
        reason = fault;
        silent = cancelled;
        leave();
      } finally {
        lock.unlock();
      }
      if (reason != null) {
        subscriber.onError(reason);
      } else if (!silent) {
        subscriber.onComplete();
      }
    }
  }
}
