package io.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command was asked to write beside what it prints. */
final class OutputFile {
  private OutputFile() {}

  /**
   * @param file null: none was asked for
   * @throws CliFailure with the name of a file that cannot be written
   */
  static void write(Path file, String text) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CliFailure(CliFailure.REFUSED, file + " cannot be written: " + e.getMessage());
    }
  }
}
