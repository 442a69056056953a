package io.orchestrator.test.crash;

import akka.actor.ExtendedActorSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * The program's own serializer, which halts the process in the middle of a chosen journal write:
 * what came before is on disk, this record is not. Only in tests; put in by configuration.
 *
 * <p>Armed while the program runs by a file that holds {@code <n> <regular expression of record
 * names>}: the n-th matching record from then on is the last thing that the process does.
 */
public final class CrashingJournalSerializer extends WatchedJournalSerializer {
  /** System property with the path of the arming file. */
  public static final String FILE = "crash.file";

  /** Of a process that ended here; the same as after kill -9. */
  public static final int EXIT_CODE = 137;

  private record Armed(int left, Pattern names) {}

  private final Path file;
  private Armed armed = new Armed(0, Pattern.compile(""));
  private long matched;

  /** Called by Akka. */
  public CrashingJournalSerializer(ExtendedActorSystem system) {
    super(system);
    this.file = Path.of(System.getProperty(FILE));
  }

  /** Arms the running program, or disarms it with {@code n} = 0. */
  static void arm(Path file, int n, String names) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, n + " " + names);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the program counts the matching records since it was armed. */
  static Path countFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".count");
  }

  @Override
  synchronized void beforeWriting(String name) {
    try {
      if (Files.exists(file)) {
        String[] words = Files.readString(file).split(" ", 2);
        armed = new Armed(Integer.parseInt(words[0]), Pattern.compile(words[1]));
        matched = 0;
        Files.delete(file);
      }
      if (armed.left() > 0 && armed.names().matcher(name).lookingAt()) {
        matched++;
        Files.writeString(countFile(file), Long.toString(matched));
        if (matched == armed.left()) {
          Runtime.getRuntime().halt(EXIT_CODE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
