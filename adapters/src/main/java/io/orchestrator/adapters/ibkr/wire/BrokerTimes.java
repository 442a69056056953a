package io.orchestrator.adapters.ibkr.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The ways in which the broker writes instants. */
public final class BrokerTimes {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DASH_UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd-HH:mm:ss", Locale.ROOT);

  private BrokerTimes() {}

  /** {@code 20260413 15:27:04 US/Eastern}. */
  public static String eastern(Instant instant) {
    return DATE_TIME.format(instant.atZone(ZoneId.of("US/Eastern"))) + " US/Eastern";
  }

  /**
   * Understands date and time with a zone name, with one or two blanks between, without a zone
   * (then {@code ifNoZone}), the dash form in UTC, epoch seconds and a plain date. Empty if it is
   * none of these.
   */
  public static Optional<Instant> parse(String text, ZoneId ifNoZone) {
    String value = text.strip();
    try {
      if (value.matches("\\d{8}")) {
        return Optional.of(
            LocalDate.parse(value, DateTimeFormatter.BASIC_ISO_DATE)
                .atStartOfDay(ifNoZone)
                .toInstant());
      }
      if (value.matches("\\d{9,11}")) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(value)));
      }
      if (value.matches("\\d{8}-\\d\\d:\\d\\d:\\d\\d.*")) {
        return Optional.of(
            LocalDateTime.parse(value.substring(0, 17), DASH_UTC).toInstant(ZoneOffset.UTC));
      }
      String[] parts = value.split("\\s+", 3);
      if (parts.length < 2) {
        return Optional.empty();
      }
      ZoneId zone = parts.length == 3 ? ZoneId.of(parts[2], ZoneId.SHORT_IDS) : ifNoZone;
      return Optional.of(
          LocalDateTime.parse(parts[0] + " " + parts[1], DATE_TIME).atZone(zone).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
