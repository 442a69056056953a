package io.orchestrator.adapters.simulator.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers how far the market of a seed and first session has traded: one line of text. */
final class MarketStateFile {
  private static final Logger LOG = LoggerFactory.getLogger(MarketStateFile.class);
  private static final String HEADER = "simulated-market-1";
  private static final long SIZE_MAX = 1024;
  private final Path file;

  MarketStateFile(Path file) {
    this.file = file;
  }

  /**
   * The trading time of the same market, or empty: no file, another market's file, or one that
   * cannot be read, which is put aside and not overwritten.
   */
  Optional<Duration> read(long seed, LocalDate firstSession) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > SIZE_MAX) {
        throw new IllegalArgumentException("larger than " + SIZE_MAX + " bytes");
      }
      String[] fields = Files.readString(file, StandardCharsets.US_ASCII).trim().split(" ");
      if (fields.length != 4 || !fields[0].equals(HEADER)) {
        throw new IllegalArgumentException("not '" + HEADER + " SEED DATE NANOS'");
      }
      if (Long.parseLong(fields[1]) != seed || !LocalDate.parse(fields[2]).equals(firstSession)) {
        LOG.warn("{} belongs to another simulated market; this one starts anew", file);
        return Optional.empty();
      }
      long nanos = Long.parseLong(fields[3]);
      if (nanos < 0) {
        throw new IllegalArgumentException("negative time " + nanos);
      }
      return Optional.of(Duration.ofNanos(nanos));
    } catch (IOException | RuntimeException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
      LOG.warn(
          "{} cannot be read ({}); moved to {}, the market starts anew",
          file,
          e.getMessage(),
          aside);
      moveAside(aside);
      return Optional.empty();
    }
  }

  private void moveAside(Path aside) {
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot move unreadable state file " + file, e);
    }
  }

  void write(long seed, LocalDate firstSession, Duration traded) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    String line = String.join(" ", HEADER, "" + seed, "" + firstSession, "" + traded.toNanos());
    Files.writeString(fresh, line + "\n", StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
