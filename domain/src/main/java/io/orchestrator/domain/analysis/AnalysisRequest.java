package io.orchestrator.domain.analysis;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.util.List;
import java.util.Map;

/**
 * One batch for all engines.
 *
 * @param bars per symbol, oldest first, of equal timeframe; not necessarily equal length
 * @param seed of every random choice (surrogates, training)
 * @param parameters of the engine; unknown keys are refused
 */
public record AnalysisRequest(
    Map<Symbol, List<Bar>> bars, Timeframe timeframe, long seed, Map<String, Object> parameters) {}
