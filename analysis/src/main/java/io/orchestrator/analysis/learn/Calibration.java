package io.orchestrator.analysis.learn;

import java.util.List;

/**
 * Platt scaling: the probability's log-odds times {@code slope} plus {@code intercept}, fitted to
 * out-of-sample forecasts (Platt 1999, with his smoothed targets; Newton steps after Lin, Lin and
 * Weng 2007). A slope that would turn the forecasts round is not believed: then all that is left is
 * the share of "up".
 *
 * @param slope 0 or more; 1 with intercept 0 changes nothing
 */
public record Calibration(double slope, double intercept) {
  static final Calibration NONE = new Calibration(1, 0);

  /** Fewer forecasts than this are not worth a curve of two parameters. */
  static final int FEWEST = 100;

  private static final int MOST_STEPS = 100;
  private static final double RIDGE = 1e-6;

  public static Calibration fit(List<Forecast> forecasts) {
    if (forecasts.size() < FEWEST) {
      return NONE;
    }
    double[] odds = forecasts.stream().mapToDouble(f -> logOdds(f.probabilityUp())).toArray();
    long ups = forecasts.stream().filter(Forecast::up).count();
    double high = (ups + 1.0) / (ups + 2.0);
    double low = 1.0 / (forecasts.size() - ups + 2.0);
    double[] targets = forecasts.stream().mapToDouble(f -> f.up() ? high : low).toArray();
    double[] fitted = newton(odds, targets);
    return fitted[0] > 0
        ? new Calibration(fitted[0], fitted[1])
        : new Calibration(0, logOdds((ups + 1.0) / (forecasts.size() + 2.0)));
  }

  private static double[] newton(double[] odds, double[] targets) {
    double slope = 1;
    double intercept = 0;
    double loss = loss(odds, targets, slope, intercept);
    for (int step = 0; step < MOST_STEPS; step++) {
      double g1 = 0;
      double g2 = 0;
      double h11 = RIDGE;
      double h22 = RIDGE;
      double h12 = 0;
      for (int i = 0; i < odds.length; i++) {
        double p = sigmoid(slope * odds[i] + intercept);
        double weight = p * (1 - p);
        g1 += (p - targets[i]) * odds[i];
        g2 += p - targets[i];
        h11 += weight * odds[i] * odds[i];
        h22 += weight;
        h12 += weight * odds[i];
      }
      double determinant = h11 * h22 - h12 * h12;
      double d1 = -(h22 * g1 - h12 * g2) / determinant;
      double d2 = -(h11 * g2 - h12 * g1) / determinant;
      double length = 1;
      double next = loss(odds, targets, slope + d1, intercept + d2);
      while (next > loss && length > 1e-10) {
        length /= 2;
        next = loss(odds, targets, slope + length * d1, intercept + length * d2);
      }
      if (!(next < loss - 1e-12)) {
        break;
      }
      slope += length * d1;
      intercept += length * d2;
      loss = next;
    }
    return new double[] {slope, intercept};
  }

  private static double loss(double[] odds, double[] targets, double slope, double intercept) {
    double loss = 0;
    for (int i = 0; i < odds.length; i++) {
      double z = slope * odds[i] + intercept;
      // log(1 + e^z) without overflow
      loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i] * z;
    }
    return loss;
  }

  /** The calibrated probability; one half where the model said no number. */
  public double apply(double probability) {
    return Double.isFinite(probability) ? sigmoid(slope * logOdds(probability) + intercept) : 0.5;
  }

  static double logOdds(double probability) {
    double inside = Math.max(Forecast.SUREST, Math.min(1 - Forecast.SUREST, probability));
    return Math.log(inside / (1 - inside));
  }

  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
