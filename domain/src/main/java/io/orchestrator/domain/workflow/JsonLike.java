package io.orchestrator.domain.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Free-form values as JSON knows them: String, Boolean, Long, Double, List, Map with string keys,
 * null. Copies are deep, unmodifiable and normal (whole numbers become Long, others Double), so
 * that a value is equal to itself after a trip through the journal.
 */
public final class JsonLike {
  /** Deeper values are refused: nobody needs them, and recursion must end. */
  public static final int MAX_DEPTH = 32;

  private JsonLike() {}

  /**
   * @throws IllegalArgumentException for anything JSON cannot say: NaN, infinities, other classes
   */
  public static Map<String, Object> copy(Map<String, ?> map) {
    return map == null ? Map.of() : copyMap(map, 0);
  }

  private static Map<String, Object> copyMap(Map<?, ?> map, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
    }
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), copyValue(value, depth + 1)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object copyValue(Object value, int depth) {
    return switch (value) {
      case null -> null;
      case String s -> s;
      case Boolean b -> b;
      case Number n -> number(n);
      case Enum<?> e -> e.name();
      case Map<?, ?> m -> copyMap(m, depth);
      case List<?> l -> {
        if (depth > MAX_DEPTH) {
          throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
        }
        var copy = new ArrayList<Object>(l.size());
        l.forEach(item -> copy.add(copyValue(item, depth + 1)));
        yield Collections.unmodifiableList(copy);
      }
      default ->
          throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName());
    };
  }

  private static Number number(Number n) {
    if (n instanceof Long || n instanceof Integer || n instanceof Short || n instanceof Byte) {
      return n.longValue();
    }
    double d = n.doubleValue();
    if (!Double.isFinite(d)) {
      throw new IllegalArgumentException("not a finite number: " + n);
    }
    // 3.0 comes back from JSON as 3: one form for both, within the range that a double holds
    // exactly.
    return d == Math.rint(d) && Math.abs(d) < 1L << 53 ? (Number) (long) d : (Number) d;
  }

  /** One text for equal values: keys sorted, no blanks. For hashes, not for people. */
  public static String canonical(Object value) {
    var text = new StringBuilder();
    append(copyValue(value, 0), text);
    return text.toString();
  }

  private static void append(Object value, StringBuilder text) {
    switch (value) {
      case null -> text.append("null");
      case String s -> quote(s, text);
      case Map<?, ?> m -> {
        text.append('{');
        var sorted = new TreeMap<String, Object>();
        m.forEach((k, v) -> sorted.put(String.valueOf(k), v));
        String comma = "";
        for (var entry : sorted.entrySet()) {
          text.append(comma);
          quote(entry.getKey(), text);
          text.append(':');
          append(entry.getValue(), text);
          comma = ",";
        }
        text.append('}');
      }
      case List<?> l -> {
        text.append('[');
        String comma = "";
        for (Object item : l) {
          text.append(comma);
          append(item, text);
          comma = ",";
        }
        text.append(']');
      }
      default -> text.append(value);
    }
  }

  private static void quote(String s, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
