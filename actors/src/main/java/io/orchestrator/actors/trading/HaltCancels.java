package io.orchestrator.actors.trading;

import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The cancels of a halt. The broker takes some dozens of messages a second, so a thousand of them
 * last many seconds: they are written in slices, and an exit goes between two of them.
 */
final class HaltCancels {
  /** How long an exit waits for the desk's turn at most. */
  private static final Duration SLICE = Duration.ofMillis(50);

  private final DeskEnvironment env;
  private final Runnable more;
  private final Deque<Cancel> waiting = new ArrayDeque<>();

  /**
   * @param again the socket refused it once in a session that stays
   */
  private record Cancel(OrderSlot slot, boolean again) {}

  /**
   * @param more asks for another slice, behind the commands that came meanwhile
   */
  HaltCancels(DeskEnvironment env, Runnable more) {
    this.env = env;
    this.more = more;
  }

  /** Its journal gets the wish too, by which a cancel that is not written here comes later. */
  void add(OrderSlot slot) {
    if (!slot.cancelQueued) {
      slot.cancelQueued = true;
      waiting.add(new Cancel(slot, false));
    }
  }

  /** Writes cancels for one slice of time. */
  void slice() {
    long end = env.clock().millis() + SLICE.toMillis();
    do {
      Cancel next = waiting.poll();
      if (next == null) {
        return;
      }
      write(next);
    } while (env.clock().millis() < end);
    if (!waiting.isEmpty()) {
      more.run();
    }
  }

  private void write(Cancel cancel) {
    OrderSlot slot = cancel.slot();
    int brokerOrderId = slot.brokerOrderId();
    if (!slot.open() || slot.cancelWritten || brokerOrderId == 0) {
      slot.cancelQueued = false;
      return;
    }
    slot.cancelWritten = env.gateway().cancel(brokerOrderId) == SendOutcome.WRITTEN;
    if (slot.cancelWritten || cancel.again()) {
      slot.cancelQueued = false;
    } else {
      waiting.add(new Cancel(slot, true));
    }
  }
}
