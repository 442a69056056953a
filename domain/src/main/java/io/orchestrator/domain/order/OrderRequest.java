package io.orchestrator.domain.order;

import io.orchestrator.domain.market.Symbol;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody wants the desk to do.
 *
 * @param quantity whole shares, at least 1
 * @param limitPrice USD; present exactly for {@link OrderType#LIMIT}
 * @param correlationId the workflow or request behind it
 * @param requestedBy the subject, or {@code workflow:<id>}
 */
public record OrderRequest(
    ClientOrderId clientOrderId,
    Symbol symbol,
    Side side,
    long quantity,
    OrderType type,
    Optional<BigDecimal> limitPrice,
    TimeInForce timeInForce,
    String correlationId,
    String requestedBy) {
  public OrderRequest {
    Objects.requireNonNull(clientOrderId, "clientOrderId");
    Objects.requireNonNull(symbol, "symbol");
    Objects.requireNonNull(side, "side");
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity must be at least 1, was " + quantity);
    }
    if ((type == OrderType.LIMIT) != limitPrice.isPresent()) {
      throw new IllegalArgumentException("a limit price belongs to LIMIT orders, and only there");
    }
    limitPrice.ifPresent(
        p -> {
          if (p.signum() <= 0) {
            throw new IllegalArgumentException("limit price must be positive, was " + p);
          }
        });
  }
}
