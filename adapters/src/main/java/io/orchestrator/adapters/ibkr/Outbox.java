package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one place where bytes are written. Under its lock an order's halt epoch and the session's
 * state are looked at and the frame is written, so that nothing can come between.
 */
final class Outbox {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Pacer pacer;
  private final Duration patience;
  private volatile Connection connection;
  private volatile SessionState phase = SessionState.DISCONNECTED;
  private volatile boolean upstreamDown;
  private volatile boolean syncing;
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
      phase = SessionState.DISCONNECTED;
    } finally {
      lock.unlock();
    }
  }

  void upstreamDown(boolean down) {
    lock.lock();
    try {
      upstreamDown = down;
    } finally {
      lock.unlock();
    }
  }

  void syncing(boolean running) {
    syncing = running;
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

  Result order(byte[] payload, boolean exit, long epoch) {
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
      return write(payload);
    } finally {
      lock.unlock();
    }
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
      return write(payload);
    } finally {
      lock.unlock();
    }
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
