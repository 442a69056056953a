package io.orchestrator.domain.risk.measure;

import java.util.Arrays;
import java.util.Locale;

/** Ways to Value at Risk and expected shortfall. */
public enum RiskMethod {
  /** Every past day equally likely. */
  HISTORICAL,
  /** Past days weighted by age (Boudoukh, Richardson, Whitelaw 1998). */
  WEIGHTED_HISTORICAL,
  /** Past days scaled to today's GARCH volatility (Barone-Adesi, Giannopoulos, Vosper 1999). */
  FILTERED_HISTORICAL,
  /** Normal distribution with the sample's mean and deviation. */
  PARAMETRIC,
  /** Normal quantile corrected by skewness and kurtosis, inside its domain only. */
  CORNISH_FISHER,
  /** Simulated paths. */
  MONTE_CARLO;

  /** As in configuration: {@code filtered-historical}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException naming all keys
   */
  public static RiskMethod of(String key) {
    return Arrays.stream(values())
        .filter(m -> m.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + key
                        + "' is no risk method; use one of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(RiskMethod::key).toList())));
  }
}
