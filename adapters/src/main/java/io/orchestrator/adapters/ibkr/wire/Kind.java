package io.orchestrator.adapters.ibkr.wire;

import java.util.regex.Pattern;

/** Shape of a field. The empty text is "not set" for every kind. */
public enum Kind {
  /** Decimal, fits 64 bits. */
  INTEGER("-?\\d{1,19}"),
  /** Decimal with point and exponent, or an infinity. */
  NUMBER("-?(\\d{1,330}(\\.\\d{0,60})?|\\.\\d{1,60})([eE][+-]?\\d{1,3})?|-?Infinity"),
  /** A quantity: like a number, may carry thousands commas. */
  SIZE("-?(\\d[\\d,]{0,30}(\\.\\d{0,60})?|\\.\\d{1,60})([eE][+-]?\\d{1,3})?|-?Infinity"),
  /** 0 is false, any other integer is true. */
  FLAG("-?\\d{1,10}"),
  /** Anything without NUL. */
  TEXT(null);

  private static final int FEW = 10;

  private final Pattern shape;

  Kind(String shape) {
    this.shape = shape == null ? null : Pattern.compile(shape);
  }

  /** Whether {@code value} has this shape. */
  public boolean accepts(String value) {
    if (shape == null || value.isEmpty() || plain(value)) {
      return true;
    }
    if (!shape.matcher(value).matches()) {
      return false;
    }
    return this != INTEGER || fitsLong(value);
  }

  /**
   * Few digits, as most fields are: of every kind, the last two with one point between digits. Only
   * what is not needs the expression, which costs more than the rest of the reading.
   */
  private boolean plain(String value) {
    int from = value.charAt(0) == '-' ? 1 : 0;
    int length = value.length();
    boolean point = false;
    if (length == from || length - from > FEW) {
      return false;
    }
    for (int i = from; i < length; i++) {
      char c = value.charAt(i);
      if (c == '.' && !point && i > from && (this == NUMBER || this == SIZE)) {
        point = true;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean fitsLong(String value) {
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException tooLarge) {
      return false;
    }
  }
}
