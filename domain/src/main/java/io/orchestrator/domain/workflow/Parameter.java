package io.orchestrator.domain.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One parameter of a workflow.
 *
 * @param minimum smallest number, or fewest items or characters
 * @param maximum largest number, or most items or characters
 * @param allowed the only legal values; empty for any
 * @param pattern what a text, or each item of a list of texts, must match
 * @param defaultValue taken where the caller says nothing; empty makes the parameter required
 */
public record Parameter(
    String name,
    Kind kind,
    double minimum,
    double maximum,
    List<String> allowed,
    Optional<Pattern> pattern,
    Optional<Object> defaultValue,
    String description) {

  /** What a value may be. */
  public enum Kind {
    TEXT("string"),
    WHOLE_NUMBER("integer"),
    NUMBER("number"),
    FLAG("boolean"),
    TEXTS("array");

    private final String jsonType;

    Kind(String jsonType) {
      this.jsonType = jsonType;
    }
  }

  public static Parameter flag(String name, boolean defaultValue, String description) {
    return new Parameter(
        name, Kind.FLAG, 0, 0, List.of(), Optional.empty(), Optional.of(defaultValue), description);
  }

  public static Parameter whole(
      String name, long minimum, long maximum, long defaultValue, String description) {
    return new Parameter(
        name,
        Kind.WHOLE_NUMBER,
        minimum,
        maximum,
        List.of(),
        Optional.empty(),
        Optional.of(defaultValue),
        description);
  }

  public static Parameter number(
      String name, double minimum, double maximum, double defaultValue, String description) {
    return new Parameter(
        name,
        Kind.NUMBER,
        minimum,
        maximum,
        List.of(),
        Optional.empty(),
        Optional.of(defaultValue),
        description);
  }

  public static Parameter choice(
      String name, List<String> allowed, String defaultValue, String description) {
    return new Parameter(
        name, Kind.TEXT, 1, 100, allowed, Optional.empty(), Optional.of(defaultValue), description);
  }

  /** A required list of distinct texts. */
  public static Parameter texts(
      String name, int fewest, int most, String itemPattern, String description) {
    return new Parameter(
        name,
        Kind.TEXTS,
        fewest,
        most,
        List.of(),
        Optional.of(Pattern.compile(itemPattern)),
        Optional.empty(),
        description);
  }

  /** A list that need not be given; where none stands in for it, it must. */
  public Parameter orElse(List<String> items) {
    return new Parameter(
        name,
        kind,
        minimum,
        maximum,
        allowed,
        pattern,
        items.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(items)),
        description);
  }

  /** Says everything that is wrong with a value. */
  void check(Object value, Consumer<String> error) {
    switch (kind) {
      case FLAG -> {
        if (!(value instanceof Boolean)) {
          error.accept(name + ": must be true or false, was " + shown(value));
        }
      }
      case WHOLE_NUMBER -> {
        if (!(value instanceof Long n)) {
          error.accept(name + ": must be a whole number, was " + shown(value));
        } else if (n < minimum || n > maximum) {
          error.accept(name + ": must be " + range() + ", was " + n);
        }
      }
      case NUMBER -> {
        if (!(value instanceof Number n)) {
          error.accept(name + ": must be a number, was " + shown(value));
        } else if (n.doubleValue() < minimum || n.doubleValue() > maximum) {
          error.accept(name + ": must be " + range() + ", was " + n);
        }
      }
      case TEXT -> checkText(name, value, error);
      case TEXTS -> checkTexts(value, error);
    }
  }

  private void checkText(String what, Object value, Consumer<String> error) {
    if (!(value instanceof String text)) {
      error.accept(what + ": must be a text, was " + shown(value));
    } else if (!allowed.isEmpty() && !allowed.contains(text)) {
      error.accept(
          what + ": must be one of " + String.join(", ", allowed) + ", was " + shown(text));
    } else if (pattern.isPresent() && !pattern.get().matcher(text).matches()) {
      error.accept(what + ": must match " + pattern.get().pattern() + ", was " + shown(text));
    }
  }

  private void checkTexts(Object value, Consumer<String> error) {
    if (!(value instanceof List<?> items)) {
      error.accept(name + ": must be a list of texts, was " + shown(value));
      return;
    }
    if (items.size() < minimum || items.size() > maximum) {
      error.accept(name + ": must have " + range() + " items, had " + items.size());
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      checkText(name + "[" + i + "]", items.get(i), error);
    }
    if (items.stream().distinct().count() != items.size()) {
      error.accept(name + ": holds the same item twice");
    }
  }

  private String range() {
    return kind == Kind.NUMBER
        ? minimum + " to " + maximum
        : (long) minimum + " to " + (long) maximum;
  }

  /** A hostile value must not fill the answer. */
  private static String shown(Object value) {
    String text = String.valueOf(value);
    return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
  }

  /** As JSON Schema. */
  Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", kind.jsonType);
    schema.put("description", description);
    switch (kind) {
      case WHOLE_NUMBER -> {
        schema.put("minimum", (long) minimum);
        schema.put("maximum", (long) maximum);
      }
      case NUMBER -> {
        schema.put("minimum", minimum);
        schema.put("maximum", maximum);
      }
      case TEXT -> textSchema(schema);
      case TEXTS -> {
        var items = new LinkedHashMap<String, Object>();
        items.put("type", "string");
        textSchema(items);
        schema.put("items", items);
        schema.put("minItems", (long) minimum);
        schema.put("maxItems", (long) maximum);
        schema.put("uniqueItems", true);
      }
      case FLAG -> {}
    }
    defaultValue.ifPresent(value -> schema.put("default", value));
    return schema;
  }

  private void textSchema(Map<String, Object> schema) {
    if (!allowed.isEmpty()) {
      schema.put("enum", allowed);
    }
    pattern.ifPresent(p -> schema.put("pattern", "^" + p.pattern() + "$"));
  }
}
