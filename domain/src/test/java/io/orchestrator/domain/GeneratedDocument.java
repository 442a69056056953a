package io.orchestrator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A committed document that is generated from code: compared with the file, or written anew with
 * {@code -Ddocs.update=true}.
 */
public final class GeneratedDocument {
  private GeneratedDocument() {}

  /** The project's root: the nearest folder upwards that holds {@code application.conf}. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("application.conf"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no application.conf above the working directory");
    }
    return folder;
  }

  public static void check(String pathInRoot, String content) throws IOException {
    Path file = root().resolve(pathInRoot);
    if (Boolean.getBoolean("docs.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    }
    String committed =
        Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "(missing)";
    assertEquals(content, committed, file + " is stale: run this test with -Ddocs.update=true");
  }
}
