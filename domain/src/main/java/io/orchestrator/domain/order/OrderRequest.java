package io.orchestrator.domain.order;

import io.orchestrator.domain.market.Symbol;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody wants the desk to do.
 *
 * @param quantity whole shares, at least 1
 * @param limitPrice USD; present exactly when {@link OrderType#needsLimitPrice()}
 * @param conditions stop price, trailing distance, OCA group, parent
 * @param correlationId the workflow or request behind it
 * @param requestedBy the subject, or {@code workflow:<id>}
 * @param strategy the algorithm whose limits it counts against; {@link #MANUAL} for an order of a
 *     person
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
    String requestedBy,
    OrderConditions conditions,
    String strategy) {
  public static final String MANUAL = "manual";

  /** Closes positions after a halt, when that is configured. */
  public static final String EMERGENCY = "emergency_close";

  private static final String WORKFLOW = "workflow";

  public OrderRequest {
    Objects.requireNonNull(clientOrderId, "clientOrderId");
    Objects.requireNonNull(symbol, "symbol");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(type, "type");
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity must be at least 1, was " + quantity);
    }
    // A journal written before there were conditions does not have them.
    conditions = conditions == null ? OrderConditions.NONE : conditions;
    conditions.check(type, limitPrice, timeInForce, clientOrderId);
    // Nor does one written before there were strategies.
    if (strategy == null || strategy.isBlank()) {
      boolean automatic = requestedBy != null && requestedBy.startsWith(WORKFLOW + ":");
      strategy = automatic ? WORKFLOW : MANUAL;
    }
  }

  /** Of no strategy by name. */
  public OrderRequest(
      ClientOrderId clientOrderId,
      Symbol symbol,
      Side side,
      long quantity,
      OrderType type,
      Optional<BigDecimal> limitPrice,
      TimeInForce timeInForce,
      String correlationId,
      String requestedBy,
      OrderConditions conditions) {
    this(
        clientOrderId,
        symbol,
        side,
        quantity,
        type,
        limitPrice,
        timeInForce,
        correlationId,
        requestedBy,
        conditions,
        "");
  }

  /** A plain market, limit or on-close order. */
  public OrderRequest(
      ClientOrderId clientOrderId,
      Symbol symbol,
      Side side,
      long quantity,
      OrderType type,
      Optional<BigDecimal> limitPrice,
      TimeInForce timeInForce,
      String correlationId,
      String requestedBy) {
    this(
        clientOrderId,
        symbol,
        side,
        quantity,
        type,
        limitPrice,
        timeInForce,
        correlationId,
        requestedBy,
        OrderConditions.NONE);
  }

  public OrderRequest with(OrderConditions changed) {
    return copy(quantity, changed, strategy);
  }

  /** The same order, as one of that strategy. */
  public OrderRequest of(String ofStrategy) {
    return copy(quantity, conditions, ofStrategy);
  }

  /** The same order over fewer shares, as the exit of a bracket that was not filled as a whole. */
  public OrderRequest withQuantity(long shares) {
    return copy(shares, conditions, strategy);
  }

  private OrderRequest copy(long shares, OrderConditions changed, String ofStrategy) {
    return new OrderRequest(
        clientOrderId,
        symbol,
        side,
        shares,
        type,
        limitPrice,
        timeInForce,
        correlationId,
        requestedBy,
        changed,
        ofStrategy);
  }
}
