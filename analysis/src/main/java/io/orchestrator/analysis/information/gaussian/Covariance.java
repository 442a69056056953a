package io.orchestrator.analysis.information.gaussian;

/** Sample covariance of columns. */
final class Covariance {
  private static final double HUGE = 1e100;

  private Covariance() {}

  /**
   * @param columns {@code [variable][observation]}, equal lengths
   * @return symmetric, divided by N (the divisor cancels in every information)
   */
  static double[][] of(double[]... columns) {
    double[][] centred = new double[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      centred[i] = centre(columns[i], 0, columns[i].length);
    }
    double[][] covariance = new double[columns.length][columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j <= i; j++) {
        double value = dot(centred[i], centred[j]) / centred[i].length;
        covariance[i][j] = value;
        covariance[j][i] = value;
      }
    }
    return covariance;
  }

  /**
   * The columns as they are, but for those with huge or tiny values: these are divided by a power
   * of two, which no information notices, so that squares neither overflow nor vanish.
   *
   * @throws IllegalArgumentException lengths differ, or a value is not finite
   */
  static double[][] usable(double[][] columns) {
    double[][] usable = new double[columns.length][];
    for (int c = 0; c < columns.length; c++) {
      double[] column = columns[c];
      if (column.length != columns[0].length) {
        throw new IllegalArgumentException(
            "columns of " + columns[0].length + " and of " + column.length + " rows");
      }
      double largest = 0;
      for (int i = 0; i < column.length; i++) {
        if (!Double.isFinite(column[i])) {
          throw new IllegalArgumentException(
              "column %d has a value that is not finite in row %d".formatted(c, i));
        }
        largest = Math.max(largest, Math.abs(column[i]));
      }
      boolean plain = largest == 0 || (largest < HUGE && largest > 1 / HUGE);
      usable[c] = plain ? column : scaled(column, -Math.getExponent(largest));
    }
    return usable;
  }

  /** In two steps: the factor itself may be out of range. */
  private static double[] scaled(double[] column, int exponent) {
    double[] scaled = new double[column.length];
    for (int i = 0; i < column.length; i++) {
      scaled[i] = Math.scalb(Math.scalb(column[i], exponent / 2), exponent - exponent / 2);
    }
    return scaled;
  }

  /** A copy of {@code values[from, to)} with its mean taken away. */
  static double[] centre(double[] values, int from, int to) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += (values[i] - mean) / (i - from + 1);
    }
    double[] centred = new double[to - from];
    for (int i = from; i < to; i++) {
      centred[i - from] = values[i] - mean;
    }
    return centred;
  }

  /** Four partial sums: shorter chains of dependent additions, less rounding. */
  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
