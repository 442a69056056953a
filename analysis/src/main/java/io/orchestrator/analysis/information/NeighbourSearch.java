package io.orchestrator.analysis.information;

/**
 * Points under the maximum norm: distance to the k-th neighbour, and how many lie nearer than a
 * radius. Two implementations must agree exactly: {@link BruteForceSearch}, obviously right, and
 * {@link KdTree}, fast.
 */
interface NeighbourSearch {
  /** Distance from point {@code i} to its k-th nearest other point. */
  double distance(int i, int k);

  /** Other points strictly nearer to point {@code i} than {@code radius}. */
  int countNearer(int i, double radius);

  /** Makes a search over columns {@code [dimension][point]}. */
  @FunctionalInterface
  interface Factory {
    NeighbourSearch over(double[][] columns);
  }
}
