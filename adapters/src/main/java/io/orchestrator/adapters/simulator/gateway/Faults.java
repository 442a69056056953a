package io.orchestrator.adapters.simulator.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What can be made to go wrong, at run time. "Next" faults happen once and are then used up; the
 * others last until {@link #clear()}.
 */
public final class Faults {
  /** When the connection breaks around a received order. */
  public enum Drop {
    /** The order is lost with the connection. */
    BEFORE_BOOKING,
    /** The order is live, nobody was told. */
    AFTER_BOOKING
  }

  record Reject(int code, String text) {}

  private static final long NEVER = -1;

  private final AtomicLong bytesUntilCut = new AtomicLong(NEVER);
  private final AtomicReference<Reject> nextReject = new AtomicReference<>();
  private final AtomicReference<Drop> nextDrop = new AtomicReference<>();
  private final AtomicReference<Boolean> halfFrame = new AtomicReference<>(false);
  private final AtomicReference<Boolean> loseAcknowledgement = new AtomicReference<>(false);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition thawed = lock.newCondition();
  private final Runnable upstreamChange;
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean frozen;
  private volatile boolean duplicateStatus;
  private volatile boolean omitStatus;
  private volatile boolean omitExecutionsEnd;
  private volatile boolean clientIdInUse;
  private volatile int nextValidIdBack;
  private volatile int upstreamCode;
  private volatile boolean refuseConnections;
  private volatile boolean strangeIds;
  private volatile boolean withholdFills;
  private volatile boolean staleStates;
  private volatile boolean omitFlatPositions;
  private final AtomicReference<Boolean> twin = new AtomicReference<>(false);

  Faults(Runnable upstreamChange) {
    this.upstreamChange = upstreamChange;
  }

  /** Every frame waits this long before it is written. */
  public void delay(Duration duration) {
    delay = duration;
  }

  /** After {@code bytes} more bytes to any client, that client's connection is closed. */
  public void cutAfterBytes(long bytes) {
    bytesUntilCut.set(bytes);
  }

  /** The next frame is written by half, then its connection is closed. */
  public void halfFrameNext() {
    halfFrame.set(true);
  }

  /** Connections are accepted but nothing is read or written any more, until {@link #thaw}. */
  public void freeze() {
    frozen = true;
  }

  public void thaw() {
    lock.lock();
    try {
      frozen = false;
      thawed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public void rejectNextOrder(int code, String text) {
    nextReject.set(new Reject(code, text));
  }

  /** The next order is booked and may fill, but its client is not told, unless it asks. */
  public void loseNextAcknowledgement() {
    loseAcknowledgement.set(true);
  }

  /** The connection that brings the next order is closed at once. */
  public void dropOnNextOrder(Drop moment) {
    nextDrop.set(moment);
  }

  /** Every status is said twice, as the real gateway likes to do. */
  public void duplicateStatus(boolean on) {
    duplicateStatus = on;
  }

  /** No order status at all, only executions. */
  public void omitStatus(boolean on) {
    omitStatus = on;
  }

  /** No end marker behind executions when there are none. */
  public void omitEmptyExecutionsEnd(boolean on) {
    omitExecutionsEnd = on;
  }

  /** Every client id is refused as being in use (error 326). */
  public void clientIdInUse(boolean on) {
    clientIdInUse = on;
  }

  /** The next valid id told to clients is this much too low. */
  public void nextValidIdBack(int by) {
    nextValidIdBack = by;
  }

  /** New connections are closed at once. */
  public void refuseConnections(boolean on) {
    refuseConnections = on;
  }

  /** The next order is booked twice, with one reference and two permIds. */
  public void twinNextOrder() {
    twin.set(true);
  }

  /** Orders are shown with the negative of their order id. */
  public void strangeIds(boolean on) {
    strangeIds = on;
  }

  /** Fills move positions and cash but are not told. */
  public void withholdFills(boolean on) {
    withholdFills = on;
  }

  /** Live orders are shown as PreSubmitted, whatever they are. */
  public void staleStates(boolean on) {
    staleStates = on;
  }

  /** Positions of 0 shares are left out. */
  public void omitFlatPositions(boolean on) {
    omitFlatPositions = on;
  }

  /** 1100: orders are kept in the gateway, news of orders is lost until the line is back. */
  public void upstreamLost() {
    upstream(1100);
  }

  /** 1101 (subscriptions are gone) or 1102 (kept). */
  public void upstreamRestored(boolean dataLost) {
    upstream(dataLost ? 1101 : 1102);
  }

  private void upstream(int code) {
    upstreamCode = code;
    upstreamChange.run();
  }

  /** Everything works again. Does not announce a lost upstream line as restored. */
  public void clear() {
    delay = Duration.ZERO;
    bytesUntilCut.set(NEVER);
    nextReject.set(null);
    nextDrop.set(null);
    halfFrame.set(false);
    loseAcknowledgement.set(false);
    duplicateStatus = false;
    omitStatus = false;
    omitExecutionsEnd = false;
    clientIdInUse = false;
    nextValidIdBack = 0;
    refuseConnections = false;
    strangeIds = false;
    withholdFills = false;
    staleStates = false;
    omitFlatPositions = false;
    twin.set(false);
    thaw();
  }

  void awaitThaw() throws InterruptedException {
    lock.lock();
    try {
      while (frozen) {
        thawed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void awaitDelay() throws InterruptedException {
    Duration pause = delay;
    if (pause.isPositive()) {
      Thread.sleep(pause);
    }
  }

  /** How many of {@code wanted} bytes may still be written; fewer means: then cut. */
  int allowedBytes(int wanted) {
    if (halfFrame.compareAndSet(true, false)) {
      return wanted / 2;
    }
    while (true) {
      long left = bytesUntilCut.get();
      if (left == NEVER) {
        return wanted;
      }
      long after = left > wanted ? left - wanted : NEVER;
      if (bytesUntilCut.compareAndSet(left, after)) {
        return (int) Math.min(left, wanted);
      }
    }
  }

  Optional<Reject> takeReject() {
    return Optional.ofNullable(nextReject.getAndSet(null));
  }

  Optional<Drop> takeDrop() {
    return Optional.ofNullable(nextDrop.getAndSet(null));
  }

  boolean takeLostAcknowledgement() {
    return loseAcknowledgement.compareAndSet(true, false);
  }

  boolean takeTwin() {
    return twin.compareAndSet(true, false);
  }

  boolean refusesConnections() {
    return refuseConnections;
  }

  boolean strangeIds() {
    return strangeIds;
  }

  boolean withholdsFills() {
    return withholdFills;
  }

  boolean staleStates() {
    return staleStates;
  }

  boolean omitsFlatPositions() {
    return omitFlatPositions;
  }

  boolean duplicatesStatus() {
    return duplicateStatus;
  }

  boolean omitsStatus() {
    return omitStatus;
  }

  boolean omitsEmptyExecutionsEnd() {
    return omitExecutionsEnd;
  }

  boolean refusesClientIds() {
    return clientIdInUse;
  }

  int idBack() {
    return nextValidIdBack;
  }

  int upstreamCode() {
    return upstreamCode;
  }

  boolean upstreamDown() {
    return upstreamCode == 1100;
  }
}
