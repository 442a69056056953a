package io.orchestrator.analysis.information.network;

import java.util.Arrays;

/**
 * Several series observed at the same times, in one or more trials (replications) of equal length.
 */
public final class SeriesSet {
  private final double[][][] values; // [process][replication][sample]

  private SeriesSet(double[][][] values) {
    this.values = values;
  }

  /**
   * @param processes {@code [process][sample]}, one trial
   */
  public static SeriesSet of(double[][] processes) {
    return ofTrials(
        Arrays.stream(processes).map(p -> new double[][] {p}).toArray(double[][][]::new));
  }

  /**
   * @param processes {@code [process][replication][sample]}
   * @throws IllegalArgumentException nothing, unequal lengths, or a value that is not finite
   */
  public static SeriesSet ofTrials(double[][][] processes) {
    if (processes.length == 0 || processes[0].length == 0 || processes[0][0].length == 0) {
      throw new IllegalArgumentException("no data");
    }
    double[][][] copy = new double[processes.length][][];
    for (int p = 0; p < processes.length; p++) {
      if (processes[p].length != processes[0].length) {
        throw new IllegalArgumentException("series " + p + " has another number of trials");
      }
      copy[p] = new double[processes[p].length][];
      for (int r = 0; r < processes[p].length; r++) {
        copy[p][r] = checked(processes[p][r], processes[0][0].length, p);
      }
    }
    return new SeriesSet(copy);
  }

  private static double[] checked(double[] trial, int length, int process) {
    if (trial.length != length) {
      throw new IllegalArgumentException("series " + process + " has another length");
    }
    for (int t = 0; t < length; t++) {
      if (!Double.isFinite(trial[t])) {
        throw new IllegalArgumentException(
            "series %d has a value that is not finite at %d".formatted(process, t));
      }
    }
    return trial.clone();
  }

  /**
   * Each series with mean 0 and deviation 1 (divisor N−1) over all its values; of a constant one
   * only the mean is taken away.
   */
  public SeriesSet normalised() {
    double[][][] scaled = new double[values.length][][];
    for (int p = 0; p < values.length; p++) {
      scaled[p] = normalised(values[p]);
    }
    return new SeriesSet(scaled);
  }

  private double[][] normalised(double[][] trials) {
    int count = replications() * samples();
    double largest =
        Arrays.stream(trials).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    // Divided by the largest first, so that huge and tiny values neither overflow nor vanish.
    boolean plain = largest == 0 || (largest < 1e100 && largest > 1e-100);
    double size = plain ? 1 : largest;
    double mean =
        Arrays.stream(trials).flatMapToDouble(Arrays::stream).map(v -> v / size).sum() / count;
    double squares =
        Arrays.stream(trials)
            .flatMapToDouble(Arrays::stream)
            .map(v -> (v / size - mean) * (v / size - mean))
            .sum();
    double deviation = Math.sqrt(squares / Math.max(1, count - 1));
    double unit = deviation > 1e-14 * Math.abs(mean) ? deviation : 1;
    return Arrays.stream(trials)
        .map(trial -> Arrays.stream(trial).map(v -> (v / size - mean) / unit).toArray())
        .toArray(double[][]::new);
  }

  public int processes() {
    return values.length;
  }

  public int replications() {
    return values[0].length;
  }

  public int samples() {
    return values[0][0].length;
  }

  /**
   * The rows of a variable, trial after trial: one for each time that has all lags.
   *
   * @param largestLag M; each trial gives {@code samples − M} rows
   */
  public double[] column(Variable variable, int largestLag) {
    return new Realisations(this, largestLag).column(variable);
  }

  /** Not to be changed. */
  double[] trial(int process, int replication) {
    return values[process][replication];
  }
}
