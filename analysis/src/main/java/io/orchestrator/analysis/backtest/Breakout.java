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
      if (weights[s] == 0 && h.highest(s, enter)) {
        weights[s] = 1.0 / weights.length;
      } else if (weights[s] != 0 && h.lowest(s, leave)) {
        weights[s] = 0;
      }
    }
  }
}
