package io.orchestrator.http.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** An instant as clients write it: ISO-8601 in UTC, of a year that every database can hold. */
public final class UtcInstant {
  /** What is wrong with any other text. */
  public static final String WANTED =
      "must be ISO-8601 UTC like 2024-01-25T10:30:00Z, of the years 1 to 9999";

  private static final Instant FIRST = yearBegins(1);
  private static final Instant END = yearBegins(10_000);

  private UtcInstant() {}

  private static Instant yearBegins(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Empty when it is not one. */
  public static Optional<Instant> parse(String text) {
    try {
      Instant instant = Instant.parse(text);
      boolean inRange = instant.compareTo(FIRST) >= 0 && instant.compareTo(END) < 0;
      return inRange ? Optional.of(instant) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
