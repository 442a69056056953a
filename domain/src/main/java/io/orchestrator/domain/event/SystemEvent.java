package io.orchestrator.domain.event;

import java.time.Instant;
import java.util.Map;

/**
 * One entry of the system's event history.
 *
 * @param seq 1, 2, 3, … without gap or duplicate; the same on every node
 * @param timestamp wall time, UTC
 */
public record SystemEvent(
    long seq,
    Instant timestamp,
    String eventType,
    String source,
    Severity severity,
    Map<String, Object> data,
    String correlationId) {}
