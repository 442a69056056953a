package io.orchestrator.analysis.backtest;

/** Buys above the highest close of the days before, leaves below the lowest (Donchian). */
final class Breakout implements Strategy {
  private final int enter;
  private final int leave;

  Breakout(double[] p) {
    enter = (int) p[0];
    leave = (int) p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (h.length() <= Math.max(enter, leave)) {
      return;
    }
    for (int s = 0; s < weights.length; s++) {
      double price = h.price(s, 0);
      if (weights[s] == 0 && above(h, s, price)) {
        weights[s] = 1.0 / weights.length;
      } else if (weights[s] != 0 && below(h, s, price)) {
        weights[s] = 0;
      }
    }
  }

  private boolean above(History h, int s, double price) {
    for (int k = 1; k <= enter; k++) {
      if (h.price(s, k) >= price) {
        return false;
      }
    }
    return true;
  }

  private boolean below(History h, int s, double price) {
    for (int k = 1; k <= leave; k++) {
      if (h.price(s, k) <= price) {
        return false;
      }
    }
    return true;
  }
}
