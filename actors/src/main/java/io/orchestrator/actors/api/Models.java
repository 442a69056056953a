package io.orchestrator.actors.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The learned models that are kept. */
public interface Models {
  /**
   * Every line of models (engine and timeframe), as JSON-like values: {@code engine}, {@code
   * timeframe}, {@code champion} (version, since, reason; null if none is in charge) and {@code
   * versions}, newest first, each a model card with {@code role} ({@code champion} or {@code
   * challenger}) and {@code drift} (null if it was never asked).
   */
  CompletionStage<List<Map<String, Object>>> lines();
}
