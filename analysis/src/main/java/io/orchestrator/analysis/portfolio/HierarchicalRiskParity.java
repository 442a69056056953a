package io.orchestrator.analysis.portfolio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * M. López de Prado, "Building diversified portfolios that outperform out of sample" (2016): single
 * linkage over √(½(1−ρ)), quasi-diagonal order, recursive bisection. Inverts no matrix.
 */
final class HierarchicalRiskParity {
  private HierarchicalRiskParity() {}

  /** Positive, sum 1. */
  static double[] weights(double[][] covariance) {
    var weights = new double[covariance.length];
    Arrays.fill(weights, 1);
    bisect(covariance, order(covariance), weights);
    return Weights.normalised(weights);
  }

  private static void bisect(double[][] covariance, List<Integer> items, double[] weights) {
    if (items.size() < 2) {
      return;
    }
    List<Integer> left = items.subList(0, items.size() / 2);
    List<Integer> right = items.subList(items.size() / 2, items.size());
    double a = clusterVariance(covariance, left);
    double b = clusterVariance(covariance, right);
    double share = 1 - a / (a + b);
    left.forEach(i -> weights[i] *= share);
    right.forEach(i -> weights[i] *= 1 - share);
    bisect(covariance, left, weights);
    bisect(covariance, right, weights);
  }

  /** Of the cluster held by inverse variance. */
  private static double clusterVariance(double[][] covariance, List<Integer> items) {
    double total = items.stream().mapToDouble(i -> 1 / covariance[i][i]).sum();
    double variance = 0;
    for (int i : items) {
      for (int j : items) {
        variance += covariance[i][j] / (covariance[i][i] * covariance[j][j]);
      }
    }
    return variance / (total * total);
  }

  private record Link(int from, int to, double distance) {}

  /** Leaves of the single-linkage tree, left to right; its links are a minimum spanning tree. */
  private static List<Integer> order(double[][] covariance) {
    int n = covariance.length;
    var clusters = new ArrayList<List<Integer>>();
    for (int i = 0; i < n; i++) {
      clusters.add(new ArrayList<>(List.of(i)));
    }
    var of = new int[n];
    Arrays.setAll(of, i -> i);
    List<Integer> last = clusters.getFirst();
    for (Link link : spanningTree(covariance)) {
      int a = of[link.from()];
      int b = of[link.to()];
      int first = Math.min(a, b);
      int second = Math.max(a, b);
      clusters.get(second).forEach(i -> of[i] = first);
      clusters.get(first).addAll(clusters.get(second));
      last = clusters.get(first);
    }
    return last;
  }

  /** Prim's algorithm; shortest link first. */
  private static List<Link> spanningTree(double[][] covariance) {
    int n = covariance.length;
    var nearest = new double[n];
    var neighbour = new int[n];
    var inside = new boolean[n];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    var links = new ArrayList<Link>();
    int current = 0;
    for (int k = 1; k < n; k++) {
      inside[current] = true;
      int next = -1;
      for (int j = 0; j < n; j++) {
        if (inside[j]) {
          continue;
        }
        double d = distance(covariance, current, j);
        if (d < nearest[j]) {
          nearest[j] = d;
          neighbour[j] = current;
        }
        if (next < 0 || nearest[j] < nearest[next]) {
          next = j;
        }
      }
      links.add(new Link(neighbour[next], next, nearest[next]));
      current = next;
    }
    links.sort(Comparator.comparingDouble(Link::distance));
    return links;
  }

  private static double distance(double[][] c, int i, int j) {
    return Math.sqrt(Math.max(0, 0.5 * (1 - c[i][j] / Math.sqrt(c[i][i] * c[j][j]))));
  }
}
