package io.orchestrator.analysis.learn;

import java.time.Duration;

/**
 * @param minBars fewest bars of a symbol to be judged
 * @param maxBars newest bars of a symbol that are used
 * @param maxSymbols in one request
 * @param minRows fewest pooled rows to train on
 * @param maxModelAge older models are trained anew
 * @param keptVersions of each model on disk
 */
public record LearningSettings(
    int minBars, int maxBars, int maxSymbols, int minRows, Duration maxModelAge, int keptVersions) {

  public static final LearningSettings DEFAULT =
      new LearningSettings(60, 1_000, 500, 200, Duration.ofHours(24), 8);

  public LearningSettings {
    if (minBars < 60 || maxBars < minBars) {
      throw new IllegalArgumentException("60 <= min-bars <= max-bars is needed");
    }
    if (maxSymbols < 1 || minRows < 50 || keptVersions < 1 || !maxModelAge.isPositive()) {
      throw new IllegalArgumentException(
          "max-symbols >= 1, min-rows >= 50, kept-versions >= 1, max-model-age > 0");
    }
  }
}
