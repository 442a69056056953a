package io.orchestrator.analysis.information.discrete;

import org.hipparchus.special.Gamma;

/**
 * A plug-in estimate; at or above zero, and biased upwards by about dof / (2·N·ln 2).
 *
 * @param bits the value
 * @param degreesOfFreedom (a_x − 1) · sum over z of (a_y|z − 1), of symbols that occur
 * @param rows N
 */
public record DiscreteValue(double bits, long degreesOfFreedom, int rows) {
  /**
   * Chance of such a value or more without dependence: 2·N·ln 2·I is chi-squared for large N (the
   * logarithmic likelihood ratio, Wilks 1938). The factor ln 2 brings bits to nats.
   */
  public double pValue() {
    return tail(bits);
  }

  double tail(double atLeast) {
    if (degreesOfFreedom == 0 || !(atLeast > 0)) {
      return 1;
    }
    double statistic = 2.0 * rows * Math.log(2) * atLeast;
    return Gamma.regularizedGammaQ(degreesOfFreedom / 2.0, statistic / 2);
  }
}
