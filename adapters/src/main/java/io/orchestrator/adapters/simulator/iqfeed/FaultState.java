package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults of the whole feed, and those of each port. Thread-safe. */
final class FaultState {
  private final Map<FeedPort, PortFaults> ports = new EnumMap<>(FeedPort.class);
  private final Set<Symbol> unknown = ConcurrentHashMap.newKeySet();
  private final AtomicInteger historyErrorsLeft = new AtomicInteger();
  private final AtomicInteger slotsTaken = new AtomicInteger();
  private volatile boolean serverConnected = true;
  private volatile boolean delayed;
  private volatile int symbolLimit;
  private volatile String historyError = "";
  private volatile boolean historyErrorWithId = true;
  private volatile Duration clockSkew = Duration.ZERO;

  FaultState(int symbolLimit) {
    this.symbolLimit = symbolLimit;
    for (FeedPort port : FeedPort.values()) {
      ports.put(port, new PortFaults());
    }
  }

  PortFaults of(FeedPort port) {
    return ports.get(port);
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

  Duration clockSkew() {
    return clockSkew;
  }

  void clockSkew(Duration ahead) {
    clockSkew = ahead;
  }

  void unknown(Symbol symbol, boolean on) {
    if (on) {
      unknown.add(symbol);
    } else {
      unknown.remove(symbol);
    }
  }

  boolean unknown(Symbol symbol) {
    return unknown.contains(symbol);
  }

  int symbolLimit() {
    return symbolLimit;
  }

  void symbolLimit(int symbols) {
    symbolLimit = symbols;
  }

  /** One watched symbol more, of all clients together; false: the limit is reached. */
  boolean takeSlot() {
    int limit = symbolLimit;
    return slotsTaken.getAndUpdate(n -> n < limit ? n + 1 : n) < limit;
  }

  void giveSlots(int count) {
    slotsTaken.addAndGet(-count);
  }

  int slotsTaken() {
    return slotsTaken.get();
  }

  void failHistory(int requests, String errorText, boolean withId) {
    historyError = errorText;
    historyErrorWithId = withId;
    historyErrorsLeft.set(requests);
  }

  boolean historyErrorWithId() {
    return historyErrorWithId;
  }

  /** The scripted error of this request, or null. */
  String nextHistoryError() {
    int left = historyErrorsLeft.getAndUpdate(n -> Math.max(0, n - 1));
    return left > 0 ? historyError : null;
  }
}
