package io.orchestrator.analysis.portfolio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How target weights are found. */
public enum WeightMethod {
  EQUAL_WEIGHT,
  /** Equal contributions to risk. */
  RISK_PARITY,
  MARKET_CAP_WEIGHTED,
  MINIMUM_VARIANCE,
  HIERARCHICAL_RISK_PARITY,
  /** Y. Choueifaty, Y. Coignard, "Toward maximum diversification" (2008). */
  MAXIMUM_DIVERSIFICATION,
  BLACK_LITTERMAN;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<WeightMethod> parse(String wireName) {
    return Arrays.stream(values()).filter(m -> m.wireName().equals(wireName)).findFirst();
  }
}
