package io.orchestrator.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads typed values below {@code orchestrator} and remembers every problem and every key that was
 * asked for, so that a typing error in a key is found as well as one in a value. A bad value reads
 * as the given fallback; nobody uses it, because {@link #finish()} throws.
 */
final class ConfigReader {
  static final String ROOT = "orchestrator";

  /** Keys of our modules that Akka and the serializer read by themselves. */
  private static final String LIBRARY_DEFAULTS = "reference.conf";

  private static final Pattern SECRET = Pattern.compile("(password|secret|url|token)$");
  private static final int SHOWN_LENGTH = 80;

  private final Config config;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  ConfigReader(Config config) {
    this.config = config;
  }

  Duration duration(String key, Duration min, Duration max) {
    String allowed = text(min) + " to " + text(max);
    return value(key, config::getDuration, min, allowed, d -> within(d, min, max));
  }

  int integer(String key, int min, int max) {
    return value(key, config::getInt, min, min + " to " + max, v -> within(v, min, max));
  }

  long whole(String key, long min, long max) {
    return value(key, config::getLong, min, min + " to " + max, v -> within(v, min, max));
  }

  double number(String key, double min, double max) {
    return value(key, config::getDouble, min, min + " to " + max, v -> within(v, min, max));
  }

  boolean flag(String key) {
    return value(key, config::getBoolean, false, "true or false", v -> true);
  }

  long bytes(String key, long min, long max) {
    return value(
        key, config::getBytes, min, min + " to " + max + " bytes", v -> within(v, min, max));
  }

  String string(String key) {
    return value(key, config::getString, "", "text", v -> true);
  }

  Optional<String> optional(String key) {
    return Optional.of(string(key)).filter(s -> !s.isBlank());
  }

  Path path(String key) {
    return value(key, path -> Path.of(config.getString(path)), Path.of(""), "a path", v -> true);
  }

  List<String> strings(String key) {
    return value(key, this::stringList, List.of(), "a list, or text with commas", v -> true);
  }

  String oneOf(String key, List<String> values) {
    String allowed = String.join(", ", values);
    return value(key, config::getString, values.getFirst(), allowed, values::contains);
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    E[] values = type.getEnumConstants();
    String allowed =
        Arrays.stream(values).map(ConfigReader::wireName).collect(Collectors.joining(", "));
    Function<String, E> parse =
        path ->
            Arrays.stream(values)
                .filter(v -> wireName(v).equals(config.getString(path)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "'" + config.getString(path) + "' is not one of them"));
    return value(key, parse, values[0], allowed, v -> true);
  }

  /**
   * Runs a value's own checks and turns their message into a problem of {@code section}.
   *
   * @param fallback to go on with; nobody uses it
   */
  <T> T checked(String section, T fallback, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      problem(section, e.getMessage(), "");
      return fallback;
    }
  }

  void problem(String key, String reason, String allowed) {
    problems.add(new ConfigProblem(where(ROOT + "." + key), ROOT + "." + key, reason, allowed));
  }

  /**
   * The section that has the shape of a settings record; see {@link RecordSection}.
   *
   * @param fixed components that are no keys of this section, with their values
   */
  <R extends Record> R section(String path, R defaults, Map<String, ?> fixed) {
    return new RecordSection(this, config).read(path, defaults, fixed);
  }

  <R extends Record> R section(String path, R defaults) {
    return section(path, defaults, Map.of());
  }

  void know(String path) {
    known.add(path);
  }

  /** Full paths of all keys that were asked for. */
  Set<String> known() {
    return Set.copyOf(known);
  }

  /** Throws {@link BadConfiguration} with everything that was wrong, unknown keys included. */
  void finish() {
    unknownKeys();
    failIfProblems();
  }

  /** Throws {@link BadConfiguration} with what was wrong in the keys that were read. */
  void failIfProblems() {
    if (!problems.isEmpty()) {
      throw new BadConfiguration(problems);
    }
  }

  private void unknownKeys() {
    for (Map.Entry<String, ConfigValue> entry : config.getConfig(ROOT).entrySet()) {
      String path = ROOT + "." + String.join(".", ConfigUtil.splitPath(entry.getKey()));
      String origin = entry.getValue().origin().description();
      if (!known.contains(path) && !origin.startsWith(LIBRARY_DEFAULTS)) {
        problems.add(new ConfigProblem(origin, path, "unknown key", closest(path)));
      }
    }
  }

  private <T> T value(
      String key,
      Function<String, T> read,
      T fallback,
      String allowed,
      Function<T, Boolean> check) {
    String path = ROOT + "." + key;
    known.add(path);
    try {
      T value = read.apply(path);
      if (!check.apply(value)) {
        problem(key, "out of range: " + shown(path), allowed);
        return fallback;
      }
      return value;
    } catch (ConfigException.Missing e) {
      problem(key, "missing", allowed);
    } catch (ConfigException | IllegalArgumentException e) {
      problem(key, "not usable: " + shown(path), allowed);
    }
    return fallback;
  }

  /** A list, or text with commas: variables and -D know no lists. */
  List<String> stringList(String path) {
    if (config.getValue(path).valueType() == ConfigValueType.LIST) {
      return config.getStringList(path);
    }
    return Arrays.stream(config.getString(path).split(","))
        .map(String::trim)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** Whether the value of this key is nobody's business. */
  static boolean secret(String path) {
    return SECRET.matcher(path).find();
  }

  /** The value as it may be printed: not what is secret, and not more than a line. */
  String shown(String path) {
    if (secret(path)) {
      return "(not shown)";
    }
    String text = String.valueOf(config.getValue(path).unwrapped()).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
  }

  private String where(String path) {
    return config.hasPath(path) ? config.getValue(path).origin().description() : "configuration";
  }

  private String closest(String path) {
    String leaf = path.substring(path.lastIndexOf('.') + 1);
    return known.stream()
        .filter(k -> k.endsWith("." + leaf) || k.startsWith(path.substring(0, path.length() - 1)))
        .sorted()
        .limit(3)
        .collect(Collectors.joining(", "));
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T extends Comparable<T>> boolean within(T value, T min, T max) {
    return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
