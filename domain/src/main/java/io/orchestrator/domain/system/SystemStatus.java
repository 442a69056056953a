package io.orchestrator.domain.system;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The answer to "how is it?", without the parts that only the serving node knows (its clients).
 *
 * @param activeWorkflows running loops ({@code health_monitoring}, {@code data_pipeline}, {@code
 *     risk_monitoring}) and the types of running workflows
 * @param since when the present state began
 */
public record SystemStatus(
    SystemState state,
    Duration uptime,
    List<String> activeWorkflows,
    long eventCount,
    TradingState tradingState,
    List<String> degradedReasons,
    Instant since) {}
