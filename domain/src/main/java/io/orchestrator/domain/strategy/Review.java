package io.orchestrator.domain.strategy;

import java.time.Instant;
import java.util.Optional;

/**
 * What a version did since it came to its stage, on days that no search has seen.
 *
 * @param days closes
 * @param meanReturn of a day
 * @param z how many standard errors the mean is from what was expected of it
 * @param drawdown from the peak, as a share
 * @param profit USD at the capital of its stage; of a shadow on paper
 * @param drift why it is not what was promoted, or empty
 */
public record Review(
    int days,
    double meanReturn,
    double z,
    double drawdown,
    double profit,
    Optional<String> drift,
    Instant at) {

  /**
   * Judges what was seen. A mean so far below the walk-forward's comes by chance once in a thousand
   * looks; looks are daily and dependent, some hundred of them still leave a false alarm rare. A
   * draw-down half as deep again as the deepest of the test is another market.
   *
   * @param returns daily, oldest first
   * @param capital USD at its stage; on paper what a champion would have
   */
  public static Review of(StrategyVersion v, double[] returns, double capital, Instant at) {
    double sum = 0;
    double wealth = 1;
    double peak = 1;
    double deepest = 0;
    for (double r : returns) {
      sum += r;
      wealth *= 1 + r;
      peak = Math.max(peak, wealth);
      deepest = Math.max(deepest, 1 - wealth / peak);
    }
    int n = returns.length;
    double mean = n == 0 ? 0 : sum / n;
    double sigma = v.evidence().dailyVolatility();
    double expected = v.evidence().walkForwardSharpe() * sigma / Math.sqrt(TRADING_DAYS);
    double z = n == 0 || !(sigma > 0) ? 0 : (mean - expected) / sigma * Math.sqrt(n);
    double profit = capital * (wealth - 1);
    return new Review(n, mean, z, deepest, profit, drift(v, z, deepest, profit), at);
  }

  private static final double TRADING_DAYS = 252;
  private static final double LOWEST_Z = -3.09;
  private static final double DEEPER = 1.5;

  private static Optional<String> drift(
      StrategyVersion v, double z, double deepest, double profit) {
    double most = DEEPER * v.evidence().maxDrawdown();
    if (profit <= -v.limits().maxLoss()) {
      return Optional.of(
          "lost %.2f USD, its limit is %.2f".formatted(-profit, v.limits().maxLoss()));
    }
    if (z < LOWEST_Z) {
      return Optional.of("its mean return is %.2f standard errors below expectation".formatted(-z));
    }
    if (deepest > most) {
      return Optional.of(
          "a draw-down of %.1f %%; %.1f %% is half as deep again as in its test"
              .formatted(100 * deepest, 100 * most));
    }
    return Optional.empty();
  }
}
