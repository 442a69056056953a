package io.orchestrator.analysis.information.nearest;

/**
 * Of the estimators of Kraskov, Stögbauer and Grassberger (PRE 69, 066138, 2004).
 *
 * @param k neighbours, 1 to 100
 * @param algorithm 1 (cubes, the usual one) or 2 (rectangles)
 * @param norm inside a variable of several dimensions
 * @param theiler rows within so many steps of a row are not its neighbours; 0: none is left out
 * @param noise standard deviation of the normal noise added after scaling, which breaks ties of
 *     prices on a grid; 0 for none
 * @param seed of the noise
 * @param scaled whether columns are brought to mean 0 and deviation 1 (divisor N−1) first
 * @param maxRows more rows are refused: the work grows faster than N
 */
public record KraskovSettings(
    int k,
    int algorithm,
    Norm norm,
    int theiler,
    double noise,
    long seed,
    boolean scaled,
    int maxRows) {

  /** What IDTxl takes: k = 4, algorithm 1, maximum norm, noise 1e-8. */
  public static final KraskovSettings DEFAULT =
      new KraskovSettings(4, 1, Norm.MAXIMUM, 0, 1e-8, 0, true, 1_000_000);

  public KraskovSettings {
    if (k < 1 || k > 100) {
      throw new IllegalArgumentException("k must be 1 to 100, was " + k);
    }
    if (algorithm != 1 && algorithm != 2) {
      throw new IllegalArgumentException("algorithm must be 1 or 2, was " + algorithm);
    }
    if (theiler < 0 || !(noise >= 0 && noise < 1)) {
      throw new IllegalArgumentException("theiler >= 0 and 0 <= noise < 1 are needed");
    }
    if (maxRows < 10) {
      throw new IllegalArgumentException("max-rows must be at least 10, was " + maxRows);
    }
  }

  /** Without noise: equal input, equal value to the last digit. */
  public KraskovSettings exact() {
    return new KraskovSettings(k, algorithm, norm, theiler, 0, seed, scaled, maxRows);
  }

  /** As {@link #exact}, columns taken as they are. */
  public KraskovSettings raw() {
    return new KraskovSettings(k, algorithm, norm, theiler, 0, seed, false, maxRows);
  }

  public KraskovSettings withK(int neighbours) {
    return new KraskovSettings(neighbours, algorithm, norm, theiler, noise, seed, scaled, maxRows);
  }

  public KraskovSettings withAlgorithm(int number) {
    return new KraskovSettings(k, number, norm, theiler, noise, seed, scaled, maxRows);
  }

  public KraskovSettings withTheiler(int steps) {
    return new KraskovSettings(k, algorithm, norm, steps, noise, seed, scaled, maxRows);
  }

  public KraskovSettings withNorm(Norm other) {
    return new KraskovSettings(k, algorithm, other, theiler, noise, seed, scaled, maxRows);
  }

  /**
   * @throws IllegalArgumentException too few rows for k and theiler, or too many
   */
  void checkRows(int rows) {
    if (rows - 1L <= k + 2L * theiler || rows > maxRows) {
      throw new IllegalArgumentException(
          "%d rows: more than %d (k = %d, theiler = %d) and at most %d are needed"
              .formatted(rows, k + 2L * theiler + 1, k, theiler, maxRows));
    }
  }
}
