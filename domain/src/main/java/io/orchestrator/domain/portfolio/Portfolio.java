package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * The account in USD as of one instant.
 *
 * @param netLiquidation cash plus the value of the positions
 * @param dayPnl change of net liquidation since the last close
 * @param reconciled false: broker's and own books were not yet found equal; entries wait
 */
public record Portfolio(
    String account,
    BigDecimal cash,
    BigDecimal netLiquidation,
    BigDecimal buyingPower,
    BigDecimal dayPnl,
    List<Position> positions,
    boolean reconciled,
    Instant asOf) {}
