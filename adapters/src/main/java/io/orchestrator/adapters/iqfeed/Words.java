package io.orchestrator.adapters.iqfeed;

/**
 * Numbers of the feed, which writes digits and at most one point: no sign, exponent or name of a
 * number. All throw {@code IllegalArgumentException} for anything else.
 */
final class Words {
  private static final int DIGITS_MAX = 18;
  private static final double PRICE_LIMIT = 1e9;

  private Words() {}

  /** Above 0 and below a billion. */
  static double price(String text) {
    double value = number(text);
    if (value <= 0) {
      throw new IllegalArgumentException("price " + text);
    }
    return value;
  }

  /** As {@link #price}; an empty word, which means that there is none, and 0 are 0. */
  static double priceOrZero(String text) {
    return text.isEmpty() ? 0 : number(text);
  }

  private static double number(String text) {
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      points += c == '.' ? 1 : 0;
      if (c != '.' && (c < '0' || c > '9')) {
        throw new IllegalArgumentException("price " + text);
      }
    }
    int digits = text.length() - points;
    double value =
        points <= 1 && digits >= 1 && digits <= DIGITS_MAX ? Double.parseDouble(text) : -1;
    if (!(value >= 0 && value < PRICE_LIMIT)) {
      throw new IllegalArgumentException("price " + text);
    }
    return value;
  }

  /** 0 to 10^18 - 1. */
  static long whole(String text) {
    boolean plain = !text.isEmpty() && text.length() <= DIGITS_MAX;
    for (int i = 0; plain && i < text.length(); i++) {
      plain = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!plain) {
      throw new IllegalArgumentException("number " + text);
    }
    return Long.parseLong(text);
  }

  /** As {@link #whole}; an empty word is 0. */
  static long wholeOrZero(String text) {
    return text.isEmpty() ? 0 : whole(text);
  }
}
