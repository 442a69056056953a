package io.orchestrator.analysis.risk;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/** Gaussian quasi maximum likelihood of GARCH(1,1) by the Nelder-Mead simplex. */
final class GarchFit {
  /** Below this many periods the likelihood says too little. */
  static final int MIN_OBSERVATIONS = 250;

  private static final int MAX_EVALUATIONS = 5_000;
  private static final double[] START = {Math.log(0.05), logit(0.95), logit(0.08)};

  private GarchFit() {}

  /**
   * @param series mean about zero, any unit
   * @return empty when there are fewer than {@link #MIN_OBSERVATIONS}, no variance, or no optimum
   */
  static Optional<Garch> fit(double[] series) {
    double variance = Garch.meanSquare(series);
    if (series.length < MIN_OBSERVATIONS || !(variance > 0) || !Double.isFinite(variance)) {
      return Optional.empty();
    }
    double deviation = Math.sqrt(variance);
    double[] unit = Arrays.stream(series).map(v -> v / deviation).toArray();
    try {
      PointValuePair best =
          new SimplexOptimizer(1e-10, 1e-10)
              .optimize(
                  new MaxEval(MAX_EVALUATIONS),
                  new ObjectiveFunction(point -> -logLikelihood(model(point), unit)),
                  GoalType.MINIMIZE,
                  new InitialGuess(START),
                  new NelderMeadSimplex(3, 0.3));
      Garch unitModel = model(best.getPoint());
      return Optional.of(
          new Garch(unitModel.omega() * variance, unitModel.alpha(), unitModel.beta(), variance));
    } catch (MathRuntimeException e) {
      // No optimum within the evaluations: the caller has the EWMA.
      return Optional.empty();
    }
  }

  /** Without the constant: −½ Σ (ln variance + square / variance). */
  static double logLikelihood(Garch model, double[] series) {
    double[] variances = model.variances(series);
    double sum = 0;
    for (int t = 0; t < series.length; t++) {
      sum -= 0.5 * (Math.log(variances[t]) + series[t] * series[t] / variances[t]);
    }
    return sum;
  }

  /** Unbounded coordinates: ln omega, logit of alpha + beta, logit of alpha's share. */
  private static Garch model(double[] point) {
    double persistence = 0.9999 * logistic(point[1]);
    double share = logistic(point[2]);
    return new Garch(Math.exp(point[0]), persistence * share, persistence * (1 - share), 1);
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
