package io.orchestrator.domain.risk.measure;

import java.time.Instant;
import java.util.Optional;

/**
 * One measurement in short, USD.
 *
 * @param method that led; empty without numbers
 */
public record RiskPoint(
    Instant at,
    double value,
    double dailyPnl,
    double var95,
    double var99,
    double expectedShortfall,
    double grossExposure,
    boolean highVolatility,
    Optional<RiskMethod> method,
    Optional<String> unavailable) {}
