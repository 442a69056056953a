package io.orchestrator.domain.risk;

import java.time.Instant;
import java.util.Optional;

/**
 * Limits that were or are in force, and who wanted them why.
 *
 * @param restored the earlier version that this one repeats
 * @param approvedBy the second person, where one had to agree
 */
public record LimitVersion(
    LimitSet limits,
    String reason,
    String by,
    Optional<Long> restored,
    Optional<String> approvedBy,
    Instant at) {}
