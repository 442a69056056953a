package io.orchestrator.analysis.information.decomposition;

import java.util.Arrays;

/**
 * The least I(T;S1,S2) among all distributions Q that have the given pairs (T,S1) and (T,S2): a
 * convex problem. Solved by alternation (Banerjee, Rauh and Montúfar, ISIT 2018): for given mixture
 * R(s1,s2) each Q(·|t) is R scaled to its margins (iterative proportional fitting); for given Q the
 * best R is its margin over t.
 *
 * <p>The scale factors exp(u + v) of a step, divided by their largest sum over t, are a feasible
 * point of the dual, whose value no Q can undercut (weak duality). Q is made to keep its margins to
 * the last digit before it is valued, so the difference of both is a proof of how far the answer is
 * from the optimum.
 */
final class LeastInformation {
  private static final double GAP = 1e-10;
  private static final int MOST_ROUNDS = 20_000;
  private static final int FITTING_ROUNDS = 500;
  private static final double FITTED = 1e-14;

  /**
   * @param bits the least information found, of a Q that has the margins
   * @param gap the true least is at most so many bits lower
   */
  record Solution(double bits, double gap) {}

  private final PairTable table;
  private final int targets;
  private final int firsts;
  private final int seconds;
  private final double[][] scaleFirst;
  private final double[][] scaleSecond;
  private final double[][] q;
  private final double[] mixture;
  private final double[] lastMixture;
  private double lastValue = Double.MAX_VALUE;
  private int momentum;

  private LeastInformation(PairTable table) {
    this.table = table;
    this.targets = table.joint().length;
    this.firsts = table.withFirst()[0].length;
    this.seconds = table.withSecond()[0].length;
    this.scaleFirst = new double[targets][firsts];
    this.scaleSecond = new double[targets][seconds];
    this.q = new double[targets][firsts * seconds];
    this.mixture = new double[firsts * seconds];
    this.lastMixture = new double[firsts * seconds];
  }

  static Solution solve(PairTable table) {
    return new LeastInformation(table).solve();
  }

  private Solution solve() {
    for (int t = 0; t < targets; t++) {
      Arrays.fill(scaleFirst[t], 1);
      Arrays.fill(scaleSecond[t], 1);
      double total = Arrays.stream(table.withFirst()[t]).sum();
      for (int s = 0; s < mixture.length; s++) {
        // Given the target, as if the sources were independent: reaches all that is possible.
        mixture[s] +=
            table.withFirst()[t][s / seconds] * table.withSecond()[t][s % seconds] / total;
      }
    }
    double best = PairTable.information(table.joint());
    double bound = 0;
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      for (int t = 0; t < targets; t++) {
        fit(t);
      }
      if (round < 64 || round % 16 == 0) {
        best = Math.min(best, PairTable.information(withExactMargins()));
        bound = Math.max(bound, dualBound());
        if (best - bound < GAP) {
          break;
        }
      }
      step();
    }
    return new Solution(best, Math.max(0, best - bound));
  }

  /**
   * The mixture of Q, carried on in the direction of the last step as long as that lowers the
   * information (Nesterov 1983, with restart; O'Donoghue and Candès 2015). The proof does not
   * depend on the way here.
   */
  private void step() {
    double value = PairTable.information(q);
    momentum = value > lastValue ? 0 : momentum + 1;
    lastValue = value;
    double share = momentum / (momentum + 3.0);
    for (int s = 0; s < mixture.length; s++) {
      double next = 0;
      for (double[] row : q) {
        next += row[s];
      }
      boolean known = next > 0 && lastMixture[s] > 0;
      mixture[s] = known ? next * Math.pow(next / lastMixture[s], share) : next;
      lastMixture[s] = next;
    }
  }

  /** Scales the mixture to the margins given one target symbol. */
  private void fit(int t) {
    double[] a = scaleFirst[t];
    double[] b = scaleSecond[t];
    for (int round = 0; round < FITTING_ROUNDS; round++) {
      double moved = 0;
      for (int i = 0; i < firsts; i++) {
        double sum = 0;
        for (int j = 0; j < seconds; j++) {
          sum += mixture[i * seconds + j] * b[j];
        }
        double next = sum > 0 ? table.withFirst()[t][i] / sum : 0;
        moved = Math.max(moved, Math.abs(next - a[i]) * sum);
        a[i] = next;
      }
      for (int j = 0; j < seconds; j++) {
        double sum = 0;
        for (int i = 0; i < firsts; i++) {
          sum += mixture[i * seconds + j] * a[i];
        }
        b[j] = sum > 0 ? table.withSecond()[t][j] / sum : 0;
      }
      if (moved < FITTED) {
        break;
      }
    }
    for (int s = 0; s < mixture.length; s++) {
      q[t][s] = mixture[s] * a[s / seconds] * b[s % seconds];
    }
  }

  /**
   * Largest lower bound from the scale factors f(t,s1,s2) = a·b, in bits: sum of p·log f, less the
   * logarithm of the largest sum of f over t, plus the entropy of the target.
   */
  private double dualBound() {
    double value = 0;
    double largest = 0;
    for (int s = 0; s < mixture.length; s++) {
      double sum = 0;
      for (int t = 0; t < targets; t++) {
        sum += scaleFirst[t][s / seconds] * scaleSecond[t][s % seconds];
      }
      largest = Math.max(largest, sum);
    }
    for (int t = 0; t < targets; t++) {
      value += sumOfLogs(table.withFirst()[t], scaleFirst[t]);
      value += sumOfLogs(table.withSecond()[t], scaleSecond[t]);
      double p = Arrays.stream(table.withFirst()[t]).sum();
      value -= p * Math.log(p);
    }
    double bound = (value - Math.log(largest)) / Math.log(2);
    return Double.isFinite(bound) ? bound : 0;
  }

  private static double sumOfLogs(double[] p, double[] scale) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] > 0 ? p[i] * Math.log(scale[i]) : 0;
    }
    return sum;
  }

  /** Rows and columns too large are shrunk, and what is missing is spread (Altschuler 2017). */
  private double[][] withExactMargins() {
    double[][] exact = new double[targets][];
    for (int t = 0; t < targets; t++) {
      double[] cells = q[t].clone();
      shrink(cells, table.withFirst()[t], true);
      shrink(cells, table.withSecond()[t], false);
      double[] lackFirst = table.withFirst()[t].clone();
      double[] lackSecond = table.withSecond()[t].clone();
      for (int s = 0; s < cells.length; s++) {
        lackFirst[s / seconds] -= cells[s];
        lackSecond[s % seconds] -= cells[s];
      }
      double lack = Arrays.stream(lackFirst).map(v -> Math.max(0, v)).sum();
      if (lack > 0) {
        for (int s = 0; s < cells.length; s++) {
          cells[s] +=
              Math.max(0, lackFirst[s / seconds]) * Math.max(0, lackSecond[s % seconds]) / lack;
        }
      }
      exact[t] = cells;
    }
    return exact;
  }

  private void shrink(double[] cells, double[] margin, boolean first) {
    double[] sums = new double[margin.length];
    for (int s = 0; s < cells.length; s++) {
      sums[first ? s / seconds : s % seconds] += cells[s];
    }
    for (int s = 0; s < cells.length; s++) {
      int m = first ? s / seconds : s % seconds;
      if (sums[m] > margin[m]) {
        cells[s] *= margin[m] / sums[m];
      }
    }
  }
}
