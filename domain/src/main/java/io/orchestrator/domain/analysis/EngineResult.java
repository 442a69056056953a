package io.orchestrator.domain.analysis;

import java.util.List;
import java.util.Map;

/**
 * @param engine {@code information_theory}, {@code machine_learning} or {@code neural_network}
 * @param failures symbol to reason: a symbol that could not be judged does not spoil the batch
 * @param details JSON-like findings about the whole batch (network, model card)
 */
public record EngineResult(
    String engine,
    List<Prediction> predictions,
    Map<String, String> failures,
    Map<String, Object> details) {}
