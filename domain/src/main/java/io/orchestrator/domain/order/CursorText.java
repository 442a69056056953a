package io.orchestrator.domain.order;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.BiFunction;

/** How a place in a list ordered by time and name is handed out: both, with a mark between. */
final class CursorText {
  private static final String SEPARATOR = "~";

  private CursorText() {}

  static String of(Instant at, Object name) {
    return at + SEPARATOR + name;
  }

  /**
   * @throws IllegalArgumentException not a cursor that was handed out
   */
  static <C> C parse(String text, BiFunction<Instant, String, C> cursor) {
    int at = text.indexOf(SEPARATOR);
    // Years of more than four digits begin with a sign; no database holds them.
    if (at < 1 || !Character.isDigit(text.charAt(0))) {
      throw new IllegalArgumentException("not a cursor: '" + text + "'");
    }
    try {
      return cursor.apply(Instant.parse(text.substring(0, at)), text.substring(at + 1));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a cursor: '" + text + "'", e);
    }
  }
}
