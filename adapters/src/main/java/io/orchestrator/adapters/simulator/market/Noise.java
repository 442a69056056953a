package io.orchestrator.adapters.simulator.market;

/**
 * A short stream of random numbers that belongs to a (seed, name, ordinal): whoever asks for the
 * same stream gets the same numbers, in whatever order streams are asked for. SplitMix64 (Steele,
 * Lea, Flood 2014), so that a market does not change with the JDK's choice of generator.
 */
final class Noise {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private long state;
  private double spare = Double.NaN;

  Noise(long seed, String stream, long ordinal) {
    long name = 0;
    for (int i = 0; i < stream.length(); i++) {
      name = mix(name + stream.charAt(i) + GOLDEN);
    }
    this.state = mix(mix(seed + GOLDEN) ^ name) + mix(ordinal * GOLDEN + 1);
  }

  /** A hash of three numbers as uniform in [0, 1), without a stream. */
  static double uniform(long a, long b, long c) {
    return (mix(mix(mix(a + GOLDEN) ^ b) + c * GOLDEN) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in (0, 1). */
  double uniform() {
    state += GOLDEN;
    return ((mix(state) >>> 11) + 0.5) * 0x1.0p-53;
  }

  /** Standard normal, by Marsaglia's polar method. */
  double gaussian() {
    if (!Double.isNaN(spare)) {
      double result = spare;
      spare = Double.NaN;
      return result;
    }
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double square = x * x + y * y;
      if (square < 1 && square > 0) {
        double scale = Math.sqrt(-2 * Math.log(square) / square);
        spare = y * scale;
        return x * scale;
      }
    }
  }

  double[] gaussians(int count) {
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] = gaussian();
    }
    return result;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
