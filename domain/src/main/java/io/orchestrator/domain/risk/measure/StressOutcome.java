package io.orchestrator.domain.risk.measure;

import java.util.List;

/**
 * Result of today's positions under a scenario, USD; losses are negative.
 *
 * @param kind {@code historic} or {@code shock}
 * @param description days or shocks of the scenario
 * @param proxied symbols without prices of that time, moved by beta times the benchmark
 * @param shareOfValue result over the account value
 */
public record StressOutcome(
    String name,
    String kind,
    String description,
    double pnl,
    double shareOfValue,
    List<String> proxied) {}
