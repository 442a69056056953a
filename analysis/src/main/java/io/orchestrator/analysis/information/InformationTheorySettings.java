package io.orchestrator.analysis.information;

import io.orchestrator.analysis.series.EngineParameters;
import java.util.Map;
import java.util.Set;

/**
 * @param minBars fewest common bars of a batch
 * @param maxBars newest common bars that are used
 * @param maxSymbols in one batch
 * @param holdOutShare last share of the window on which the procedure is scored, in (0, 0.5]
 */
public record InformationTheorySettings(
    NetworkSettings network, int minBars, int maxBars, int maxSymbols, double holdOutShare) {

  public static final InformationTheorySettings DEFAULT =
      new InformationTheorySettings(NetworkSettings.DEFAULT, 80, 1_000, 500, 0.3);

  private static final Set<String> KEYS = Set.of("max_lag", "alpha", "estimator", "max_bars");

  public InformationTheorySettings {
    if (minBars < 60 || maxBars < minBars || maxBars > 100_000) {
      throw new IllegalArgumentException("60 <= min_bars <= max_bars <= 100000 is needed");
    }
    if (maxSymbols < 1 || maxSymbols > 5_000) {
      throw new IllegalArgumentException("max_symbols must be 1 to 5000");
    }
    if (!(holdOutShare > 0 && holdOutShare <= 0.5)) {
      throw new IllegalArgumentException("hold_out_share must be in (0, 0.5]");
    }
  }

  /**
   * These settings with the ones that a request names replaced: {@code max_lag}, {@code alpha},
   * {@code estimator}, {@code max_bars}.
   *
   * @throws IllegalArgumentException unknown key or value out of range
   */
  public InformationTheorySettings with(Map<String, Object> parameters) {
    EngineParameters p = new EngineParameters(parameters, KEYS);
    NetworkSettings changed =
        new NetworkSettings(
            p.integer("max_lag", network.maxLag()),
            p.number("alpha", network.alpha()),
            p.oneOf("estimator", network.estimator()),
            network.maxColumns());
    return new InformationTheorySettings(
        changed, minBars, p.integer("max_bars", maxBars), maxSymbols, holdOutShare);
  }
}
