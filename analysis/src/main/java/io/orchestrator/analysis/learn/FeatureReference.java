package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a feature was distributed in the learning window, and how far from that a short block of it
 * strayed by itself: a slow feature (momentum) looks different in every block without any drift.
 *
 * @param edges between the groups, rising; at most nine, fewer where values repeat
 * @param shares of the groups, one more than edges, summing to 1
 * @param psiLimit largest population stability index of any block, at least the customary 0.25
 * @param ksLimit largest Kolmogorov-Smirnov distance of any block, at least 0.15
 */
public record FeatureReference(
    String feature, double[] edges, double[] shares, double psiLimit, double ksLimit) {
  /** Bar times of a block, and of what is compared with the reference. */
  public static final int BLOCK = 60;

  private static final int GROUPS = 10;
  private static final double LEAST_PSI = 0.25;
  private static final double LEAST_KS = 0.15;

  /** One per feature, from all rows of a learning window. */
  static List<FeatureReference> of(List<Samples.Row> rows) {
    Map<Instant, List<double[]>> byTime = new TreeMap<>();
    for (Samples.Row row : rows) {
      byTime.computeIfAbsent(row.time(), t -> new ArrayList<>()).add(row.window().features());
    }
    List<List<double[]>> times = List.copyOf(byTime.values());
    List<FeatureReference> references = new ArrayList<>();
    for (int f = 0; f < FeatureSet.names().size(); f++) {
      int feature = f;
      double[] all =
          rows.stream().mapToDouble(r -> r.window().features()[feature]).sorted().toArray();
      FeatureReference wide =
          new FeatureReference(FeatureSet.names().get(f), edges(all), new double[0], 0, 0);
      FeatureReference whole =
          new FeatureReference(wide.feature, wide.edges, wide.groups(all), LEAST_PSI, LEAST_KS);
      double psi = LEAST_PSI;
      double ks = LEAST_KS;
      for (int from = 0; from + BLOCK <= times.size(); from += BLOCK) {
        double[] block =
            times.subList(from, from + BLOCK).stream()
                .flatMap(List::stream)
                .mapToDouble(values -> values[feature])
                .toArray();
        psi = Math.max(psi, whole.stabilityIndex(block));
        ks = Math.max(ks, whole.distance(block));
      }
      references.add(new FeatureReference(whole.feature, whole.edges, whole.shares, psi, ks));
    }
    return List.copyOf(references);
  }

  private static double[] edges(double[] sorted) {
    double[] edges = new double[GROUPS - 1];
    for (int i = 1; i < GROUPS; i++) {
      edges[i - 1] = sorted[(int) ((long) i * sorted.length / GROUPS)];
    }
    return Arrays.stream(edges).distinct().filter(e -> e > sorted[0]).toArray();
  }

  /** Shares of the groups; a value on an edge belongs to the group above it. */
  private double[] groups(double[] values) {
    double[] found = new double[edges.length + 1];
    for (double value : values) {
      int at = Arrays.binarySearch(edges, value);
      found[at >= 0 ? at + 1 : -at - 1] += 1.0 / values.length;
    }
    return found;
  }

  /**
   * Population stability index, Σ (a − e)·ln(a/e) over the groups; empty groups are counted as half
   * a value.
   */
  double stabilityIndex(double[] values) {
    double[] now = groups(values);
    double least = 0.5 / values.length;
    double index = 0;
    for (int g = 0; g < now.length; g++) {
      double actual = Math.max(now[g], least);
      double expected = Math.max(shares[g], least);
      index += (actual - expected) * Math.log(actual / expected);
    }
    return index;
  }

  /** Kolmogorov-Smirnov distance at the edges: largest gap of the two cumulative shares, 0 to 1. */
  double distance(double[] values) {
    double[] now = groups(values);
    double gap = 0;
    double sum = 0;
    for (int g = 0; g < now.length; g++) {
      sum += now[g] - shares[g];
      gap = Math.max(gap, Math.abs(sum));
    }
    return gap;
  }
}
