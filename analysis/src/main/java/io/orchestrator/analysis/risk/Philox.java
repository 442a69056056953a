package io.orchestrator.analysis.risk;

/**
 * Philox4x32-10 of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as 1, 2, 3",
 * SC11): the random numbers of a counter, without a state. Any path can be simulated by any thread
 * or device, in any order, with the same numbers.
 */
final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;
  private static final double STEP = 0x1p-52;

  private final int key0;
  private final int key1;
  private int word0;
  private int word1;
  private int word2;
  private int word3;

  Philox(long seed) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
  }

  /** Draws the four words of a counter. */
  void draw(int c0, int c1, int c2, int c3) {
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & LOW);
      long product1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    word0 = c0;
    word1 = c1;
    word2 = c2;
    word3 = c3;
  }

  /** The drawn words. */
  int[] words() {
    return new int[] {word0, word1, word2, word3};
  }

  /** Of the first two words: an odd multiple of 2^-53, so neither 0 nor 1 and as far from both. */
  double first() {
    return uniform(word0, word1);
  }

  /** Of the last two words. */
  double second() {
    return uniform(word2, word3);
  }

  private static double uniform(int low, int high) {
    long bits = ((high & LOW) << 32 | low & LOW) >>> 12;
    return (bits + 0.5) * STEP;
  }
}
