package io.orchestrator.domain.analysis;

import java.util.Map;

/**
 * What the engines together say of one symbol's next bar.
 *
 * @param direction +1 up, −1 down, 0 abstention (the reason is in the explanation)
 * @param strength 0 to 1: distance of the pooled probability from one half, doubled
 * @param confidence 0 to 1
 * @param explanation JSON-like: each engine's opinion and weight, agreement, reason of abstention
 */
public record Signal(
    String symbol,
    int direction,
    double strength,
    double confidence,
    Map<String, Object> explanation) {
  public Signal {
    if (direction < -1 || direction > 1) {
      throw new IllegalArgumentException("direction must be -1, 0 or 1: " + direction);
    }
    if (!(strength >= 0 && strength <= 1) || !(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "strength and confidence must be 0..1: " + strength + ", " + confidence);
    }
  }
}
