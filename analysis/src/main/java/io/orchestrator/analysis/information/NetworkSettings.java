package io.orchestrator.analysis.information;

import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.network.ConditionalInformation;
import io.orchestrator.analysis.information.network.GaussianConditional;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.KraskovInformation;
import io.orchestrator.analysis.information.network.PermutationSettings;
import io.orchestrator.domain.port.Accelerator;
import java.util.List;

/**
 * Bounds and level of the engine's network.
 *
 * @param maxLag farthest step back of sources and of the own past, 1 to 20
 * @param alpha level of every single test and of the false discovery rate over all targets
 * @param estimator of information
 * @param maxColumns series times (maxLag + 1); bounds the covariance to 8·columns² bytes
 */
public record NetworkSettings(int maxLag, double alpha, Estimator estimator, int maxColumns) {
  /** How information is measured. */
  public enum Estimator {
    /** Linear, with exact tests: milliseconds. */
    GAUSSIAN,
    /** Nearest neighbours with surrogates, on a GPU where there is one: non-linear links too. */
    KSG
  }

  /** Of tests without an exact law. */
  private static final int FEWEST = 200;

  public static final NetworkSettings DEFAULT =
      new NetworkSettings(3, 0.05, Estimator.GAUSSIAN, 2_400);

  public NetworkSettings {
    require(maxLag >= 1 && maxLag <= 20, "max_lag must be 1 to 20");
    require(alpha >= 1e-4 && alpha < 0.5, "alpha must be in [0.0001, 0.5)");
    require(maxColumns >= 2 && maxColumns <= 10_000, "max_columns must be 2 to 10000");
  }

  ConditionalInformation information(Accelerator accelerator) {
    return switch (estimator) {
      case GAUSSIAN -> new GaussianConditional();
      case KSG -> new KraskovInformation(KraskovSettings.DEFAULT.raw(), accelerator);
    };
  }

  /** Targets of one market depend on each other positively: Benjamini and Hochberg. */
  InferenceSettings inference(long seed) {
    Test test = new Test(Math.max(FEWEST, (int) Math.ceil(1 / alpha) + 1), alpha);
    return new InferenceSettings(
        maxLag,
        1,
        maxLag,
        1,
        1,
        test,
        test,
        test,
        test,
        test,
        PermutationSettings.RANDOM_IN_TIME,
        List.of(),
        false,
        new FalseDiscoverySettings(By.TARGET, alpha, false),
        seed);
  }

  /**
   * @throws IllegalArgumentException too many columns or too few rows
   */
  void check(int series, int length) {
    long columns = (long) series * (maxLag + 1);
    require(
        columns <= maxColumns,
        "%d series with max_lag %d need %d columns, at most %d are allowed: lower max_lag"
            .formatted(series, maxLag, columns, maxColumns));
    int needed = 2 * maxLag + 24;
    require(length >= needed, length + " returns are too few for max_lag; at least " + needed);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
