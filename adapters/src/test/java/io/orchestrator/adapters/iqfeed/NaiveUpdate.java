package io.orchestrator.adapters.iqfeed;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A P or Q line read the slow and obvious way; what the decoder is compared with. */
record NaiveUpdate(double bid, double ask, double last, long volume, boolean traded) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MM/dd/uuuu").withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .toFormatter();

  static Optional<NaiveUpdate> parse(String line, List<String> fields) {
    String[] columns = line.substring(2).split(",", -1);
    if (columns.length < fields.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (!columns[i].isEmpty()) {
        values.put(fields.get(i), columns[i]);
      }
    }
    try {
      for (String time : List.of("Most Recent Trade Time", "Bid Time", "Ask Time")) {
        if (values.containsKey(time)) {
          LocalTime.parse(values.get(time), TIME);
        }
      }
      String date = values.get("Most Recent Trade Date");
      if (date != null && LocalDate.parse(date, DATE).getYear() < 1970) {
        return Optional.empty();
      }
      for (String size : List.of("Most Recent Trade Size", "TickID", "Bid Size", "Ask Size")) {
        number(values.get(size));
      }
      price(values.get("Delay"));
      double last = price(values.get("Most Recent Trade"));
      boolean zero = values.containsKey("Most Recent Trade") && last == 0;
      if (zero || !values.containsKey("Symbol")) {
        return Optional.empty();
      }
      boolean traded =
          line.charAt(0) == 'Q'
              && values.getOrDefault("Message Contents", "").matches("(?s).*[CEO].*")
              && last > 0;
      return Optional.of(
          new NaiveUpdate(
              price(values.get("Bid")),
              price(values.get("Ask")),
              last,
              number(values.get("Total Volume")),
              traded));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long number(String text) {
    if (text != null && !text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(text);
    }
    return text == null ? 0 : Long.parseLong(text);
  }

  private static double price(String text) {
    if (text == null) {
      return 0;
    }
    boolean shaped = text.matches("[0-9]*\\.?[0-9]*") && text.matches(".*[0-9].*");
    BigDecimal value = shaped ? new BigDecimal(text) : BigDecimal.ONE.negate();
    if (value.signum() < 0
        || value.compareTo(new BigDecimal("1e9")) >= 0
        || value.scale() > 9
        || value.unscaledValue().bitLength() > 53) {
      throw new IllegalArgumentException(text);
    }
    return value.doubleValue();
  }
}
