package io.orchestrator.analysis.series;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the parameters of an analysis request; unknown keys and wrong types are refused by name.
 */
public final class EngineParameters {
  private final Map<String, Object> values;

  /**
   * @param known keys that the engine understands
   * @throws IllegalArgumentException another key is present
   */
  public EngineParameters(Map<String, Object> values, Set<String> known) {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown parameters " + unknown + "; known are " + new TreeSet<>(known));
    }
    this.values = Map.copyOf(values);
  }

  public int integer(String key, int otherwise) {
    double value = number(key, otherwise);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(key + " must be a whole number, was " + value);
    }
    return (int) value;
  }

  /** One of an enumeration's constants in lower case. */
  public <E extends Enum<E>> E oneOf(String key, E otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s must be one of %s, was %s"
            .formatted(
                key,
                Arrays.toString(otherwise.getDeclaringClass().getEnumConstants())
                    .toLowerCase(Locale.ROOT),
                value));
  }

  public double number(String key, double otherwise) {
    Object value = values.getOrDefault(key, otherwise);
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(key + " must be a finite number, was " + value);
  }
}
