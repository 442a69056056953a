package io.orchestrator.domain.risk.measure;

import java.time.LocalDate;

/**
 * A past day that the leading 95 % Value at Risk rests on.
 *
 * @param loss of today's positions on that day as the method scales it, USD
 * @param weight share of the quantile that the day carries; all sum to 1
 */
public record DrivingScenario(LocalDate date, double loss, double weight) {}
