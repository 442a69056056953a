package io.orchestrator.domain.risk;

import java.time.Instant;

/**
 * @param since when this state began
 * @param cause empty when closed
 */
public record Breaker(BreakerName name, BreakerState state, Instant since, String cause) {}
