package io.orchestrator.domain.execution;

import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A parent order in a list.
 *
 * @param start of the window, market time
 * @param end of the window, market time
 * @param averagePrice USD; 0 if nothing was filled
 * @param createdAt wall time
 * @param updatedAt wall time
 */
public record ExecutionSummary(
    ClientOrderId id,
    String symbol,
    Side side,
    long quantity,
    Algorithm algorithm,
    ParentStatus status,
    String reason,
    long filled,
    BigDecimal averagePrice,
    int children,
    Instant start,
    Instant end,
    Instant createdAt,
    Instant updatedAt) {

  public static ExecutionSummary of(ParentOrder parent) {
    ParentRequest request = parent.request();
    return new ExecutionSummary(
        request.id(),
        request.symbol().value(),
        request.side(),
        request.quantity(),
        request.algorithm(),
        parent.status(),
        parent.reason(),
        parent.filled(),
        parent.averagePrice(),
        parent.children().size(),
        parent.plan().start(),
        parent.plan().end(),
        parent.createdAt(),
        parent.updatedAt());
  }
}
