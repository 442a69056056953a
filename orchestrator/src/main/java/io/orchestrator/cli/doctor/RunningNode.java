package io.orchestrator.cli.doctor;

import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The node that runs with this data directory, as it wrote it down.
 *
 * @param pid empty: none runs
 */
record RunningNode(Optional<Long> pid, int httpPort, int websocketPort) {
  static RunningNode of(Settings settings) {
    Path file = settings.home().resolve("node.properties");
    Properties properties = new Properties();
    if (Files.isRegularFile(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        return new RunningNode(Optional.empty(), 0, 0);
      }
    }
    Optional<Long> pid =
        Optional.ofNullable(properties.getProperty("pid"))
            .map(Long::parseLong)
            .filter(id -> ProcessHandle.of(id).filter(ProcessHandle::isAlive).isPresent());
    return new RunningNode(
        pid,
        Integer.parseInt(properties.getProperty("http-port", "0")),
        Integer.parseInt(properties.getProperty("websocket-port", "0")));
  }

  boolean has(int port) {
    return pid.isPresent() && port != 0 && (port == httpPort || port == websocketPort);
  }
}
