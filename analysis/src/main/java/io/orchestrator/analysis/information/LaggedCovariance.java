package io.orchestrator.analysis.information;

/**
 * Covariance of every series at every lag 0 to maxLag over the same rows; made once, after which a
 * conditional mutual information costs no more than a small elimination, whatever N is.
 */
final class LaggedCovariance {
  private final int lags;
  private final double[][] columns;
  private final double[][] matrix;
  private final double[] means;

  /**
   * @param series {@code [series][time]} equal lengths, finite
   */
  LaggedCovariance(double[][] series, int maxLag) {
    this.lags = maxLag + 1;
    int rows = series[0].length - maxLag;
    this.columns = new double[series.length * lags][];
    this.means = new double[columns.length];
    for (int s = 0; s < series.length; s++) {
      for (int lag = 0; lag < lags; lag++) {
        int from = maxLag - lag;
        int c = column(s, lag);
        columns[c] = Covariance.centre(series[s], from, from + rows);
        means[c] = series[s][from] - columns[c][0];
      }
    }
    this.matrix = new double[columns.length][columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j <= i; j++) {
        double value = Covariance.dot(columns[i], columns[j]) / rows;
        matrix[i][j] = value;
        matrix[j][i] = value;
      }
    }
  }

  int column(int series, int lag) {
    return series * lags + lag;
  }

  int rows() {
    return columns[0].length;
  }

  double mean(int column) {
    return means[column];
  }

  /** Centred values of a column; not to be changed. */
  double[] values(int column) {
    return columns[column];
  }

  double[][] matrix() {
    return matrix;
  }

  GaussianInformation.Value information(int source, int target, int[] conditions) {
    return GaussianInformation.conditional(
        matrix, new int[] {source}, new int[] {target}, conditions);
  }
}
