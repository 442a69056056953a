package io.orchestrator.analysis.information;

/**
 * Bounds and levels of a network search.
 *
 * @param maxLag farthest step back of sources and of the own past, 1 to 20
 * @param alpha level of the false discovery rate and of every single test
 * @param surrogates drawn to confirm a link, at least 1/alpha
 * @param maxDriversPerTarget links kept per target
 * @param maxCandidatesPerTarget best significant candidates that are looked at more closely
 * @param maxColumns series times (maxLag + 1); bounds the covariance to 8·columns² bytes
 * @param maxSurrogateTests links confirmed by surrogates in one search; later ones are reported as
 *     unconfirmed and not used
 */
public record NetworkSettings(
    int maxLag,
    double alpha,
    int surrogates,
    int maxDriversPerTarget,
    int maxCandidatesPerTarget,
    int maxColumns,
    int maxSurrogateTests) {

  public static final NetworkSettings DEFAULT =
      new NetworkSettings(3, 0.05, 200, 4, 20, 2_400, 2_000);

  public NetworkSettings {
    require(maxLag >= 1 && maxLag <= 20, "max_lag must be 1 to 20");
    require(alpha > 0 && alpha < 0.5, "alpha must be in (0, 0.5)");
    require(
        surrogates > 1 / alpha && surrogates <= 100_000,
        "surrogates must be more than 1/alpha and at most 100000");
    require(maxDriversPerTarget >= 1 && maxDriversPerTarget <= 20, "max_drivers must be 1 to 20");
    require(
        maxCandidatesPerTarget >= maxDriversPerTarget && maxCandidatesPerTarget <= 1_000,
        "max_candidates must be between max_drivers and 1000");
    require(maxColumns >= 2 && maxColumns <= 10_000, "max_columns must be 2 to 10000");
    require(maxSurrogateTests >= 1, "max_surrogate_tests must be at least 1");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
