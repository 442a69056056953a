package io.orchestrator.analysis.information;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.hipparchus.special.Gamma;

/**
 * Nearest-neighbour information, algorithm 1 of Kraskov, Stögbauer and Grassberger (PRE 69, 066138,
 * 2004) and its conditional form (Frenzel and Pompe, PRL 99, 204101, 2007); finds non-linear
 * dependence too. Maximum norm, columns scaled to unit deviation.
 *
 * @param k neighbours, usually 4
 * @param noise standard deviation of the normal noise added after scaling, which breaks ties of
 *     prices on a grid; 0 for none
 * @param seed of the noise
 * @param maxObservations more rows are refused: the work grows faster than N
 */
public record KraskovEstimator(int k, double noise, long seed, int maxObservations) {
  public static final KraskovEstimator DEFAULT = new KraskovEstimator(4, 1e-8, 0, 100_000);

  public KraskovEstimator {
    if (k < 1 || k > 100 || !(noise >= 0) || maxObservations < 10) {
      throw new IllegalArgumentException("1 <= k <= 100, noise >= 0, max-observations >= 10");
    }
  }

  /** I(X;Y) of columns {@code [dimension][row]}; nats. */
  public double mutualInformation(double[][] x, double[][] y) {
    return conditional(x, y, new double[0][], KdTree::new);
  }

  /** I(X;Y|Z) of columns {@code [dimension][row]}; nats; no dimension of z: I(X;Y). */
  public double conditional(double[][] x, double[][] y, double[][] z) {
    return conditional(x, y, z, KdTree::new);
  }

  double conditional(double[][] x, double[][] y, double[][] z, NeighbourSearch.Factory searches) {
    int n = x[0].length;
    if (n <= k + 1 || n > maxObservations) {
      throw new IllegalArgumentException(
          n + " rows; more than " + (k + 1) + " and at most " + maxObservations + " are needed");
    }
    Random random = new Random(seed);
    double[][] xs = prepare(x, random);
    double[][] ys = prepare(y, random);
    double[][] zs = prepare(z, random);
    NeighbourSearch joint = searches.over(join(xs, ys, zs));
    NeighbourSearch withX = searches.over(join(xs, zs));
    NeighbourSearch withY = searches.over(join(ys, zs));
    NeighbourSearch alone = zs.length == 0 ? null : searches.over(zs);
    double[] digamma = digammas(n);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double radius = joint.distance(i, k);
      int nearInZ = alone == null ? n - 1 : alone.countNearer(i, radius);
      sum +=
          digamma[nearInZ + 1]
              - digamma[withX.countNearer(i, radius) + 1]
              - digamma[withY.countNearer(i, radius) + 1];
    }
    return digamma[k] + sum / n;
  }

  /** Transfer entropy with histories {@code targetHistory} and {@code sourceHistory}; nats. */
  public InformationEstimate transferEntropy(
      double[] source, double[] target, int targetHistory, int sourceHistory, int delay) {
    double nats = value(source, target, targetHistory, sourceHistory, delay);
    return estimate(
        nats,
        target.length - Math.max(targetHistory, sourceHistory + delay - 1),
        Map.of("k", targetHistory, "l", sourceHistory, "delay", delay),
        OptionalDouble.empty(),
        Surrogates.Moments.NONE);
  }

  /** The same with a p-value from surrogates of the source. */
  public InformationEstimate transferEntropy(
      double[] source,
      double[] target,
      int targetHistory,
      int sourceHistory,
      int delay,
      Surrogates.Kind kind,
      int surrogates) {
    InformationEstimate plain =
        transferEntropy(source, target, targetHistory, sourceHistory, delay);
    Surrogates.Test test =
        Surrogates.test(
            plain.nats(),
            source,
            s -> value(s, target, targetHistory, sourceHistory, delay),
            kind,
            surrogates,
            seed);
    return new InformationEstimate(
        plain.nats(),
        plain.observations(),
        plain.parameters(),
        OptionalDouble.of(test.pValue()),
        test.moments());
  }

  private double value(double[] source, double[] target, int past, int sources, int delay) {
    Embedding e = Embedding.of(source, target, past, sources, delay);
    return conditional(e.sourcePast(), e.next(), e.targetPast());
  }

  private InformationEstimate estimate(
      double nats,
      int rows,
      Map<String, Object> histories,
      OptionalDouble pValue,
      Surrogates.Moments moments) {
    Map<String, Object> parameters = new LinkedHashMap<>(histories);
    parameters.put("estimator", "kraskov-1");
    parameters.put("neighbours", k);
    parameters.put("noise", noise);
    parameters.put("seed", seed);
    return new InformationEstimate(nats, rows, parameters, pValue, moments);
  }

  /** Scaled to mean 0 and deviation 1 (divisor N−1); a constant column stays at 0. */
  private double[][] prepare(double[][] columns, Random random) {
    double[][] prepared = new double[columns.length][];
    for (int c = 0; c < columns.length; c++) {
      if (!Arrays.stream(columns[c]).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("column " + c + " has a value that is not finite");
      }
      double mean = Arrays.stream(columns[c]).average().orElse(0);
      double squares = Arrays.stream(columns[c]).map(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(squares / (columns[c].length - 1));
      prepared[c] =
          Arrays.stream(columns[c])
              .map(v -> deviation > 0 ? (v - mean) / deviation : 0)
              .map(v -> noise > 0 ? v + noise * random.nextGaussian() : v)
              .toArray();
    }
    return prepared;
  }

  private static double[][] join(double[][]... groups) {
    return Arrays.stream(groups).flatMap(Arrays::stream).toArray(double[][]::new);
  }

  /** ψ(1) … ψ(n+1) by ψ(m+1) = ψ(m) + 1/m. */
  private static double[] digammas(int n) {
    double[] digamma = new double[n + 2];
    digamma[1] = -Gamma.GAMMA;
    for (int m = 1; m <= n; m++) {
      digamma[m + 1] = digamma[m] + 1.0 / m;
    }
    return digamma;
  }
}
