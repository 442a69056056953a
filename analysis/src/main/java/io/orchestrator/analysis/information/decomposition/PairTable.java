package io.orchestrator.analysis.information.decomposition;

import io.orchestrator.analysis.information.decomposition.JointDistribution.Outcome;
import java.util.HashMap;
import java.util.Map;

/**
 * Probabilities of target, first and second source as a table of the symbols that occur.
 *
 * @param joint {@code [t][first * seconds + second]}
 * @param withFirst {@code [t][first]}
 * @param withSecond {@code [t][second]}
 */
record PairTable(double[][] joint, double[][] withFirst, double[][] withSecond) {
  private static final int MOST_CELLS = 1_000_000;

  static PairTable of(JointDistribution distribution) {
    Map<Integer, Integer> targets = new HashMap<>();
    Map<Integer, Integer> firsts = new HashMap<>();
    Map<Integer, Integer> seconds = new HashMap<>();
    for (Outcome o : distribution.outcomes()) {
      targets.putIfAbsent(o.target(), targets.size());
      firsts.putIfAbsent(o.sources().get(0), firsts.size());
      seconds.putIfAbsent(o.sources().get(1), seconds.size());
    }
    long cells = (long) targets.size() * firsts.size() * seconds.size();
    if (cells > MOST_CELLS) {
      throw new IllegalArgumentException(
          cells + " cells are more than " + MOST_CELLS + "; use fewer bins");
    }
    double[][] joint = new double[targets.size()][firsts.size() * seconds.size()];
    double[][] first = new double[targets.size()][firsts.size()];
    double[][] second = new double[targets.size()][seconds.size()];
    for (Outcome o : distribution.outcomes()) {
      int t = targets.get(o.target());
      int a = firsts.get(o.sources().get(0));
      int b = seconds.get(o.sources().get(1));
      joint[t][a * seconds.size() + b] += o.probability();
      first[t][a] += o.probability();
      second[t][b] += o.probability();
    }
    return new PairTable(joint, first, second);
  }

  /** Mutual information of rows and columns in bits. */
  static double information(double[][] table) {
    double[] columns = new double[table[0].length];
    double[] rows = new double[table.length];
    for (int t = 0; t < table.length; t++) {
      for (int s = 0; s < columns.length; s++) {
        columns[s] += table[t][s];
        rows[t] += table[t][s];
      }
    }
    double bits = 0;
    for (int t = 0; t < table.length; t++) {
      for (int s = 0; s < columns.length; s++) {
        double p = table[t][s];
        if (p > 0) {
          bits += p * Math.log(p / (rows[t] * columns[s]));
        }
      }
    }
    return Math.max(0, bits / Math.log(2));
  }
}
