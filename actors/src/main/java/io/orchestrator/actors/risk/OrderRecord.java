package io.orchestrator.actors.risk;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the last orders ended: failed or taken, won or lost. One thread. */
final class OrderRecord {
  private static final int MAX_TRADES = 200;
  private static final int MAX_OUTCOMES = 10_000;

  private final Duration window;
  private final Map<String, BigDecimal> trades = new LinkedHashMap<>();
  private final Deque<Outcome> outcomes = new ArrayDeque<>();

  private record Outcome(Instant at, boolean failed) {}

  OrderRecord(Duration window) {
    this.window = window;
  }

  /** Fills of one order are one trade. */
  void closed(String order, BigDecimal result) {
    BigDecimal before = trades.getOrDefault(order, BigDecimal.ZERO);
    trades.put(order, before.add(result));
    if (trades.size() > MAX_TRADES) {
      trades.remove(trades.keySet().iterator().next());
    }
  }

  /** Trades in a row that lost, up to the last. */
  int losses() {
    List<BigDecimal> results = new ArrayList<>(trades.values());
    int losses = 0;
    while (losses < results.size() && results.get(results.size() - 1 - losses).signum() < 0) {
      losses++;
    }
    return losses;
  }

  /** A person looked at it, or it was probed: the streak counts from here. */
  void forgetLosses() {
    trades.clear();
  }

  void forgetFailures() {
    outcomes.clear();
  }

  void outcome(boolean failed, Instant now) {
    outcomes.addLast(new Outcome(now, failed));
    if (outcomes.size() > MAX_OUTCOMES) {
      outcomes.removeFirst();
    }
  }

  int orders(Instant now) {
    while (!outcomes.isEmpty() && !outcomes.peekFirst().at().isAfter(now.minus(window))) {
      outcomes.removeFirst();
    }
    return outcomes.size();
  }

  /** Of the orders in the window; 0 when there are none. */
  double failed(Instant now) {
    int orders = orders(now);
    return orders == 0 ? 0 : (double) outcomes.stream().filter(Outcome::failed).count() / orders;
  }
}
