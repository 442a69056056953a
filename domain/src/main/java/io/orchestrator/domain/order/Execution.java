package io.orchestrator.domain.order;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One fill, applied once by its {@code execId}.
 *
 * @param quantity shares, positive
 * @param price USD a share
 */
public record Execution(
    String execId,
    String clientOrderId,
    String symbol,
    Side side,
    long quantity,
    BigDecimal price,
    Instant timestamp) {

  /** An order can only have traded its own name on its own side. */
  public boolean fits(OrderRequest order) {
    return order.symbol().value().equals(symbol) && order.side() == side;
  }

  /** Of no order of ours. */
  public Execution foreign() {
    return new Execution(execId, "", symbol, side, quantity, price, timestamp);
  }
}
