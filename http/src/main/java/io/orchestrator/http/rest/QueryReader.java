package io.orchestrator.http.rest;

import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.InvalidInput.FieldError;
import io.orchestrator.http.json.UtcInstant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes query parameters, collecting every mistake; {@link #finish()} refuses unknown ones. */
public final class QueryReader {
  private static final int MAX_VALUE = 1000;
  private final Map<String, List<String>> values;
  private final Set<String> known = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  public QueryReader(Map<String, List<String>> values) {
    this.values = values;
  }

  public Optional<String> text(String name) {
    known.add(name);
    List<String> given = values.getOrDefault(name, List.of());
    if (given.size() > 1) {
      error(name, "given " + given.size() + " times; once is enough");
    }
    return given.stream()
        .findFirst()
        .filter(value -> !value.isBlank())
        .filter(
            value -> {
              if (value.length() > MAX_VALUE) {
                error(name, "at most " + MAX_VALUE + " characters");
              }
              return value.length() <= MAX_VALUE;
            });
  }

  /** Comma-separated, without blanks. */
  public List<String> list(String name, int maxItems) {
    List<String> items =
        text(name).stream()
            .flatMap(text -> Stream.of(text.split(",")))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList();
    if (items.size() > maxItems) {
      error(name, "at most " + maxItems + " items, was " + items.size());
      return List.of();
    }
    return items;
  }

  public Optional<Long> integer(String name, long min, long max) {
    return text(name)
        .flatMap(
            text -> {
              try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                  return Optional.of(value);
                }
              } catch (NumberFormatException e) {
                error(name, "must be an integer, was '" + text + "'");
                return Optional.empty();
              }
              error(name, "must be " + min + " to " + max + ", was " + text);
              return Optional.empty();
            });
  }

  /**
   * Where a page begins.
   *
   * @param parse throws {@link IllegalArgumentException} of what was not handed out
   */
  public <T> Optional<T> cursor(Function<String, T> parse) {
    return text("cursor")
        .flatMap(
            text -> {
              try {
                return Optional.of(parse.apply(text));
              } catch (IllegalArgumentException e) {
                error("cursor", "is next_cursor of the page before, unchanged");
                return Optional.empty();
              }
            });
  }

  public Optional<Instant> instant(String name) {
    return text(name)
        .flatMap(
            text -> {
              Optional<Instant> instant = UtcInstant.parse(text);
              if (instant.isEmpty()) {
                error(name, UtcInstant.WANTED + ", was '" + text + "'");
              }
              return instant;
            });
  }

  public <T> Optional<T> oneOf(String name, Map<String, T> allowed) {
    return text(name)
        .flatMap(
            text -> {
              var found = Optional.ofNullable(allowed.get(text.toLowerCase(Locale.ROOT)));
              if (found.isEmpty()) {
                error(
                    name,
                    "must be one of "
                        + String.join(", ", allowed.keySet())
                        + ", was '"
                        + text
                        + "'");
              }
              return found;
            });
  }

  public void error(String name, String message) {
    errors.add(new FieldError(name, message));
  }

  /**
   * @throws InvalidInput when anything was wrong
   */
  public void finish() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        error(
            name,
            known.isEmpty()
                ? "unknown parameter; none is known here"
                : "unknown parameter; known are "
                    + known.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
    if (!errors.isEmpty()) {
      throw InvalidInput.fields(errors);
    }
  }
}
