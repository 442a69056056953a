package io.orchestrator.domain.risk;

import java.util.Map;

/**
 * One measurement, as the rules of violations and breakers take it.
 *
 * @param equityKnown net liquidation and daily result can be trusted
 * @param measuresKnown VaR and volatility can be trusted
 * @param volatilityRatio short over long volatility
 * @param concentrations share of net liquidation by symbol, 0 and up
 */
public record RiskReading(
    RiskMetrics metrics,
    boolean equityKnown,
    boolean measuresKnown,
    double volatilityRatio,
    Map<String, Double> concentrations) {}
