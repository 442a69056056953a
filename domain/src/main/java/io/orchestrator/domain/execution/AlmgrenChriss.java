package io.orchestrator.domain.execution;

/**
 * Optimal liquidation under linear impact: R. Almgren, N. Chriss, "Optimal execution of portfolio
 * transactions", Journal of Risk 3 (2001) 5–39.
 *
 * @param quantity X, shares
 * @param horizon T, days
 * @param intervals N
 * @param sigma absolute volatility, USD per share and square root of a day
 * @param epsilon fixed cost, USD per share: half a spread
 * @param eta temporary impact, USD per share for each share per day
 * @param gamma permanent impact, USD per share for each share
 * @param lambda risk aversion, 1/USD
 */
public record AlmgrenChriss(
    double quantity,
    double horizon,
    int intervals,
    double sigma,
    double epsilon,
    double eta,
    double gamma,
    double lambda) {

  public AlmgrenChriss {
    boolean usable =
        quantity > 0 && horizon > 0 && intervals > 0 && sigma >= 0 && epsilon >= 0 && lambda >= 0;
    if (!usable || !(eta - gamma * horizon / intervals / 2 > 0)) {
      throw new IllegalArgumentException("impact parameters out of range: eta too small for gamma");
    }
  }

  /**
   * The paper's section 4 calibration from what is observable: trading 1 % of the daily volume in a
   * day moves the price by one spread, selling 10 % moves it for good by one spread.
   *
   * @param dailyVolume shares
   * @param spread USD
   */
  public static AlmgrenChriss calibrated(
      double quantity,
      double horizon,
      int intervals,
      double sigma,
      double spread,
      double dailyVolume,
      double lambda) {
    return new AlmgrenChriss(
        quantity,
        horizon,
        intervals,
        sigma,
        spread / 2,
        spread / (0.01 * dailyVolume),
        spread / (0.1 * dailyVolume),
        lambda);
  }

  /** The same with the λ for which κT is as given; σ must be positive. */
  public AlmgrenChriss withKappaHorizon(double kappaHorizon) {
    double y = Math.cosh(kappaHorizon / intervals) - 1;
    double chosen = 2 * y / (tau() * tau()) * etaTilde() / (sigma * sigma);
    return new AlmgrenChriss(quantity, horizon, intervals, sigma, epsilon, eta, gamma, chosen);
  }

  private double tau() {
    return horizon / intervals;
  }

  /** η̃ = η − γτ/2. */
  private double etaTilde() {
    return eta - gamma * tau() / 2;
  }

  /** κ, 1/day: from 2(cosh(κτ) − 1)/τ² = λσ²/η̃. */
  public double kappa() {
    double tau = tau();
    double kappaTildeSquared = lambda * sigma * sigma / etaTilde();
    // acosh(1 + y) = ln(1 + y + sqrt(y(y + 2))), exact for small y too.
    double y = kappaTildeSquared * tau * tau / 2;
    return Math.log1p(y + Math.sqrt(y * (y + 2))) / tau;
  }

  /** Shares left at t = 0, τ, …, T: {@code intervals + 1} numbers from X down to 0. */
  public double[] holdings() {
    return holdings(quantity, intervals, kappa() * horizon);
  }

  /** As {@link #holdings()}, of κT alone: the shape needs no market. */
  static double[] holdings(double quantity, int intervals, double kappaHorizon) {
    double[] left = new double[intervals + 1];
    for (int j = 0; j <= intervals; j++) {
      left[j] = quantity * ratio(kappaHorizon, (double) (intervals - j) / intervals);
    }
    return left;
  }

  /** sinh(a·x)/sinh(a) for x in 0..1; its limit x for a → 0, without overflow for large a. */
  private static double ratio(double a, double x) {
    if (a < 1e-6) {
      return x;
    }
    return Math.exp(a * (x - 1)) * Math.expm1(-2 * a * x) / Math.expm1(-2 * a);
  }

  /** Expected shortfall of the trajectory, USD (equation 8 of the paper). */
  public double expectedCost(double[] holdings) {
    double cost = gamma * quantity * quantity / 2;
    for (int k = 1; k < holdings.length; k++) {
      double sold = holdings[k - 1] - holdings[k];
      cost += epsilon * Math.abs(sold) + etaTilde() * sold * sold / tau();
    }
    return cost;
  }

  /** Standard deviation of the shortfall, USD (equation 5). */
  public double risk(double[] holdings) {
    double sum = 0;
    for (int k = 1; k < holdings.length; k++) {
      sum += holdings[k] * holdings[k];
    }
    return sigma * Math.sqrt(tau() * sum);
  }
}
