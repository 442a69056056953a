package io.orchestrator.analysis.risk;

import io.orchestrator.analysis.risk.MonteCarloSettings.Revaluation;

/**
 * What a simulation of paths needs, for any device. Path p draws its factor f from counter {@code
 * (f/2, p, 0, 0)}, its common scale from {@code (attempt, p, 0, 1)}.
 *
 * @param means by asset
 * @param factors {@code [asset][factor]}
 * @param exposures by asset
 * @param degreesOfFreedom infinite for the normal law
 */
record PathProblem(
    double[] means,
    double[][] factors,
    double[] exposures,
    double degreesOfFreedom,
    int paths,
    long seed,
    Revaluation revaluation) {

  /**
   * @throws IllegalArgumentException an exposure is not finite or missing
   */
  static PathProblem of(ReturnModel model, double[] exposures, MonteCarloSettings settings) {
    if (exposures.length != model.assets()) {
      throw new IllegalArgumentException(
          exposures.length + " exposures for " + model.assets() + " assets");
    }
    for (int a = 0; a < exposures.length; a++) {
      if (!Double.isFinite(exposures[a])) {
        throw new IllegalArgumentException("exposure of asset " + a + " is " + exposures[a]);
      }
    }
    return new PathProblem(
        model.means(),
        model.factors(),
        exposures,
        model.degreesOfFreedom(),
        settings.paths(),
        settings.seed(),
        settings.revaluation());
  }

  int rank() {
    return factors[0].length;
  }

  /** Of a linear portfolio only this matters of each factor: Bᵀ·exposures. */
  double[] projection() {
    double[] projection = new double[rank()];
    for (int a = 0; a < exposures.length; a++) {
      for (int f = 0; f < projection.length; f++) {
        projection[f] += factors[a][f] * exposures[a];
      }
    }
    return projection;
  }

  /** Expected gain of a linear portfolio. */
  double expectedGain() {
    double gain = 0;
    for (int a = 0; a < exposures.length; a++) {
      gain += exposures[a] * means[a];
    }
    return gain;
  }
}
