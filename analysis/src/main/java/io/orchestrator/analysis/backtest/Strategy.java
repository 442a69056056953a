package io.orchestrator.analysis.backtest;

/**
 * A rule that says at each close what to hold from the next open on. Called once a day, in order.
 */
@FunctionalInterface
public interface Strategy {
  /**
   * @param weights of equity by name, negative for short; holds yesterday's wishes and takes
   *     today's
   */
  void decide(History history, double[] weights);
}
