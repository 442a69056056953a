package io.orchestrator.http.json;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An ordered JSON object in the making; an empty Optional becomes null. */
public final class Shape {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Shape() {}

  public static Shape of(String name, Object value) {
    return new Shape().and(name, value);
  }

  public Shape and(String name, Object value) {
    fields.put(
        name,
        switch (value) {
          case Optional<?> optional -> optional.map(Shape::plain).orElse(null);
          case null -> null;
          default -> plain(value);
        });
    return this;
  }

  /** Leaves the field out when there is no value. */
  public Shape andIf(String name, Optional<?> value) {
    return value.isPresent() ? and(name, value) : this;
  }

  public Map<String, Object> map() {
    return fields;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Shape shape -> shape.map();
      default -> value;
    };
  }
}
