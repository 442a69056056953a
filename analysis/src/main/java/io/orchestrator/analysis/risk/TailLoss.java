package io.orchestrator.analysis.risk;

import java.util.Arrays;

/**
 * Quantile and tail mean of losses, with the scenarios that carry the quantile.
 *
 * @param value the quantile; negative when even this scenario gains
 * @param tailMean mean of the worst share of probability mass, the scenario at its border counted
 *     in part (Acerbi and Tasche 2002)
 * @param scenarios indices of the losses between which the quantile lies
 * @param weights of these scenarios in the quantile, sum 1
 */
record TailLoss(double value, double tailMean, int[] scenarios, double[] weights) {

  /**
   * Every loss equally likely; linear interpolation, type 7 of Hyndman and Fan 1996.
   *
   * @param tail probability mass beyond the quantile, in (0, 1)
   */
  static TailLoss equal(double[] losses, double tail) {
    int n = losses.length;
    double fromTop = (n - 1) * tail;
    int above = (int) Math.floor(fromTop + 1e-9);
    double part = Math.max(0, fromTop - above);
    int[] worst = worst(losses, Math.min(n, (int) Math.ceil(n * tail) + 2));
    int next = Math.min(above + 1, n - 1);
    double value = (1 - part) * losses[worst[above]] + part * losses[worst[next]];
    double[] sorted = new double[worst.length];
    Arrays.setAll(sorted, i -> losses[worst[worst.length - 1 - i]]);
    double mean = meanOfWorst(sorted, n * tail);
    return part < 1e-12
        ? new TailLoss(value, mean, new int[] {worst[above]}, new double[] {1})
        : new TailLoss(
            value, mean, new int[] {worst[above], worst[next]}, new double[] {1 - part, part});
  }

  /**
   * The loss at which the weights, summed from the worst, reach the tail's mass.
   *
   * @param weights sum 1
   */
  static TailLoss weighted(double[] losses, double[] weights, double tail) {
    int candidates = Math.min(losses.length, Math.max(20, losses.length / 8));
    while (true) {
      int[] worst = worst(losses, candidates);
      double mass = 0;
      double sum = 0;
      for (int scenario : worst) {
        double weight = weights[scenario];
        if (mass + weight >= tail - 1e-12) {
          sum += (tail - mass) * losses[scenario];
          return new TailLoss(losses[scenario], sum / tail, new int[] {scenario}, new double[] {1});
        }
        mass += weight;
        sum += weight * losses[scenario];
      }
      if (candidates == losses.length) {
        throw new IllegalArgumentException("weights do not sum to 1");
      }
      candidates = Math.min(losses.length, 2 * candidates);
    }
  }

  private static double meanOfWorst(double[] ascending, double mass) {
    int whole = (int) Math.floor(mass + 1e-9);
    double sum = 0;
    for (int i = 0; i < whole; i++) {
      sum += ascending[ascending.length - 1 - i];
    }
    double part = Math.max(0, mass - whole);
    return (part > 0 ? sum + part * ascending[ascending.length - 1 - whole] : sum) / mass;
  }

  /**
   * Indices of so many largest losses, the largest first; equal ones by age. A short sorted list
   * that few of the later values enter: the tail is small, and nothing else needs an order.
   */
  private static int[] worst(double[] losses, int count) {
    int[] worst = new int[count];
    int size = 0;
    for (int i = 0; i < losses.length; i++) {
      if (size == count && losses[i] <= losses[worst[count - 1]]) {
        continue;
      }
      int at = size < count ? size++ : count - 1;
      while (at > 0 && losses[i] > losses[worst[at - 1]]) {
        worst[at] = worst[at - 1];
        at--;
      }
      worst[at] = i;
    }
    return worst;
  }
}
