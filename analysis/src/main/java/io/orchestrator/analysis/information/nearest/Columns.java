package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;
import java.util.Random;

/** Columns {@code [dimension][row]} before they are searched. */
final class Columns {
  private Columns() {}

  /** Scaled and with noise as the settings say; the input is not changed. */
  static double[][] prepare(double[][] columns, KraskovSettings settings, Random noise) {
    double[][] prepared = new double[columns.length][];
    for (int c = 0; c < columns.length; c++) {
      double[] column = columns[c];
      for (double value : column) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("column " + c + " has a value that is not finite");
        }
      }
      prepared[c] = settings.scaled() ? scale(column) : column.clone();
      if (settings.noise() > 0) {
        for (int i = 0; i < column.length; i++) {
          prepared[c][i] += settings.noise() * noise.nextGaussian();
        }
      }
    }
    return prepared;
  }

  /**
   * @throws IllegalArgumentException a column has another length
   */
  static void checkLengths(int rows, double[][]... groups) {
    for (double[][] group : groups) {
      for (double[] column : group) {
        if (column.length != rows) {
          throw new IllegalArgumentException(
              "columns of " + rows + " and of " + column.length + " rows");
        }
      }
    }
  }

  /** Mean 0, deviation 1 (divisor N−1); a constant column becomes 0. */
  static double[] scale(double[] column) {
    double largest = 0;
    for (double value : column) {
      largest = Math.max(largest, Math.abs(value));
    }
    // Divided by the largest first, so that huge and tiny values neither overflow nor vanish.
    double unit = largest > 1e100 || (largest > 0 && largest < 1e-100) ? largest : 1;
    double mean = 0;
    for (double value : column) {
      mean += value / unit;
    }
    mean /= column.length;
    double squares = 0;
    for (double value : column) {
      squares += (value / unit - mean) * (value / unit - mean);
    }
    double deviation = Math.sqrt(squares / (column.length - 1));
    double[] scaled = new double[column.length];
    if (deviation > 1e-14 * Math.abs(mean)) {
      for (int i = 0; i < column.length; i++) {
        scaled[i] = (column[i] / unit - mean) / deviation;
      }
    }
    return scaled;
  }

  static double[][] join(double[][]... groups) {
    return Arrays.stream(groups).flatMap(Arrays::stream).toArray(double[][]::new);
  }

  /** The rows in another order: {@code result[c][i] = columns[c][order[i]]}. */
  static double[][] ordered(double[][] columns, int[] order) {
    double[][] result = new double[columns.length][order.length];
    for (int c = 0; c < columns.length; c++) {
      for (int i = 0; i < order.length; i++) {
        result[c][i] = columns[c][order[i]];
      }
    }
    return result;
  }

  static int[] ordered(int[] values, int[] order) {
    int[] result = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      result[i] = values[order[i]];
    }
    return result;
  }
}
