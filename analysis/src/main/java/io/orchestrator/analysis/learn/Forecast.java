package io.orchestrator.analysis.learn;

import java.time.Instant;

/**
 * One prediction beside what happened.
 *
 * @param probabilityUp what was said
 * @param nextReturn what happened, never 0
 * @param baseRate share of "up" in what the model had learned from: the forecast without any skill
 */
public record Forecast(
    Instant time, String symbol, double probabilityUp, double nextReturn, double baseRate) {
  /** No forecast is believed beyond this: a single surprise must not cost infinitely much. */
  static final double SUREST = 1e-4;

  public boolean up() {
    return nextReturn > 0;
  }

  /** Minus the logarithm of the probability of what happened, in nats. */
  public double logLoss() {
    return logLoss(probabilityUp, up());
  }

  public double baseLogLoss() {
    return logLoss(baseRate, up());
  }

  /** Squared distance of the probability from what happened. */
  public double brier() {
    double miss = (up() ? 1 : 0) - probabilityUp;
    return miss * miss;
  }

  Forecast calibrated(Calibration calibration) {
    return new Forecast(time, symbol, calibration.apply(probabilityUp), nextReturn, baseRate);
  }

  private static double logLoss(double probability, boolean up) {
    double ofWhatHappened = up ? probability : 1 - probability;
    return -Math.log(Math.max(SUREST, Math.min(1 - SUREST, ofWhatHappened)));
  }
}
