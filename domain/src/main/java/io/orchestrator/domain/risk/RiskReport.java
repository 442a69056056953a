package io.orchestrator.domain.risk;

import io.orchestrator.domain.system.TradingState;
import java.util.List;

/** Everything the Risk Monitor knows, at one instant. */
public record RiskReport(
    RiskMetrics metrics,
    RiskLimits limits,
    List<Violation> violations,
    List<Breaker> breakers,
    TradingState tradingState,
    long haltEpoch) {}
