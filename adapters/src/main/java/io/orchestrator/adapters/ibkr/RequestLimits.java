package io.orchestrator.adapters.ibkr;

import java.time.Duration;

/**
 * Requests that get an answer of their own.
 *
 * @param timeout of a question that the gateway answers from its memory: contract, what-if
 * @param historyTimeout of bars, from the moment when they were really asked for
 * @param waiting questions that may be unanswered or wait for their turn; one more is refused
 * @param openHistory bars asked for and not answered; the broker allows 50
 * @param pacingBackOff pause after the broker called us too fast; doubles, at most three times
 */
public record RequestLimits(
    Duration timeout,
    Duration historyTimeout,
    int waiting,
    int openHistory,
    Duration pacingBackOff) {

  public static final RequestLimits DEFAULT =
      new RequestLimits(
          Duration.ofSeconds(10), Duration.ofMinutes(2), 500, 20, Duration.ofSeconds(15));

  public RequestLimits {
    require(timeout.isPositive(), "timeout must be positive");
    require(historyTimeout.isPositive(), "history-timeout must be positive");
    require(waiting >= 1 && waiting <= 100_000, "waiting must be 1..100000");
    require(openHistory >= 1 && openHistory <= 50, "open-history must be 1..50");
    require(pacingBackOff.isPositive(), "pacing-back-off must be positive");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
