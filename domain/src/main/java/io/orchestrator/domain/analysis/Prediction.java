package io.orchestrator.domain.analysis;

import java.util.Map;

/**
 * What one engine says of one symbol's next bar.
 *
 * @param probabilityUp 0 to 1; 0.5 is "no opinion"
 * @param confidence 0 to 1: how much the engine trusts it (significance, out-of-sample skill)
 * @param explanation JSON-like: drivers with lag and transfer entropy, contributions, model version
 */
public record Prediction(
    String symbol, double probabilityUp, double confidence, Map<String, Object> explanation) {
  public Prediction {
    if (!(probabilityUp >= 0 && probabilityUp <= 1) || !(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "probability and confidence must be 0..1: " + probabilityUp + ", " + confidence);
    }
  }
}
