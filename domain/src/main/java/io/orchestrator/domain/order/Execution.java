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
    Instant timestamp) {}
