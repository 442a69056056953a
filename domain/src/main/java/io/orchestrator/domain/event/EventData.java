package io.orchestrator.domain.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes event data fit for the journal: JSON-like, bounded, without NaN. One bad row would fail the
 * write of everything that shares its batch, so nothing odd may reach the journal.
 */
public final class EventData {
  public static final int MAX_TEXT = 4_000;
  public static final int MAX_ENTRIES = 200;
  public static final int MAX_DEPTH = 6;

  private EventData() {}

  /** A clean, unmodifiable copy; what is too much is cut and says so. */
  public static Map<String, Object> clean(Map<String, Object> data) {
    return cleanMap(data, MAX_DEPTH);
  }

  private static Map<String, Object> cleanMap(Map<?, ?> data, int depth) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : data.entrySet()) {
      if (result.size() == MAX_ENTRIES) {
        result.put("truncated_entries", data.size() - MAX_ENTRIES);
        break;
      }
      result.put(cut(String.valueOf(entry.getKey())), cleanValue(entry.getValue(), depth - 1));
    }
    return Collections.unmodifiableMap(result);
  }

  private static Object cleanValue(Object value, int depth) {
    return switch (value) {
      case null -> null;
      case Boolean bool -> bool;
      case Double number -> finite(number);
      case Float number -> finite(number.doubleValue());
      case Number number -> number;
      case Map<?, ?> map -> depth > 0 ? cleanMap(map, depth) : cut(map.toString());
      case Iterable<?> list -> depth > 0 ? cleanList(list, depth) : cut(list.toString());
      default -> cut(value.toString());
    };
  }

  private static List<Object> cleanList(Iterable<?> list, int depth) {
    List<Object> result = new ArrayList<>();
    for (Object element : list) {
      if (result.size() == MAX_ENTRIES) {
        result.add("…");
        break;
      }
      result.add(cleanValue(element, depth - 1));
    }
    return Collections.unmodifiableList(result);
  }

  private static Object finite(double number) {
    return Double.isFinite(number) ? (Object) number : String.valueOf(number);
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
