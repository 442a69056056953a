package io.orchestrator.analysis.information.nearest;

import org.hipparchus.special.Gamma;

/** ψ of whole numbers by ψ(m+1) = ψ(m) + 1/m, kept. */
public final class Digamma {
  private static volatile double[] table = grown(1_024);

  private Digamma() {}

  /** ψ(1) … ψ(largest) at the indices 1 … largest; not to be changed. */
  public static double[] upTo(int largest) {
    double[] known = table;
    if (known.length <= largest) {
      known = grown(Integer.highestOneBit(largest) * 2);
      table = known;
    }
    return known;
  }

  private static double[] grown(int size) {
    double[] digamma = new double[size + 1];
    digamma[0] = Double.NaN;
    digamma[1] = -Gamma.GAMMA;
    for (int m = 1; m < size; m++) {
      digamma[m + 1] = digamma[m] + 1.0 / m;
    }
    return digamma;
  }
}
