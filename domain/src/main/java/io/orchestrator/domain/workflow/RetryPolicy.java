package io.orchestrator.domain.workflow;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Exponential back-off.
 *
 * @param maxAttempts 1 to 100; 1 is "never again"
 * @param firstDelay before the second attempt
 * @param factor growth from one delay to the next, at least 1
 * @param maxDelay ceiling of the delay before jitter
 * @param jitter share of the delay that is random, 0 to 1: the delay lies in {@code d·(1±jitter)}
 */
public record RetryPolicy(
    int maxAttempts, Duration firstDelay, double factor, Duration maxDelay, double jitter) {
  public static final RetryPolicy NEVER =
      new RetryPolicy(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0);

  public RetryPolicy {
    if (maxAttempts < 1 || maxAttempts > 100) {
      throw new IllegalArgumentException("max attempts must be 1..100, was " + maxAttempts);
    }
    if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException("delays must be 0 <= first <= max");
    }
    if (!(factor >= 1 && factor <= 100) || !(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("factor must be 1..100 and jitter 0..1");
    }
  }

  /**
   * @param failures so far, at least 1
   * @param seed the same seed and number of failures give the same delay
   */
  public Duration delayAfter(int failures, long seed) {
    double millis =
        Math.min(
            firstDelay.toMillis() * Math.pow(factor, failures - 1.0), (double) maxDelay.toMillis());
    double unit = new SplittableRandom(seed * 31 + failures).nextDouble(-1, 1);
    return Duration.ofMillis(Math.round(millis * (1 + jitter * unit)));
  }
}
