package io.orchestrator.adapters.simulator.iqfeed;

/** Prices as the feed writes them: four decimals, without the cost of a formatter. */
final class Decimals {
  private static final long SCALE = 10_000;

  private Decimals() {}

  static String four(double value) {
    long scaled = Math.round(Math.abs(value) * SCALE);
    String fraction = Long.toString(SCALE + scaled % SCALE).substring(1);
    return (value < 0 && scaled != 0 ? "-" : "") + scaled / SCALE + "." + fraction;
  }
}
