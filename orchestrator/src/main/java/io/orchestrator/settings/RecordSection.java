package io.orchestrator.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a settings record from the section of the configuration that has its shape: component
 * {@code maxOpenRuns} is key {@code max-open-runs}, a nested record is a nested section. So a
 * setting exists as soon as its component does, and its range is the check in the record's own
 * constructor.
 */
final class RecordSection {
  /** Components whose keys are outside their record's section. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "http.bind-address", "bind",
          "http.allow-plaintext", "allow-plaintext",
          "http.http-port", "http.port",
          "http.websocket-port", "websocket-port",
          "http.event-history-limit", "event-history-limit");

  private final ConfigReader reader;
  private final Config config;

  RecordSection(ConfigReader reader, Config config) {
    this.reader = reader;
    this.config = config;
  }

  /**
   * @param path of the section below {@code orchestrator}
   * @param fixed components that are not keys of this section, and their values
   */
  <R extends Record> R read(String path, R defaults, Map<String, ?> fixed) {
    Map<String, Object> values = new HashMap<>();
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      String name = component.getName();
      String key = path + "." + kebab(name);
      Object value = valueOf(component, defaults);
      if (fixed.containsKey(name)) {
        value = fixed.get(name);
      } else if (value instanceof Record nested) {
        value = read(key, nested, Map.of());
      } else {
        value = scalar(key, component, value);
      }
      values.put(name, value);
    }
    return construct(path, defaults, values);
  }

  /**
   * A record's constructor tells one problem; the component that it names is replaced by its
   * default and the constructor asked again, so that all problems are found.
   */
  private <R extends Record> R construct(String path, R defaults, Map<String, Object> values) {
    @SuppressWarnings("unchecked") // the class of an R
    Class<R> type = (Class<R>) defaults.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Set<String> suspects = new LinkedHashSet<>(values.keySet());
    while (true) {
      Object[] arguments = Arrays.stream(components).map(c -> values.get(c.getName())).toArray();
      try {
        Constructor<R> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(arguments);
      } catch (InvocationTargetException e) {
        String message = String.valueOf(e.getCause().getMessage());
        Optional<RecordComponent> culprit =
            named(message, components).filter(c -> suspects.remove(c.getName()));
        reader.problem(culprit.map(c -> keyOf(path, c)).orElse(path), message, "");
        if (culprit.isEmpty()) {
          return defaults;
        }
        values.put(culprit.get().getName(), valueOf(culprit.get(), defaults));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("settings record " + type + " cannot be built", e);
      }
    }
  }

  /** The component that a message of the constructor names first, in whatever spelling. */
  private static Optional<RecordComponent> named(String message, RecordComponent... components) {
    for (String word : message.split("[^A-Za-z0-9_.-]+")) {
      String plain = word.substring(word.lastIndexOf('.') + 1).replaceAll("[-_]", "");
      for (RecordComponent component : components) {
        if (plain.equalsIgnoreCase(component.getName())) {
          return Optional.of(component);
        }
      }
    }
    return Optional.empty();
  }

  private static String keyOf(String path, RecordComponent component) {
    String key = path + "." + kebab(component.getName());
    return ELSEWHERE.getOrDefault(key, key);
  }

  private Object scalar(String key, RecordComponent component, Object fallback) {
    String path = ConfigReader.ROOT + "." + key;
    reader.know(path);
    if (!config.hasPathOrNull(path)) {
      return fallback;
    }
    try {
      return convert(component.getGenericType(), path);
    } catch (ConfigException | IllegalArgumentException | DateTimeException e) {
      reader.problem(key, "not usable: " + reader.shown(path), expected(component.getType()));
      return fallback;
    }
  }

  private Object convert(Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      return convertGeneric(generic, path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return enumValue(plain, config.getString(path));
    }
    return switch (plain.getName()) {
      case "int" -> config.getInt(path);
      case "long" -> config.getBytes(path); // "64MiB" and 67108864 alike
      case "double" -> config.getDouble(path);
      case "boolean" -> config.getBoolean(path);
      case "java.lang.String" -> config.getString(path);
      case "java.time.Duration" -> config.getDuration(path);
      case "java.nio.file.Path" -> Path.of(config.getString(path));
      case "java.math.BigDecimal" -> new BigDecimal(config.getString(path));
      case "java.time.LocalDate" -> LocalDate.parse(config.getString(path));
      case "java.time.LocalTime" -> LocalTime.parse(config.getString(path));
      case "java.time.ZoneId" -> ZoneId.of(config.getString(path));
      default -> throw new IllegalStateException("no reading of " + type + " at " + path);
    };
  }

  private Object convertGeneric(ParameterizedType type, String path) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type element = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
    if (raw == Optional.class) {
      return config.getString(path).isBlank()
          ? Optional.empty()
          : Optional.of(convert(element, path));
    }
    if (raw == Set.class || raw == List.class) {
      List<?> list =
          reader.stringList(path).stream().map(text -> convertText(element, text)).toList();
      return raw == List.class ? list : new LinkedHashSet<>(list);
    }
    if (raw == Map.class && element == Double.class) {
      Map<String, Double> map = new LinkedHashMap<>();
      config
          .getObject(path)
          .forEach((name, value) -> map.put(name, ((Number) value.unwrapped()).doubleValue()));
      config.getConfig(path).entrySet().forEach(e -> reader.know(path + "." + e.getKey()));
      return map;
    }
    throw new IllegalStateException("no reading of " + type + " at " + path);
  }

  private static Object convertText(Type type, String text) {
    Config one = ConfigValueFactory.fromAnyRef(text).atKey("v");
    return type == Integer.class ? (Object) one.getInt("v") : one.getString("v");
  }

  private static Object enumValue(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> wireName(c).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return String.join(
          ", ", Arrays.stream(type.getEnumConstants()).map(RecordSection::wireName).toList());
    }
    return switch (type.getSimpleName()) {
      case "Duration" -> "a duration such as 500ms, 30s, 5m";
      case "int", "long" -> "a whole number";
      case "double", "BigDecimal" -> "a number";
      case "boolean" -> "true or false";
      default -> type.getSimpleName();
    };
  }

  private static String wireName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object valueOf(RecordComponent component, Record owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings record " + owner.getClass() + " is not open", e);
    }
  }

  /** {@code maxOpenRuns} to {@code max-open-runs}, {@code var95Limit} to {@code var-95-limit}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z])([A-Z0-9])", "$1-$2")
        .replaceAll("([0-9])([A-Z])", "$1-$2")
        .toLowerCase(Locale.ROOT);
  }
}
