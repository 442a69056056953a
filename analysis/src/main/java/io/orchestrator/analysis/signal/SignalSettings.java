package io.orchestrator.analysis.signal;

import java.util.Map;

/**
 * When opinions become a signal.
 *
 * @param engineWeights trust per engine name, at least 0; an engine that is not named weighs 1
 * @param minEngineConfidence an opinion below it is not heard
 * @param minEngines opinions that must be heard
 * @param minAgreement 0 to 1; see {@link SignalCombiner}
 * @param minStrength least strength of a signal
 * @param minConfidence least confidence of a signal, where a run does not name its own
 */
public record SignalSettings(
    Map<String, Double> engineWeights,
    double minEngineConfidence,
    int minEngines,
    double minAgreement,
    double minStrength,
    double minConfidence) {

  public static final SignalSettings DEFAULT =
      new SignalSettings(Map.of(), 0.05, 1, 0.5, 0.02, 0.5);

  public SignalSettings {
    engineWeights = Map.copyOf(engineWeights);
    engineWeights.forEach(
        (engine, weight) ->
            require(weight >= 0 && weight <= 1_000, "weight of " + engine + " must be 0 to 1000"));
    require(minEngines >= 1, "min-engines must be at least 1");
    share("min-engine-confidence", minEngineConfidence);
    share("min-agreement", minAgreement);
    share("min-strength", minStrength);
    share("min-confidence", minConfidence);
  }

  public SignalSettings withMinConfidence(double least) {
    return new SignalSettings(
        engineWeights, minEngineConfidence, minEngines, minAgreement, minStrength, least);
  }

  double weight(String engine) {
    return engineWeights.getOrDefault(engine, 1.0);
  }

  private static void share(String name, double value) {
    require(value >= 0 && value <= 1, name + " must be 0 to 1, was " + value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
