package io.orchestrator.cli;

import com.typesafe.config.Config;
import io.orchestrator.settings.ConfigLayers;
import io.orchestrator.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the configuration comes from. */
final class ConfigurationOptions {
  @Option(
      names = "--config",
      defaultValue = "${sys:orchestrator.config:-${env:ORCHESTRATOR_CONFIG}}",
      description = "Own configuration file (also -Dorchestrator.config, ORCHESTRATOR_CONFIG).")
  Path file;

  /**
   * @throws io.orchestrator.settings.BadConfiguration with every problem
   */
  Settings read() {
    return read(ownFile(), System.getenv());
  }

  /** All layers, read again at each call. */
  Config layers() {
    return ConfigLayers.load(ownFile(), System.getenv());
  }

  /** What signs tokens, as the node is configured. */
  Settings.Signing signing() {
    return Settings.signing(ConfigLayers.load(ownFile(), System.getenv()));
  }

  private Optional<Path> ownFile() {
    return Optional.ofNullable(file).filter(f -> !f.toString().isBlank());
  }

  static Settings read(Optional<Path> file, Map<String, String> environment) {
    return Settings.read(ConfigLayers.load(file, environment));
  }
}
