package io.orchestrator.analysis.information;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.special.Erf;

/**
 * Next value of a target from its significant own lags and drivers by least squares.
 *
 * @param terms what enters
 * @param coefficients first the constant, then one per term
 * @param residualDeviation of the target around the forecast, positive
 */
record LinearForecast(List<Term> terms, double[] coefficients, double residualDeviation) {
  /**
   * @param series index
   * @param lag at least 1
   */
  record Term(int series, int lag) {}

  static List<Term> terms(DriverNetwork.Target target) {
    List<Term> terms = new ArrayList<>();
    for (int lag : target.ownLags()) {
      terms.add(new Term(target.index(), lag));
    }
    target.drivers().forEach(link -> terms.add(new Term(link.source(), link.lag())));
    return List.copyOf(terms);
  }

  /** Fits over rows {@code [maxLag, until)}. */
  static LinearForecast fit(
      double[][] series, int target, List<Term> terms, int maxLag, int until) {
    int rows = until - maxLag;
    double[][] design = new double[rows][terms.size() + 1];
    double[] next = new double[rows];
    for (int r = 0; r < rows; r++) {
      int time = maxLag + r;
      next[r] = series[target][time];
      design[r][0] = 1;
      for (int i = 0; i < terms.size(); i++) {
        Term term = terms.get(i);
        design[r][i + 1] = series[term.series()][time - term.lag()];
      }
    }
    Array2DRowRealMatrix x = new Array2DRowRealMatrix(design, false);
    double[] coefficients =
        new QRDecomposition(x, 1e-12).getSolver().solve(new ArrayRealVector(next, false)).toArray();
    double squares = 0;
    for (int r = 0; r < rows; r++) {
      double error = next[r];
      for (int i = 0; i < coefficients.length; i++) {
        error -= coefficients[i] * design[r][i];
      }
      squares += error * error;
    }
    double deviation = Math.sqrt(squares / Math.max(1, rows - coefficients.length));
    return new LinearForecast(terms, coefficients, Math.max(deviation, 1e-9));
  }

  /** Expected value at {@code time}; uses values before it only. */
  double at(double[][] series, int time) {
    double value = coefficients[0];
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      value += coefficients[i + 1] * series[term.series()][time - term.lag()];
    }
    return value;
  }

  /**
   * Chance that the value at {@code time} is above {@code threshold}, residuals taken as normal.
   */
  double probabilityAbove(double threshold, double[][] series, int time) {
    double z = (at(series, time) - threshold) / residualDeviation;
    return 0.5 * Erf.erfc(-z / Math.sqrt(2));
  }
}
