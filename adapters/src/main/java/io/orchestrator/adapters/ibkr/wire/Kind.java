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

  private final Pattern shape;

  Kind(String shape) {
    this.shape = shape == null ? null : Pattern.compile(shape);
  }

  /** Whether {@code value} has this shape. */
  public boolean accepts(String value) {
    if (shape == null || value.isEmpty()) {
      return true;
    }
    if (!shape.matcher(value).matches()) {
      return false;
    }
    return this != INTEGER || fitsLong(value);
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
