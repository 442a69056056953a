package io.orchestrator.actors.risk;

import io.orchestrator.domain.risk.LimitSet;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Limits as event data: every number by the name that configuration and REST use. */
final class LimitNumbers {
  private LimitNumbers() {}

  static Map<String, Object> of(LimitSet limits) {
    Map<String, Object> data = numbers(limits.account());
    data.put("symbols", narrow(limits.symbols()));
    data.put("strategies", narrow(limits.strategies()));
    return data;
  }

  private static Map<String, Object> narrow(Map<String, ? extends Record> limits) {
    Map<String, Object> data = new TreeMap<>();
    limits.forEach((name, narrow) -> data.put(name, numbers(narrow)));
    return data;
  }

  /** A limit that is not set is left out. */
  private static Map<String, Object> numbers(Record limits) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      Object value = value(limits, component);
      Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      if (plain != null) {
        data.put(wireName(component.getName()), plain);
      }
    }
    return data;
  }

  private static Object value(Record limits, RecordComponent component) {
    try {
      return component.getAccessor().invoke(limits);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public record shows its components", e);
    }
  }

  /** {@code var95Limit} is {@code var_95_limit}. */
  private static String wireName(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}
