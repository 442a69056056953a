package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A run stepped through like a program in a debugger: what happened, how long after the event
 * before, and the state of the run and of the event's step behind it.
 */
final class RunListing {
  private static final int MOST_DETAIL = 100;

  /** Told by a column of their own, or too long for a line. */
  private static final Set<String> ELSEWHERE =
      Set.of("seq", "event", "at", "after", "step", "attempt", "output", "steps", "parameters");

  private RunListing() {}

  static void print(JsonNode history, PrintWriter out) {
    var table = new Table("seq", "at", "after", "event", "step", "run is", "step is", "detail");
    Optional<Instant> before = Optional.empty();
    for (JsonNode event : history) {
      Optional<Instant> at = instant(event.path("at").asText());
      String step = event.path("step").asText("");
      JsonNode after = event.path("after");
      table.row(
          Table.show(event.path("seq")),
          Table.show(event.path("at")),
          gap(before, at),
          Table.show(event.path("event")).replaceFirst("^workflow-", ""),
          step.isEmpty() ? "" : step + attempt(event),
          Table.show(after.path("state")),
          step.isEmpty() ? "" : Table.show(after.path("steps").path(step)),
          detail(event));
      before = at;
    }
    table.print(out);
  }

  private static String attempt(JsonNode event) {
    return event.has("attempt") ? " #" + event.path("attempt").asInt() : "";
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String gap(Optional<Instant> before, Optional<Instant> at) {
    if (before.isEmpty() || at.isEmpty()) {
      return "";
    }
    double seconds = Duration.between(before.get(), at.get()).toNanos() / 1e9;
    return String.format(Locale.ROOT, "+%.3f s", seconds);
  }

  /** The other fields in short; an output only by its size. */
  private static String detail(JsonNode event) {
    var text = new StringBuilder();
    for (var field : event.properties()) {
      if (!ELSEWHERE.contains(field.getKey()) && !field.getValue().isNull()) {
        text.append(text.isEmpty() ? "" : ", ").append(field.getKey()).append(' ');
        text.append(Table.show(field.getValue()));
      }
    }
    JsonNode output = event.path("output");
    if (!output.isMissingNode()) {
      text.append(text.isEmpty() ? "" : ", ").append("output of ");
      text.append(output.toString().length()).append(" characters");
    }
    return text.length() > MOST_DETAIL ? text.substring(0, MOST_DETAIL) + "…" : text.toString();
  }
}
