package io.orchestrator.domain.risk;

import java.time.Instant;
import java.util.Optional;

/**
 * @param clearedAt empty while it lasts
 */
public record Violation(
    ViolationType type,
    double value,
    double limit,
    String subject,
    Instant since,
    Optional<Instant> clearedAt) {}
