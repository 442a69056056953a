package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.OrderRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts entries and messages as they happen, each in constant time. A clock that goes back keeps
 * what was counted: it errs on the side of too much. One thread.
 */
public final class OrderFlow {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Deque<Instant> messages = new ArrayDeque<>();
  private final Map<String, Integer> bySymbol = new HashMap<>();
  private final Map<String, Integer> byStrategy = new HashMap<>();
  private final Map<Print, Integer> equal = new HashMap<>();
  private double notional;

  /** What makes two orders the same mistake. */
  private record Print(
      String symbol, boolean buy, long quantity, Optional<Double> price, String strategy) {
    static Print of(OrderRequest r) {
      Optional<Double> price =
          r.limitPrice().or(() -> r.conditions().stopPrice()).map(p -> p.doubleValue());
      return new Print(r.symbol().value(), r.side().sign() > 0, r.quantity(), price, r.strategy());
    }
  }

  private record Entry(Instant at, Print print, double notional) {}

  /** An entry passed the gate. */
  public void entered(OrderRequest request, double usd, Instant now) {
    Print print = Print.of(request);
    entries.addLast(new Entry(now, print, usd));
    bySymbol.merge(print.symbol(), 1, Integer::sum);
    byStrategy.merge(print.strategy(), 1, Integer::sum);
    equal.merge(print, 1, Integer::sum);
    notional += usd;
  }

  /** An order or a cancel goes to the broker. */
  public void message(Instant now) {
    messages.addLast(now);
  }

  public int entries(Instant now) {
    expire(now);
    return entries.size();
  }

  /**
   * @param executions of the order's strategy, which outlive this memory
   */
  public FlowCounts counts(OrderRequest request, int executions, Instant now) {
    expire(now);
    Print print = Print.of(request);
    return new FlowCounts(
        entries.size(),
        notional,
        bySymbol.getOrDefault(print.symbol(), 0),
        byStrategy.getOrDefault(print.strategy(), 0),
        equal.getOrDefault(print, 0),
        messages.size(),
        executions);
  }

  private void expire(Instant now) {
    Instant before = now.minus(WINDOW);
    while (!messages.isEmpty() && !messages.peekFirst().isAfter(before)) {
      messages.removeFirst();
    }
    while (!entries.isEmpty() && !entries.peekFirst().at().isAfter(before)) {
      Entry gone = entries.removeFirst();
      less(bySymbol, gone.print().symbol());
      less(byStrategy, gone.print().strategy());
      less(equal, gone.print());
      notional -= gone.notional();
    }
    // Sums of doubles drift; nothing counted is exactly nothing.
    notional = entries.isEmpty() ? 0 : notional;
  }

  private static <K> void less(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (k, n) -> n > 1 ? n - 1 : null);
  }
}
