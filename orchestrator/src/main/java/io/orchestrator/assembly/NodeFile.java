package io.orchestrator.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code node.properties} in the data directory: where the running node serves, for scripts. */
public final class NodeFile {
  private static final String NAME = "node.properties";

  private NodeFile() {}

  public static void write(Path home, int httpPort, int websocketPort) {
    String text =
        """
        # Written at each start; the ports that are really bound.
        pid=%d
        http-port=%d
        websocket-port=%d
        """
            .formatted(ProcessHandle.current().pid(), httpPort, websocketPort);
    try {
      Files.createDirectories(home);
      Path part = home.resolve(NAME + ".part");
      Files.writeString(part, text, StandardCharsets.UTF_8);
      Files.move(part, home.resolve(NAME), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
