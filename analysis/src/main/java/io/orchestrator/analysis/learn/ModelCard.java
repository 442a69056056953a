package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.Drivers;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a stored model comes from and how good it was.
 *
 * @param kind of model, as {@link Learner#kind}
 * @param drivers that its driver features follow
 * @param times distinct bar times among the rows
 * @param folds steps of the walk forward that it was scored by
 * @param purge bar times left out between learning and test, because labels reach over the border
 * @param embargo bar times left out on top of that
 * @param dataTo newest bar it has seen: it may not judge earlier ones
 * @param dataHash SHA-256 of the bars it learned from
 * @param scores calibrated, out of sample
 * @param calibration what its probabilities go through
 * @param references of its features, to see them drift
 * @param versions of what it was made with
 * @param sha256 of the model file
 */
public record ModelCard(
    String engine,
    String kind,
    String layout,
    String timeframe,
    int version,
    String library,
    List<String> symbols,
    List<String> features,
    Map<String, Double> importance,
    Drivers drivers,
    int rows,
    int times,
    int folds,
    int purge,
    int embargo,
    long seed,
    Instant dataFrom,
    Instant dataTo,
    String dataHash,
    Instant trainedAt,
    double trainingSeconds,
    Scores scores,
    Calibration calibration,
    List<FeatureReference> references,
    Map<String, String> versions,
    String sha256) {

  /** Written by a program that knew less of its models. */
  boolean outdated() {
    return kind == null || calibration == null || references == null || drivers == null;
  }

  ModelCard stored(int asVersion, String hash) {
    return new ModelCard(
        engine,
        kind,
        layout,
        timeframe,
        asVersion,
        library,
        symbols,
        features,
        importance,
        drivers,
        rows,
        times,
        folds,
        purge,
        embargo,
        seed,
        dataFrom,
        dataTo,
        dataHash,
        trainedAt,
        trainingSeconds,
        scores,
        calibration,
        references,
        versions,
        hash);
  }
}
