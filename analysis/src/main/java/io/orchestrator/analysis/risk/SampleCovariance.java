package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.ReturnCovariance;
import java.util.List;

/** The covariance that the order path judges by: of the newest year, divisor T−1. */
final class SampleCovariance {
  private static final int DAYS = 250;

  /** Days that are added at once: each entry is loaded and stored a fourth as often. */
  private static final int BLOCK = 4;

  private SampleCovariance() {}

  /** Of the first {@link ReturnCovariance#MOST} names. */
  static ReturnCovariance of(AlignedHistory history) {
    int n = Math.min(history.symbols().size(), ReturnCovariance.MOST);
    double[][] gaps = gaps(history.returns(), n);
    double[][] sums = new double[n][];
    for (int i = 0; i < n; i++) {
      sums[i] = new double[i + 1];
    }
    for (int t = 0; t + BLOCK <= gaps.length; t += BLOCK) {
      add(sums, gaps[t], gaps[t + 1], gaps[t + 2], gaps[t + 3]);
    }
    float[] lower = new float[n * (n + 1) / 2];
    int days = Math.min(DAYS, history.returns().length);
    int at = 0;
    for (double[] row : sums) {
      for (double sum : row) {
        lower[at++] = (float) (sum / (days - 1));
      }
    }
    List<String> symbols = history.symbols().subList(0, n);
    return new ReturnCovariance(symbols, lower);
  }

  /** Less their means, padded with days without a gap to whole blocks. */
  private static double[][] gaps(double[][] returns, int n) {
    int days = Math.min(DAYS, returns.length);
    int from = returns.length - days;
    double[] means = new double[n];
    for (int t = from; t < returns.length; t++) {
      for (int a = 0; a < n; a++) {
        means[a] += returns[t][a] / days;
      }
    }
    double[][] gaps = new double[(days + BLOCK - 1) / BLOCK * BLOCK][n];
    for (int t = 0; t < days; t++) {
      for (int a = 0; a < n; a++) {
        gaps[t][a] = returns[from + t][a] - means[a];
      }
    }
    return gaps;
  }

  private static void add(double[][] sums, double[] a, double[] b, double[] c, double[] d) {
    for (int i = 0; i < sums.length; i++) {
      double[] row = sums[i];
      double ai = a[i];
      double bi = b[i];
      double ci = c[i];
      double di = d[i];
      for (int j = 0; j < row.length; j++) {
        row[j] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
      }
    }
  }
}
