package io.orchestrator.analysis.risk;

/**
 * @param paths simulated, 1,000 to 10 million
 * @param seed equal seeds give equal numbers, on any number of threads
 * @param revaluation what a return does to a position
 */
public record MonteCarloSettings(int paths, long seed, Revaluation revaluation) {

  /** What a return does to a position. */
  public enum Revaluation {
    /** Simple returns: gain = exposure · r. */
    LINEAR,
    /** Logarithmic returns: gain = exposure · (eʳ − 1). */
    COMPOUNDED
  }

  public static final MonteCarloSettings DEFAULT =
      new MonteCarloSettings(100_000, 0, Revaluation.LINEAR);

  public MonteCarloSettings {
    if (paths < 1_000 || paths > 10_000_000) {
      throw new IllegalArgumentException("paths must be 1,000 to 10,000,000, not " + paths);
    }
  }

  public MonteCarloSettings withPaths(int number) {
    return new MonteCarloSettings(number, seed, revaluation);
  }

  public MonteCarloSettings withSeed(long other) {
    return new MonteCarloSettings(paths, other, revaluation);
  }

  public MonteCarloSettings withRevaluation(Revaluation other) {
    return new MonteCarloSettings(paths, seed, other);
  }
}
