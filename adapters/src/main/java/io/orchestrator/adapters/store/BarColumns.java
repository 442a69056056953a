package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.BarStore.StoredBar;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/** The columns of one file, and how a line becomes a bar. */
final class BarColumns {
  private static final List<String> REQUIRED = List.of("open", "high", "low", "close", "volume");
  private static final String ADJUSTED = "adjusted_close";
  private static final Pattern NUMBER =
      Pattern.compile("\\d{1,15}(\\.\\d{0,15})?([eE][+-]?\\d{1,2})?");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}(\\.0*)?");

  private static final Pattern MINUTE =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:00)?");
  private static final Duration DAY = Duration.ofDays(1);

  private final List<String> names;
  private String day = "-";
  private Instant midnight = Instant.EPOCH;
  private final Timeframe timeframe;
  private final int time;
  private final int open;
  private final int high;
  private final int low;
  private final int close;
  private final int volume;
  private final int adjusted;

  /** A line or file that cannot be used, in words. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason, null, false, false);
    }
  }

  private BarColumns(List<String> names, boolean daily) {
    this.names = names;
    this.timeframe = daily ? Timeframe.D1 : Timeframe.M1;
    this.time = names.indexOf(daily ? "date" : "timestamp");
    this.open = names.indexOf("open");
    this.high = names.indexOf("high");
    this.low = names.indexOf("low");
    this.close = names.indexOf("close");
    this.volume = names.indexOf("volume");
    this.adjusted = names.indexOf(ADJUSTED);
  }

  static BarColumns of(String header) throws Unusable {
    List<String> names =
        Arrays.stream(header.split(",", -1)).map(n -> n.strip().toLowerCase(Locale.ROOT)).toList();
    boolean daily = names.contains("date");
    if (daily == names.contains("timestamp")) {
      throw new Unusable("the first line must name one column 'date' or 'timestamp'");
    }
    if (Set.copyOf(names).size() != names.size()) {
      throw new Unusable("a column is named twice");
    }
    if (!names.containsAll(REQUIRED)) {
      throw new Unusable("columns " + REQUIRED + " are needed, found " + shown(header));
    }
    for (String name : names) {
      boolean known =
          REQUIRED.contains(name)
              || name.equals(daily ? "date" : "timestamp")
              || daily && name.equals(ADJUSTED);
      if (!known) {
        throw new Unusable("unknown column '" + shown(name) + "'");
      }
    }
    return new BarColumns(names, daily);
  }

  Timeframe timeframe() {
    return timeframe;
  }

  boolean hasAdjusted() {
    return adjusted >= 0;
  }

  StoredBar bar(String line, Symbol symbol, TradingCalendar calendar, Instant now) throws Unusable {
    String[] fields = line.split(",", -1);
    if (fields.length != names.size()) {
      throw new Unusable(names.size() + " columns are needed, found " + fields.length);
    }
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i].strip();
    }
    Instant start = start(fields[time], calendar);
    if (start.isAfter(now)) {
      throw new Unusable("starts in the future: " + fields[time]);
    }
    try {
      Bar bar =
          new Bar(
              symbol,
              timeframe,
              start,
              price(fields, open),
              price(fields, high),
              price(fields, low),
              price(fields, close),
              volume(fields[volume]));
      boolean known = hasAdjusted() && !fields[adjusted].isEmpty();
      return new StoredBar(
          bar, known ? OptionalDouble.of(price(fields, adjusted)) : OptionalDouble.empty());
    } catch (IllegalArgumentException e) {
      throw new Unusable(e.getMessage());
    }
  }

  /** Consecutive minutes are of one day mostly; it is looked up once. */
  private Instant start(String text, TradingCalendar calendar) throws Unusable {
    boolean minute = timeframe != Timeframe.D1 && MINUTE.matcher(text).matches();
    if (minute && text.startsWith(day)) {
      int hour = Integer.parseInt(text, 11, 13, 10);
      int past = Integer.parseInt(text, 14, 16, 10);
      if (hour < 24 && past < 60) {
        return midnight.plusSeconds(hour * 3600L + past * 60L);
      }
    }
    Instant start = firstOfDay(text, calendar);
    if (minute) {
      remember(text.substring(0, 10));
    }
    return start;
  }

  private void remember(String date) {
    var begin = LocalDate.parse(date).atStartOfDay(TradingCalendar.NEW_YORK);
    boolean whole = begin.plusDays(1).toInstant().equals(begin.toInstant().plus(DAY));
    day = whole ? date : "-";
    midnight = begin.toInstant();
  }

  private Instant firstOfDay(String text, TradingCalendar calendar) throws Unusable {
    try {
      LocalDateTime local =
          timeframe == Timeframe.D1
              ? LocalDate.parse(text).atTime(TradingCalendar.REGULAR_OPEN)
              : LocalDateTime.parse(text.replace(' ', 'T'));
      LocalDate date = local.toLocalDate();
      if (date.isBefore(TradingCalendar.FIRST_DATE) || date.getYear() > 9999) {
        throw new Unusable("before " + TradingCalendar.FIRST_DATE + ", where the calendar begins");
      }
      TradingSession session =
          calendar
              .session(date)
              .orElseThrow(() -> new Unusable(date + " is no trading day of the exchange"));
      if (timeframe == Timeframe.D1) {
        return session.open();
      }
      if (local.getSecond() != 0 || local.getNano() != 0) {
        throw new Unusable("a minute bar starts at a whole minute, found " + shown(text));
      }
      List<ZoneOffset> offsets = TradingCalendar.NEW_YORK.getRules().getValidOffsets(local);
      if (offsets.isEmpty()) {
        throw new Unusable(text + " does not exist in New York");
      }
      return local.toInstant(offsets.getFirst());
    } catch (DateTimeException e) {
      throw new Unusable("'" + shown(text) + "' is no " + names.get(time));
    }
  }

  private double price(String[] fields, int column) throws Unusable {
    String text = fields[column];
    if (!plain(text) && !NUMBER.matcher(text).matches()) {
      throw new Unusable(names.get(column) + " '" + shown(text) + "' is no number");
    }
    double value = Double.parseDouble(text);
    if (!(value > 0)) {
      throw new Unusable(names.get(column) + " must be above 0, found " + shown(text));
    }
    return value;
  }

  /** Digits with at most one point between them: nearly every number of nearly every file. */
  private static boolean plain(String text) {
    int point = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && point < 0 && i > 0) {
        point = i;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 16;
  }

  private static long volume(String text) throws Unusable {
    if (!(plain(text) && text.indexOf('.') < 0) && !WHOLE.matcher(text).matches()) {
      throw new Unusable("volume '" + shown(text) + "' is no whole number of shares");
    }
    int point = text.indexOf('.');
    return Long.parseLong(point < 0 ? text : text.substring(0, point));
  }

  /** Short and printable. */
  static String shown(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7E]", "?");
    return plain.length() <= 60 ? plain : plain.substring(0, 60) + "…";
  }
}
