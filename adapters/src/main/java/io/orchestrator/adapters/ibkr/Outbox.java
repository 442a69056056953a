package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.OrderTables;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one place where bytes are written. Under its lock an order's halt epoch, the session's state
 * and the lease are looked at and the frame is written, so that nothing can come between.
 */
final class Outbox {
  static final String LEASE_LOST = "the lease of the broker session was lost";

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Pacer pacer;
  private final Duration patience;
  private volatile Connection connection;
  private volatile SessionState phase = SessionState.DISCONNECTED;
  private volatile boolean upstreamDown;
  private volatile boolean syncing;
  private volatile boolean resync;

  /** The synchronisation that runs began before the broker was last lost: it does not count. */
  private volatile boolean outdated;

  private volatile int highestOrderId;
  private volatile Optional<String> entriesHeld = Optional.empty();
  private volatile long writingSinceNanos;
  private long haltEpoch = Long.MIN_VALUE;

  /** Outcome and, unless written, why. */
  record Result(SendOutcome outcome, String reason) {
    static final Result WRITTEN = new Result(SendOutcome.WRITTEN, "");

    boolean written() {
      return outcome == SendOutcome.WRITTEN;
    }
  }

  Outbox(Pacer pacer, Duration patience) {
    this.pacer = pacer;
    this.patience = patience;
  }

  SessionState state() {
    SessionState now = phase;
    if (now != SessionState.READY) {
      return now;
    }
    if (upstreamDown) {
      return SessionState.UPSTREAM_DOWN;
    }
    if (resync) {
      return SessionState.RESYNC;
    }
    return syncing ? SessionState.SYNCING : SessionState.READY;
  }

  Connection connection() {
    return connection;
  }

  void connected(Connection next) {
    lock.lock();
    try {
      connection = next;
      upstreamDown = false;
      syncing = false;
      resync = false;
      phase = SessionState.HELLO;
    } finally {
      lock.unlock();
    }
  }

  void phase(SessionState next) {
    lock.lock();
    try {
      phase = next;
    } finally {
      lock.unlock();
    }
  }

  void disconnected() {
    lock.lock();
    try {
      connection = null;
      syncing = false;
      resync = false;
      phase = SessionState.DISCONNECTED;
    } finally {
      lock.unlock();
    }
  }

  void upstreamDown(boolean down) {
    lock.lock();
    try {
      resync = resync || (upstreamDown && !down);
      outdated = outdated || down;
      upstreamDown = down;
    } finally {
      lock.unlock();
    }
  }

  /** A synchronisation began. */
  void syncing() {
    outdated = upstreamDown;
    syncing = true;
  }

  /** It ended; only a complete one, begun since, ends a {@link SessionState#RESYNC}. */
  void synced(boolean complete) {
    syncing = false;
    resync = resync && (outdated || !complete);
  }

  /** Why entries are held back although the session is up; empty: they are not. */
  void holdEntries(Optional<String> reason) {
    entriesHeld = reason;
  }

  /** The highest order id whose bytes were handed to the socket; 0: none yet. */
  int highestOrderId() {
    return highestOrderId;
  }

  /** Returns when no older order can be written any more. */
  void raiseHaltEpoch(long epoch) {
    lock.lock();
    try {
      haltEpoch = Math.max(haltEpoch, epoch);
    } finally {
      lock.unlock();
    }
  }

  Result order(int orderId, byte[] payload, boolean exit, long epoch) {
    if (!pacer.acquire(Pacer.Lane.ORDER, patience)) {
      return new Result(SendOutcome.NOT_CONNECTED, "no turn within " + patience);
    }
    lock.lock();
    try {
      if (!exit && epoch < haltEpoch) {
        return new Result(
            SendOutcome.REFUSED_BY_EPOCH, "authorised in epoch " + epoch + ", now is " + haltEpoch);
      }
      if (!state().maySend()) {
        return new Result(SendOutcome.NOT_CONNECTED, "session is " + state());
      }
      if (!exit && entriesHeld.isPresent()) {
        return new Result(SendOutcome.NOT_CONNECTED, entriesHeld.get());
      }
      if (fenced()) {
        return new Result(SendOutcome.NOT_CONNECTED, LEASE_LOST);
      }
      // Burned from here on, even if the write fails.
      highestOrderId = Math.max(highestOrderId, orderId);
      return write(payload);
    } finally {
      lock.unlock();
    }
  }

  /** An order with the what-if mark: takes an order id, trades nothing, needs no epoch. */
  Result whatIf(int orderId, Message message) {
    byte[] payload;
    try {
      payload = OrderTables.PLACE_ORDER.encode(message);
    } catch (WireException e) {
      return new Result(SendOutcome.NOT_CONNECTED, e.getMessage());
    }
    if (!message.flag("whatIf")) {
      throw new IllegalArgumentException("not a what-if");
    }
    return order(orderId, payload, true, Long.MAX_VALUE);
  }

  /** Everything but orders, once the API is started. */
  Result request(Pacer.Lane lane, MessageTable table, Message message) {
    byte[] payload;
    try {
      payload = table.encode(message);
    } catch (WireException e) {
      return new Result(SendOutcome.NOT_CONNECTED, e.getMessage());
    }
    if (!pacer.acquire(lane, patience)) {
      return new Result(SendOutcome.NOT_CONNECTED, "no turn within " + patience);
    }
    lock.lock();
    try {
      if (!state().started()) {
        return new Result(SendOutcome.NOT_CONNECTED, "session is " + state());
      }
      if (fenced()) {
        return new Result(SendOutcome.NOT_CONNECTED, LEASE_LOST);
      }
      return write(payload);
    } finally {
      lock.unlock();
    }
  }

  /** A node that was held up may wake here long after another took over: not one byte leaves. */
  private boolean fenced() {
    Connection target = connection;
    if (target == null || target.mayWrite()) {
      return false;
    }
    target.close(LEASE_LOST);
    return true;
  }

  private Result write(byte[] payload) {
    Connection target = connection;
    writingSinceNanos = System.nanoTime();
    try {
      target.write(payload);
      return Result.WRITTEN;
    } catch (IOException e) {
      // The kernel may have taken a part or all of it.
      target.close("write failed: " + e.getMessage());
      return new Result(SendOutcome.UNCERTAIN, "write failed: " + e.getMessage());
    } finally {
      writingSinceNanos = 0;
    }
  }

  /** How long the present write has been going on; 0 when none is. */
  long writingNanos() {
    long since = writingSinceNanos;
    return since == 0 ? 0 : System.nanoTime() - since;
  }
}
