package io.orchestrator.test.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file system of a few megabytes that can be filled to the last byte. Needs the right to mount.
 */
public final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;

  private final Path directory;

  /** Why this machine cannot have one; empty if it can. */
  public static Optional<String> missing(Path probe) {
    try {
      new SmallDisk(probe, 1).close();
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of("needs the right to mount: " + e.getMessage());
    }
  }

  public SmallDisk(Path directory, int megabytes) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
  }

  /** Until nothing more fits. */
  public void fill() {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (directory.toFile().getUsableSpace() > 0) {
        out.write(block);
      }
    } catch (IOException e) {
      // The last block did not fit: full.
      if (directory.toFile().getUsableSpace() > BLOCK) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public void free() {
    try {
      Files.delete(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said.strip());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    run("umount", "-l", directory.toString());
  }
}
