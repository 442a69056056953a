package io.orchestrator.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stacks the sources of configuration, strongest first: {@code -D}, environment, the operator's
 * file, the chosen profile, the packed {@code application.conf}, the libraries' defaults.
 */
public final class ConfigLayers {
  private static final String FILE = "(file)";

  private ConfigLayers() {}

  /**
   * @param file the operator's file; empty: only the packed one
   * @param environment usually {@code System.getenv()}: {@code ORCHESTRATOR_HTTP_PORT} sets {@code
   *     orchestrator.http.port}
   */
  public static Config load(Optional<Path> file, Map<String, String> environment) {
    try {
      Config packed = ConfigFactory.parseResources("application.conf");
      Config operator = file.map(ConfigLayers::parse).orElseGet(ConfigFactory::empty);
      Config fromEnvironment = environment(packed, environment);
      Config explicit =
          ConfigFactory.systemProperties().withFallback(fromEnvironment).withFallback(operator);
      return Secrets.reveal(
          explicit
              .withFallback(profile(explicit.withFallback(packed)))
              .withFallback(packed)
              .withFallback(ConfigFactory.defaultReferenceUnresolved())
              .resolve());
    } catch (ConfigException e) {
      throw broken(e);
    }
  }

  private static BadConfiguration broken(ConfigException e) {
    String where = e.origin() == null ? "configuration" : e.origin().description();
    String message = String.valueOf(e.getMessage());
    String reason =
        message.startsWith(where + ": ") ? message.substring(where.length() + 2) : message;
    return new BadConfiguration(List.of(new ConfigProblem(where, FILE, reason, "HOCON")));
  }

  private static Config parse(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new BadConfiguration(
          List.of(new ConfigProblem(file.toString(), FILE, "cannot be read", "a HOCON file")));
    }
    Config parsed =
        ConfigFactory.parseFile(
            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    Set<String> roots = ConfigFactory.defaultReferenceUnresolved().root().keySet();
    List<ConfigProblem> strange =
        parsed.root().entrySet().stream()
            .filter(e -> !roots.contains(e.getKey()))
            .map(
                e ->
                    new ConfigProblem(
                        e.getValue().origin().description(),
                        e.getKey(),
                        "unknown section",
                        ConfigReader.ROOT + " { … }"))
            .toList();
    if (!strange.isEmpty()) {
      throw new BadConfiguration(strange);
    }
    if (parsed.hasPath(ConfigReader.ROOT)) {
      parsed.getConfig(ConfigReader.ROOT); // throws where it is no section
    }
    return parsed;
  }

  /**
   * Each key of the packed file can be set by the variable of its name; others are not looked at.
   */
  private static Config environment(Config packed, Map<String, String> environment) {
    Config result = ConfigFactory.empty();
    for (Map.Entry<String, String> entry : variables(packed).entrySet()) {
      String value = environment.get(entry.getKey());
      String file = environment.get(entry.getKey() + "_FILE");
      if (value != null) {
        result =
            result.withValue(
                entry.getValue(),
                ConfigValueFactory.fromAnyRef(value, "environment variable " + entry.getKey()));
      } else if (file != null) {
        String origin = "environment variable " + entry.getKey() + "_FILE";
        result =
            result.withValue(entry.getValue(), Secrets.fromFile(file, entry.getValue(), origin));
      }
    }
    return result;
  }

  /** Variable name to key path, for every key of the packed file. */
  static Map<String, String> variables(Config packed) {
    Map<String, String> result = new LinkedHashMap<>();
    packed.getConfig(ConfigReader.ROOT).entrySet().stream()
        .map(e -> ConfigReader.ROOT + "." + e.getKey())
        .sorted()
        .forEach(
            path -> result.put(path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), path));
    return result;
  }

  private static Config profile(Config config) {
    String path = ConfigReader.ROOT + ".profile";
    String name = config.hasPath(path) ? config.getString(path) : "default";
    return switch (name) {
      case "low-latency" ->
          ConfigFactory.parseMap(
              Map.of(
                  "orchestrator.health-check-interval", "10s",
                  "orchestrator.data-pipeline-interval", "500ms",
                  "orchestrator.websocket-ping-interval", "5s",
                  "orchestrator.cluster.broker-lease", "8s",
                  "orchestrator.resources.cpu.late-after", "20ms",
                  "orchestrator.resources.cpu.hold", "10s"),
              "profile low-latency");
      case "stability" ->
          ConfigFactory.parseMap(
              Map.of(
                  "orchestrator.health-check-interval",
                  "60s",
                  "orchestrator.recovery.attempts",
                  5,
                  "orchestrator.recovery.delay",
                  "30s",
                  "orchestrator.resources.memory.high-watermark",
                  0.80,
                  "orchestrator.resources.memory.low-watermark",
                  0.65),
              "profile stability");
      default -> ConfigFactory.empty();
    };
  }
}
