package io.orchestrator.test.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a generated document with the committed one, or writes it. */
final class Documents {
  private Documents() {}

  /** The project's root: the nearest folder upwards that holds {@code application.conf}. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("application.conf"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no application.conf above the working directory");
      }
    }
    return folder;
  }

  static void check(String name, String content) throws IOException {
    Path file = root().resolve("docs").resolve("reference").resolve(name);
    if (Boolean.getBoolean("docs.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    }
    String committed =
        Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "(missing)";
    assertEquals(content, committed, file + " is stale: run with -Ddocs.update=true");
  }

  /** A cell of a Markdown table. */
  static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
  }
}
