package io.orchestrator.adapters.iqfeed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One P or Q line at a time, from bytes to numbers, without making an object. The columns are those
 * that the feed itself has acknowledged. What the line said stays readable until the next one. Not
 * thread-safe.
 */
final class LevelOneDecoder {
  /** What this client makes use of; other columns are passed over. */
  enum Field {
    SYMBOL,
    LAST,
    LAST_SIZE,
    LAST_DATE,
    LAST_TIME,
    TICK_ID,
    VOLUME,
    BID,
    BID_SIZE,
    BID_TIME,
    ASK,
    ASK_SIZE,
    ASK_TIME,
    DELAY,
    CONTENTS;

    private final int bit = 1 << ordinal();
  }

  private static final Map<String, Field> BY_NAME =
      Map.ofEntries(
          Map.entry("Symbol", Field.SYMBOL),
          Map.entry("Most Recent Trade", Field.LAST),
          Map.entry("Most Recent Trade Size", Field.LAST_SIZE),
          Map.entry("Most Recent Trade Date", Field.LAST_DATE),
          Map.entry("Most Recent Trade Time", Field.LAST_TIME),
          Map.entry("TickID", Field.TICK_ID),
          Map.entry("Total Volume", Field.VOLUME),
          Map.entry("Bid", Field.BID),
          Map.entry("Bid Size", Field.BID_SIZE),
          Map.entry("Bid Time", Field.BID_TIME),
          Map.entry("Ask", Field.ASK),
          Map.entry("Ask Size", Field.ASK_SIZE),
          Map.entry("Ask Time", Field.ASK_TIME),
          Map.entry("Delay", Field.DELAY),
          Map.entry("Message Contents", Field.CONTENTS));

  private static final double[] POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  private static final double PRICE_LIMIT = 1e9;
  // Below this a decimal mantissa is exact in a double, and so is the power: one rounding.
  private static final long MANTISSA_LIMIT = 1L << 53;
  private static final long SIZE_LIMIT = Long.MAX_VALUE / 10 - 1;

  /** Basis of a line that is no trade. */
  static final char NO_TRADE = 0;

  private Field[] columns = new Field[0];
  private int present;
  private boolean summary;
  private char basis;
  private int symbolFrom;
  private int symbolTo;
  private byte[] line = new byte[0];
  private final double[] prices = new double[Field.values().length];
  private final long[] numbers = new long[Field.values().length];
  private double price;
  private long number;

  /** The columns of P and Q from now on, by the feed's names. */
  void columns(List<String> names) {
    columns = names.stream().map(BY_NAME::get).toArray(Field[]::new);
  }

  /**
   * Reads {@code bytes[from, to)}, a line without its end.
   *
   * @return null, or why the line makes no sense; then nothing may be read from this decoder
   */
  String decode(byte[] bytes, int from, int to) {
    present = 0;
    line = bytes;
    basis = NO_TRADE;
    if (to - from < 3 || bytes[from + 1] != ',') {
      return "too short";
    }
    summary = bytes[from] == 'P';
    int at = from + 2;
    for (int column = 0; column < columns.length; column++) {
      if (at > to) {
        return "too few columns";
      }
      int end = at;
      while (end < to && bytes[end] != ',') {
        end++;
      }
      Field field = columns[column];
      if (field != null && end > at) {
        if (!take(field, bytes, at, end)) {
          return REASONS[field.ordinal()];
        }
        present |= field.bit;
      }
      at = end + 1;
    }
    return has(Field.SYMBOL) ? null : "no symbol";
  }

  private static final String[] REASONS =
      Arrays.stream(Field.values())
          .map(f -> f.name().toLowerCase(Locale.ROOT) + " cannot be read")
          .toArray(String[]::new);

  private boolean take(Field field, byte[] bytes, int from, int to) {
    switch (field) {
      case SYMBOL -> {
        symbolFrom = from;
        symbolTo = to;
        return true;
      }
      case CONTENTS -> {
        for (int i = from; i < to; i++) {
          // At most one of them per line, the feed says; the qualified one decides if not.
          if (bytes[i] == 'C' || basis == NO_TRADE && (bytes[i] == 'E' || bytes[i] == 'O')) {
            basis = (char) bytes[i];
          }
        }
        return true;
      }
      case LAST, BID, ASK, DELAY -> {
        boolean read = readPrice(bytes, from, to);
        prices[field.ordinal()] = price;
        return read && (field != Field.LAST || price > 0);
      }
      case LAST_SIZE, TICK_ID, VOLUME, BID_SIZE, ASK_SIZE -> {
        boolean read = readNumber(bytes, from, to);
        numbers[field.ordinal()] = number;
        return read;
      }
      case LAST_DATE -> {
        boolean read = readDate(bytes, from, to);
        numbers[field.ordinal()] = number;
        return read;
      }
      case LAST_TIME, BID_TIME, ASK_TIME -> {
        boolean read = readTime(bytes, from, to);
        numbers[field.ordinal()] = number;
        return read;
      }
    }
    return false;
  }

  private boolean readNumber(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || value > SIZE_LIMIT) {
        return false;
      }
      value = value * 10 + digit;
    }
    number = value;
    return true;
  }

  private boolean readPrice(byte[] bytes, int from, int to) {
    long mantissa = 0;
    int decimals = -1;
    int digits = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        mantissa = mantissa * 10 + digit;
        decimals += decimals >= 0 ? 1 : 0;
        if (mantissa >= MANTISSA_LIMIT || decimals >= POWERS.length) {
          return false;
        }
      } else if (bytes[i] == '.' && decimals < 0) {
        decimals = 0;
      } else {
        return false;
      }
    }
    price = decimals > 0 ? mantissa / POWERS[decimals] : mantissa;
    return digits > 0 && price < PRICE_LIMIT;
  }

  /** {@code MM/dd/yyyy} to days since 1970. */
  private boolean readDate(byte[] b, int from, int to) {
    if (to - from != 10 || b[from + 2] != '/' || b[from + 5] != '/') {
      return false;
    }
    int month = digits(b, from, 2);
    int day = digits(b, from + 3, 2);
    int year = digits(b, from + 6, 4);
    if (month < 1 || month > 12 || year < 1970 || day < 1 || day > ExchangeTime.days(year, month)) {
      return false;
    }
    number = ExchangeTime.epochDay(year, month, day);
    return true;
  }

  /** {@code HH:mm:ss} with up to nine decimals to nanoseconds of the day. */
  private boolean readTime(byte[] b, int from, int to) {
    int length = to - from;
    if (length < 8 || length > 18 || length == 9 || b[from + 2] != ':' || b[from + 5] != ':') {
      return false;
    }
    int hour = digits(b, from, 2);
    int minute = digits(b, from + 3, 2);
    int second = digits(b, from + 6, 2);
    long nanos = 0;
    if (length > 8) {
      int fraction = digits(b, from + 9, length - 9);
      if (b[from + 8] != '.' || fraction < 0) {
        return false;
      }
      nanos = fraction * (long) POWERS[18 - length];
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return false;
    }
    number = ((hour * 60L + minute) * 60 + second) * 1_000_000_000L + nanos;
    return true;
  }

  /** A number of at most nine digits, or -1. */
  private static int digits(byte[] bytes, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  // ---- what the line said

  boolean has(Field field) {
    return (present & field.bit) != 0;
  }

  /** P, not Q. */
  boolean summary() {
    return summary;
  }

  /**
   * C, E or O where the line tells a trade, as of {@code Traded}; other lines repeat the columns of
   * the latest trade and have {@link #NO_TRADE}.
   */
  char basis() {
    return basis;
  }

  /** LAST, BID, ASK or DELAY; {@code absent} where the column is empty or not selected. */
  double price(Field field, double absent) {
    return has(field) ? prices[field.ordinal()] : absent;
  }

  /** Sizes and ids; times in nanoseconds of the day, dates in days since 1970. */
  long number(Field field, long absent) {
    return has(field) ? numbers[field.ordinal()] : absent;
  }

  byte[] line() {
    return line;
  }

  int symbolFrom() {
    return symbolFrom;
  }

  int symbolTo() {
    return symbolTo;
  }
}
