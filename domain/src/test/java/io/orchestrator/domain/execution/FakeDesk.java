package io.orchestrator.domain.execution;

import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A desk and a broker that do anything that is allowed, by seed: fill, wait, deny, reject, doubt.
 */
final class FakeDesk {
  final Map<String, OrderView> orders = new LinkedHashMap<>();
  private final SplittableRandom random;
  private final String denial;

  /** Percentages of a step. */
  int fills = 30;

  int failures = 5;
  int doubts = 5;

  FakeDesk(long seed, String denial) {
    random = new SplittableRandom(seed);
    this.denial = denial;
  }

  void submit(OrderRequest request, Instant now) {
    OrderView known = orders.get(request.clientOrderId().value());
    if (known != null) {
      if (known.quantity() != request.quantity()
          || !known.limitPrice().equals(request.limitPrice())) {
        throw new IllegalStateException("one name, two contents: " + request);
      }
      return;
    }
    boolean denied = random.nextInt(100) < failures;
    put(request, denied ? OrderStatus.DENIED : OrderStatus.SENT, 0, now, denied ? denial : "");
  }

  private void put(OrderRequest r, OrderStatus status, long filled, Instant now, String detail) {
    orders.put(
        r.clientOrderId().value(),
        new OrderView(
            r.clientOrderId(),
            r.symbol().value(),
            r.side(),
            r.quantity(),
            r.type(),
            r.limitPrice(),
            r.timeInForce(),
            status,
            filled,
            filled > 0 ? r.limitPrice().orElseThrow() : BigDecimal.ZERO,
            BigDecimal.valueOf(filled).movePointLeft(2),
            1,
            1,
            now,
            now,
            r.correlationId(),
            r.requestedBy(),
            detail,
            r.conditions()));
  }

  void cancel(String id, Instant now) {
    OrderView v = orders.get(id);
    if (v != null && !v.status().terminal()) {
      // Sometimes it fills in this very moment, in whole or in part.
      long filled = v.filled() + random.nextLong(v.quantity() - v.filled() + 1);
      change(v, filled == v.quantity() ? OrderStatus.FILLED : OrderStatus.CANCELLED, filled, now);
    }
  }

  /** Time passes at the broker. */
  void step(Instant now) {
    for (OrderView v : orders.values().toArray(OrderView[]::new)) {
      if (v.status().terminal()) {
        continue;
      }
      int what = random.nextInt(100);
      if (what < fills) {
        long filled = v.filled() + 1 + random.nextLong(v.quantity() - v.filled());
        boolean all = filled == v.quantity();
        change(v, all ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED, filled, now);
      } else if (what < fills + failures && v.filled() == 0) {
        change(v, OrderStatus.REJECTED, 0, now);
      } else if (what < fills + failures + doubts) {
        change(v, OrderStatus.UNKNOWN, v.filled(), now);
      } else if (v.status() == OrderStatus.SENT || v.status() == OrderStatus.UNKNOWN) {
        change(v, OrderStatus.ACKNOWLEDGED, v.filled(), now);
      }
    }
  }

  private void change(OrderView v, OrderStatus status, long filled, Instant now) {
    orders.put(
        v.clientOrderId().value(),
        new OrderView(
            v.clientOrderId(),
            v.symbol(),
            v.side(),
            v.quantity(),
            v.type(),
            v.limitPrice(),
            v.timeInForce(),
            status,
            filled,
            filled > 0 ? v.limitPrice().orElseThrow() : BigDecimal.ZERO,
            BigDecimal.valueOf(filled).movePointLeft(2),
            1,
            1,
            v.createdAt(),
            now,
            v.correlationId(),
            v.requestedBy(),
            v.detail(),
            v.conditions()));
  }

  Optional<OrderView> find(String id) {
    return Optional.ofNullable(orders.get(id));
  }

  long filled() {
    return orders.values().stream().mapToLong(OrderView::filled).sum();
  }

  /** What may be or become ours in the worst case. */
  long exposed() {
    return orders.values().stream()
        .mapToLong(v -> v.status().terminal() ? v.filled() : v.quantity())
        .sum();
  }
}
