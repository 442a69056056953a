package io.orchestrator.adapters.simulator.exchange;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One fill.
 *
 * @param cumulative shares of the order filled so far, this fill included
 * @param averagePrice over {@code cumulative}
 * @param realized profit of the closed part after commission; null when it only opened
 */
public record BrokerExecution(
    String execId,
    long permId,
    OrderTerms terms,
    long quantity,
    BigDecimal price,
    long cumulative,
    BigDecimal averagePrice,
    BigDecimal commission,
    BigDecimal realized,
    Instant at) {}
