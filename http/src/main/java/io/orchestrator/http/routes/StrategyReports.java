package io.orchestrator.http.routes;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.strategy.StrategyVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The evidence pages that searches on this node have written. Blocking. */
public final class StrategyReports {
  private final Path folder;
  private final String node;

  /**
   * @param dataDirectory of this node
   * @param node its name in answers
   */
  public StrategyReports(Path dataDirectory, String node) {
    this.folder = dataDirectory.resolve("strategies").resolve("reports");
    this.node = node;
  }

  String read(StrategyVersion version) {
    // The name comes from the database: only its last part counts, so that it stays in the folder.
    Path name = Path.of(version.evidence().report()).getFileName();
    try {
      return Files.readString(folder.resolve(name));
    } catch (NoSuchFileException e) {
      throw new Refusal(
              "strategy.report_not_here",
              404,
              "The page of version "
                  + version.version()
                  + " ("
                  + name
                  + ") is not in the data directory of this node, "
                  + node
                  + ".",
              "Ask the node that wrote it: GET /api/workflows/"
                  + version.run()
                  + " names the node of the step update_parameters.")
          .asException();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
