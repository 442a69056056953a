package io.orchestrator.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Typed access to what earlier steps left in the journal; a missing field is a broken invariant.
 */
final class Json {
  private Json() {}

  static Map<String, Object> row(Object... namesAndValues) {
    var row = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  private static Object field(Map<String, Object> row, String name) {
    Object value = row.get(name);
    if (value == null) {
      throw new IllegalStateException("field " + name + " is missing");
    }
    return value;
  }

  static String text(Map<String, Object> row, String name) {
    return field(row, name).toString();
  }

  static double number(Map<String, Object> row, String name) {
    return ((Number) field(row, name)).doubleValue();
  }

  static long whole(Map<String, Object> row, String name) {
    return ((Number) field(row, name)).longValue();
  }

  static boolean flag(Map<String, Object> row, String name) {
    return (Boolean) field(row, name);
  }

  static List<String> texts(Map<String, Object> row, String name) {
    return ((List<?>) field(row, name)).stream().map(Object::toString).toList();
  }

  static Map<String, Object> map(Map<String, Object> row, String name) {
    return asRow(field(row, name));
  }

  static List<Map<String, Object>> rows(Map<String, Object> row, String name) {
    return ((List<?>) field(row, name)).stream().map(Json::asRow).toList();
  }

  private static Map<String, Object> asRow(Object value) {
    var row = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) value).forEach((k, v) -> row.put(String.valueOf(k), v));
    return row;
  }
}
