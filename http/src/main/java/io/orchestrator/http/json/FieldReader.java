package io.orchestrator.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.http.json.InvalidInput.FieldError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes the fields of one JSON object, collecting every mistake; {@link #finish()} refuses what
 * nobody asked for and reports all at once. Null counts as absent.
 */
public final class FieldReader {
  private static final int MAX_ERRORS = 50;
  private final ObjectNode node;
  private final String prefix;
  private final Set<String> known = new HashSet<>();
  private final List<FieldError> errors;

  public FieldReader(ObjectNode node) {
    this(node, "", new ArrayList<>());
  }

  private FieldReader(ObjectNode node, String prefix, List<FieldError> errors) {
    this.node = node;
    this.prefix = prefix;
    this.errors = errors;
  }

  public Optional<String> text(String name, int maxLength) {
    return take(name)
        .filter(value -> expect(value.isTextual(), name, "a string", value))
        .map(JsonNode::textValue)
        .filter(
            text -> {
              if (text.isBlank()) {
                error(name, "must not be blank");
              } else if (text.length() > maxLength) {
                error(name, "at most " + maxLength + " characters, was " + text.length());
              }
              return !text.isBlank() && text.length() <= maxLength;
            });
  }

  /** Empty string when it is absent or wrong; then {@link #finish()} throws. */
  public String requiredText(String name, int maxLength) {
    requirePresence(name);
    return text(name, maxLength).orElse("");
  }

  public Optional<Boolean> flag(String name) {
    return take(name)
        .filter(value -> expect(value.isBoolean(), name, "true or false", value))
        .map(JsonNode::booleanValue);
  }

  public Optional<Long> integer(String name, long min, long max) {
    return take(name)
        .filter(
            value ->
                expect(
                    value.isIntegralNumber() && value.canConvertToLong(),
                    name,
                    "an integer",
                    value))
        .map(JsonNode::longValue)
        .filter(
            n -> {
              if (n < min || n > max) {
                error(name, "must be " + min + " to " + max + ", was " + n);
              }
              return n >= min && n <= max;
            });
  }

  /** Positive, finite, at most 15 significant digits survive. */
  public Optional<BigDecimal> positiveDecimal(String name) {
    return take(name)
        .filter(value -> expect(value.isNumber(), name, "a number", value))
        .filter(
            value -> {
              boolean ok = Double.isFinite(value.doubleValue()) && value.doubleValue() > 0;
              if (!ok) {
                error(name, "must be positive and finite");
              }
              return ok;
            })
        .map(
            value ->
                value.isIntegralNumber()
                    ? new BigDecimal(value.bigIntegerValue())
                    : BigDecimal.valueOf(value.doubleValue()));
  }

  public Optional<Instant> instant(String name) {
    return text(name, 40)
        .flatMap(
            text -> {
              Optional<Instant> instant = UtcInstant.parse(text);
              if (instant.isEmpty()) {
                error(name, UtcInstant.WANTED + ", was '" + text + "'");
              }
              return instant;
            });
  }

  /** A value of a closed set, in any case. */
  public <T> Optional<T> oneOf(String name, Map<String, T> allowed) {
    return text(name, 100)
        .flatMap(
            text -> {
              var found = Optional.ofNullable(allowed.get(text.toLowerCase(java.util.Locale.ROOT)));
              if (found.isEmpty()) {
                error(name, "must be one of " + String.join(", ", allowed.keySet()));
              }
              return found;
            });
  }

  /** Each element through {@code parse}, whose IllegalArgumentException names what is wrong. */
  public <T> List<T> list(String name, int maxItems, Function<String, T> parse) {
    var value = take(name).filter(v -> expect(v.isArray(), name, "an array of strings", v));
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get().size() > maxItems) {
      error(name, "at most " + maxItems + " items, was " + value.get().size());
      return List.of();
    }
    var result = new ArrayList<T>();
    for (int i = 0; i < value.get().size(); i++) {
      var item = value.get().get(i);
      String at = name + "[" + i + "]";
      if (expect(item.isTextual(), at, "a string", item)) {
        try {
          result.add(parse.apply(item.textValue()));
        } catch (IllegalArgumentException e) {
          error(at, e.getMessage());
        }
      }
    }
    return result;
  }

  /** One string, or an array of them. */
  public List<String> textOrList(String name, int maxItems, int maxLength) {
    JsonNode value = node.get(name);
    return value != null && value.isArray()
        ? list(name, maxItems, item -> item)
        : text(name, maxLength).stream().toList();
  }

  /** An object of free content as JSON-like values; empty when it is absent. */
  public Map<String, Object> object(String name) {
    return take(name)
        .filter(value -> expect(value.isObject(), name, "an object", value))
        .map(value -> plainObject(value, name))
        .orElse(Map.of());
  }

  /** A nested object with fields of its own; its mistakes land in the same list. */
  public Optional<FieldReader> nested(String name) {
    return take(name)
        .filter(value -> expect(value.isObject(), name, "an object", value))
        .map(value -> new FieldReader((ObjectNode) value, prefix + name + ".", errors));
  }

  /** It is named, and not null. */
  public boolean has(String name) {
    known.add(name);
    return node.hasNonNull(name);
  }

  public void requirePresence(String name) {
    if (!node.hasNonNull(name)) {
      known.add(name);
      error(name, "is required");
    }
  }

  public void error(String name, String message) {
    if (errors.size() < MAX_ERRORS) {
      errors.add(new FieldError(prefix + name, message));
    }
  }

  /** For a nested reader: refuses unknown fields, reports with its parent. */
  public void close() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                error(
                    name,
                    "unknown field; known are "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
              }
            });
  }

  /**
   * @throws InvalidInput when anything was wrong
   */
  public void finish() {
    close();
    if (!errors.isEmpty()) {
      throw InvalidInput.fields(errors);
    }
  }

  private Optional<JsonNode> take(String name) {
    known.add(name);
    return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
  }

  private boolean expect(boolean holds, String name, String wanted, JsonNode found) {
    if (!holds) {
      error(name, "must be " + wanted + ", was " + Json.kind(found));
    }
    return holds;
  }

  private Map<String, Object> plainObject(JsonNode object, String path) {
    var result = new LinkedHashMap<String, Object>();
    for (var field : object.properties()) {
      result.put(field.getKey(), plain(field.getValue(), path + "." + field.getKey()));
    }
    return result;
  }

  private Object plain(JsonNode value, String path) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> plainObject(value, path);
      case ARRAY -> {
        var items = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
          items.add(plain(value.get(i), path + "[" + i + "]"));
        }
        yield items;
      }
      case STRING, BINARY -> value.asText();
      case BOOLEAN -> value.booleanValue();
      case NULL, MISSING -> null;
      case NUMBER -> plainNumber(value, path);
    };
  }

  private Object plainNumber(JsonNode value, String path) {
    if (value.isIntegralNumber()) {
      if (!value.canConvertToLong()) {
        error(path, "integer out of the range of 64 bits");
        return 0L;
      }
      return value.canConvertToInt() ? (Object) value.intValue() : (Object) value.longValue();
    }
    if (!Double.isFinite(value.doubleValue())) {
      error(path, "number out of range");
    }
    return value.doubleValue();
  }
}
