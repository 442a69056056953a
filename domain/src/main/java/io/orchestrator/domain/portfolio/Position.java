package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;

/**
 * @param quantity shares; negative when short
 * @param averageCost USD a share
 * @param marketPrice USD; 0 when no fresh price is known
 */
public record Position(
    String symbol,
    long quantity,
    BigDecimal averageCost,
    BigDecimal marketPrice,
    BigDecimal marketValue,
    BigDecimal unrealizedPnl,
    BigDecimal realizedPnl) {}
