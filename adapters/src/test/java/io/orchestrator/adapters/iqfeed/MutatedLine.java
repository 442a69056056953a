package io.orchestrator.adapters.iqfeed;

import java.util.Random;

/** A good line with up to three bytes changed, now and then cut off. */
final class MutatedLine {
  private static final String ALPHABET = ",.:/-+0123456789CEOTF eNa\u00e9";

  private MutatedLine() {}

  /**
   * @param kept so many characters at the begin stay: they say what kind of line it is
   */
  static String of(String line, int kept, Random random) {
    char[] chars = line.toCharArray();
    for (int m = random.nextInt(4); m > 0; m--) {
      chars[kept + random.nextInt(chars.length - kept)] =
          random.nextBoolean()
              ? ALPHABET.charAt(random.nextInt(ALPHABET.length()))
              : (char) random.nextInt(256);
    }
    int length = random.nextInt(4) == 0 ? kept + random.nextInt(chars.length - kept) : chars.length;
    return new String(chars, 0, length);
  }

  /** Bytes of no meaning that often look like the begin of a line. */
  static String noise(String types, Random random) {
    var line = new StringBuilder();
    line.append(types.charAt(random.nextInt(types.length()))).append(',');
    for (int length = random.nextInt(80); length > 0; length--) {
      int kind = random.nextInt(4);
      line.append(
          kind == 0
              ? ','
              : kind == 1
                  ? (char) ('0' + random.nextInt(10))
                  : kind == 2
                      ? ALPHABET.charAt(random.nextInt(ALPHABET.length()))
                      : (char) random.nextInt(256));
    }
    return line.toString();
  }
}
