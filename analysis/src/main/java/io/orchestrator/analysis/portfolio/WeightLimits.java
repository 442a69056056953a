package io.orchestrator.analysis.portfolio;

import java.util.Arrays;
import java.util.List;

/**
 * What target weights must keep.
 *
 * @param lower by asset; equal to {@code upper} for a locked one
 * @param upper by asset
 * @param invested sum of all weights; the rest is cash
 * @param groups sectors with their bounds
 * @param maxTurnover half the sum of changes, 1 for no limit
 */
public record WeightLimits(
    double[] lower, double[] upper, double invested, List<Group> groups, double maxTurnover) {

  /**
   * @param members indices of assets
   */
  public record Group(String name, List<Integer> members, double lower, double upper) {}

  /**
   * @throws IllegalArgumentException for bounds that contradict each other, with names
   */
  public WeightLimits {
    groups = List.copyOf(groups);
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] <= upper[i])) {
        throw new IllegalArgumentException(
            "asset %d: lower bound %s is above upper %s".formatted(i, lower[i], upper[i]));
      }
    }
    double least = Arrays.stream(lower).sum();
    double most = Arrays.stream(upper).sum();
    if (least > invested + 1e-9 || most < invested - 1e-9) {
      throw new IllegalArgumentException(
          "the bounds allow a sum of %.4f to %.4f, wanted is %.4f"
              .formatted(least, most, invested));
    }
    if (!(maxTurnover >= 0)) {
      throw new IllegalArgumentException("turnover " + maxTurnover + " is below 0");
    }
  }

  /** Long only, nothing else. */
  public static WeightLimits longOnly(int n) {
    var upper = new double[n];
    Arrays.fill(upper, 1);
    return new WeightLimits(new double[n], upper, 1, List.of(), 1);
  }

  double[][] rows() {
    var rows = new double[1 + groups.size()][lower.length];
    Arrays.fill(rows[0], 1);
    for (int g = 0; g < groups.size(); g++) {
      for (int i : groups.get(g).members()) {
        rows[g + 1][i] = 1;
      }
    }
    return rows;
  }

  double[] rowLower() {
    var bounds = new double[1 + groups.size()];
    bounds[0] = invested;
    for (int g = 0; g < groups.size(); g++) {
      bounds[g + 1] = groups.get(g).lower();
    }
    return bounds;
  }

  double[] rowUpper() {
    var bounds = new double[1 + groups.size()];
    bounds[0] = invested;
    for (int g = 0; g < groups.size(); g++) {
      bounds[g + 1] = groups.get(g).upper();
    }
    return bounds;
  }

  /** Whether the weights are within every bound, but for the turnover. */
  public boolean keeps(double[] w, double tolerance) {
    double[][] rows = rows();
    for (int r = 0; r < rows.length; r++) {
      double v = QuadraticProgram.dot(rows[r], w);
      if (v < rowLower()[r] - tolerance || v > rowUpper()[r] + tolerance) {
        return false;
      }
    }
    for (int i = 0; i < w.length; i++) {
      if (w[i] < lower[i] - tolerance || w[i] > upper[i] + tolerance) {
        return false;
      }
    }
    return true;
  }
}
