package io.orchestrator.analysis.information.network;

import java.util.Collection;

/**
 * The rows of a set of series: one for each time that has all lags, trial after trial. The same
 * rows for every variable, so that values of different variables can be compared.
 *
 * @param largestLag M; each trial gives {@code samples − M} rows
 */
record Realisations(SeriesSet series, int largestLag) {
  Realisations {
    if (series.samples() - largestLag < 4) {
      throw new IllegalArgumentException(
          "%d samples are too few for a largest lag of %d".formatted(series.samples(), largestLag));
    }
  }

  int rowsPerTrial() {
    return series.samples() - largestLag;
  }

  int rows() {
    return rowsPerTrial() * series.replications();
  }

  double[] column(Variable variable) {
    double[] column = new double[rows()];
    int from = largestLag - variable.lag();
    for (int r = 0; r < series.replications(); r++) {
      double[] trial = series.trial(variable.process(), r);
      System.arraycopy(trial, from, column, r * rowsPerTrial(), rowsPerTrial());
    }
    return column;
  }

  double[][] columns(Collection<Variable> variables) {
    return variables.stream().map(this::column).toArray(double[][]::new);
  }
}
