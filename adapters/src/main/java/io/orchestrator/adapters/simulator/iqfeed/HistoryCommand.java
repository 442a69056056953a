package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.TradingCalendar;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * A history request of port 9100: ticks (HTX, HTD, HTT), interval bars in seconds (HIX, HID, HIT),
 * days (HDX, HDT), weeks and months (HWX, HMX).
 *
 * @param intervalSeconds of interval bars, else 0
 * @param maxRows 0: as many as there are
 * @param days 0: not limited; else so many of the newest sessions
 * @param labelAtBeginning interval rows carry the begin of the bar, else its end
 * @param includePartial daily rows include the unfinished day
 */
record HistoryCommand(
    Kind kind,
    String symbol,
    int intervalSeconds,
    int maxRows,
    int days,
    Instant from,
    Instant to,
    LocalTime filterFrom,
    LocalTime filterTo,
    boolean oldestFirst,
    String requestId,
    boolean labelAtBeginning,
    boolean includePartial) {

  enum Kind {
    TICK,
    INTERVAL,
    DAY,
    WEEK,
    MONTH
  }

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd HHmmss");

  /** Where the request's id stands, by command. */
  private static final Map<String, Integer> ID_INDEX =
      Map.of(
          "HTX", 4, "HTD", 7, "HTT", 8, "HIX", 5, "HID", 8, "HIT", 9, "HDX", 4, "HDT", 6, "HWX", 4,
          "HMX", 4);

  /** The id, as far as it can be read out of a command that is otherwise wrong. */
  static String idOf(String[] words) {
    Integer index = ID_INDEX.get(words[0].toUpperCase(Locale.ROOT));
    return index != null && index < words.length ? words[index].trim() : "";
  }

  static boolean isHistory(String[] words) {
    return ID_INDEX.containsKey(words[0].toUpperCase(Locale.ROOT));
  }

  /** Throws {@code IllegalArgumentException} or {@code DateTimeException} if it cannot be read. */
  static HistoryCommand parse(String[] words) {
    var w = new Words(words);
    String id = idOf(words);
    return switch (words[0].toUpperCase(Locale.ROOT)) {
      case "HDX" -> newest(Kind.DAY, w, id);
      case "HWX" -> newest(Kind.WEEK, w, id);
      case "HMX" -> newest(Kind.MONTH, w, id);
      case "HDT" ->
          daily(
              Kind.DAY,
              w,
              id,
              w.number(4),
              w.date(2),
              w.date(3),
              w.flag(5, false),
              w.flag(8, true));
      case "HTX" -> ticks(w, id, w.number(2), 0, null, null, 0, w.flag(3, false));
      case "HTD" -> ticks(w, id, w.number(3), w.number(2), null, null, 4, w.flag(6, false));
      case "HTT" -> ticks(w, id, w.number(4), 0, w.instant(2), w.instant(3), 5, w.flag(7, false));
      case "HIX" -> {
        w.requireSeconds(7);
        yield interval(w, id, w.number(3), 0, null, null, 0, w.flag(4, false), w.flag(8, false));
      }
      case "HID" -> {
        w.requireSeconds(10);
        int days = w.number(3);
        yield interval(
            w, id, w.number(4), days, null, null, 5, w.flag(7, false), w.flag(11, false));
      }
      case "HIT" -> {
        w.requireSeconds(11);
        Instant from = w.instant(3);
        Instant to = w.instant(4);
        yield interval(w, id, w.number(5), 0, from, to, 6, w.flag(8, false), w.flag(12, false));
      }
      default -> throw new IllegalArgumentException("not served: " + words[0]);
    };
  }

  private static HistoryCommand newest(Kind kind, Words w, String id) {
    return daily(kind, w, id, w.number(2), null, null, w.flag(3, false), w.flag(6, true));
  }

  private static HistoryCommand ticks(
      Words w,
      String id,
      int rows,
      int days,
      Instant from,
      Instant to,
      int filterAt,
      boolean oldest) {
    boolean filtered = filterAt > 0;
    return new HistoryCommand(
        Kind.TICK,
        w.text(1),
        0,
        rows,
        days,
        from == null ? Instant.MIN : from,
        to == null ? Instant.MAX : to,
        filtered ? w.time(filterAt, LocalTime.MIN) : LocalTime.MIN,
        filtered ? w.time(filterAt + 1, LocalTime.MAX) : LocalTime.MAX,
        oldest,
        id,
        true,
        false);
  }

  private static HistoryCommand daily(
      Kind kind,
      Words w,
      String id,
      int rows,
      LocalDate from,
      LocalDate to,
      boolean oldest,
      boolean partial) {
    return new HistoryCommand(
        kind,
        w.text(1),
        0,
        rows,
        0,
        from == null ? Instant.MIN : startOf(from),
        to == null ? Instant.MAX : startOf(to.plusDays(1)),
        LocalTime.MIN,
        LocalTime.MAX,
        oldest,
        id,
        true,
        partial);
  }

  private static HistoryCommand interval(
      Words w,
      String id,
      int rows,
      int days,
      Instant from,
      Instant to,
      int filterAt,
      boolean oldest,
      boolean labelAtBeginning) {
    int seconds = w.number(2);
    if (seconds < 1 || seconds > 14_400) {
      throw new IllegalArgumentException("interval must be 1..14400 s, was " + seconds);
    }
    boolean filtered = filterAt > 0;
    return new HistoryCommand(
        Kind.INTERVAL,
        w.text(1),
        seconds,
        rows,
        days,
        from == null ? Instant.MIN : from,
        to == null ? Instant.MAX : to,
        filtered ? w.time(filterAt, LocalTime.MIN) : LocalTime.MIN,
        filtered ? w.time(filterAt + 1, LocalTime.MAX) : LocalTime.MAX,
        oldest,
        id,
        labelAtBeginning,
        false);
  }

  private static Instant startOf(LocalDate date) {
    return date.atStartOfDay(TradingCalendar.NEW_YORK).toInstant();
  }

  /** Parameters by position; absent ones are empty. */
  private record Words(String[] words) {
    String text(int index) {
      return index < words.length ? words[index].trim() : "";
    }

    int number(int index) {
      String text = text(index);
      int value = text.isEmpty() ? 0 : Integer.parseInt(text);
      if (value < 0) {
        throw new IllegalArgumentException("negative number " + value);
      }
      return value;
    }

    boolean flag(int index, boolean absent) {
      return switch (text(index)) {
        case "" -> absent;
        case "0" -> false;
        case "1" -> true;
        default -> throw new IllegalArgumentException("0 or 1 expected, was " + text(index));
      };
    }

    LocalDate date(int index) {
      return text(index).isEmpty() ? null : LocalDate.parse(text(index), DATE);
    }

    LocalTime time(int index, LocalTime absent) throws DateTimeException {
      return text(index).isEmpty() ? absent : LocalTime.parse(text(index), TIME);
    }

    Instant instant(int index) {
      return text(index).isEmpty()
          ? null
          : LocalDateTime.parse(text(index), DATE_TIME)
              .atZone(TradingCalendar.NEW_YORK)
              .toInstant();
    }

    void requireSeconds(int index) {
      if (!text(index).isEmpty() && !text(index).equals("s")) {
        throw new IllegalArgumentException("only intervals in seconds are served");
      }
    }
  }
}
