package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.backtest.Search.Trial;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trials of one search in a file, in their order: a search that was broken off goes on behind the
 * last whole one. A file of another search is begun anew.
 */
public final class TrialStore implements AutoCloseable {
  private final List<Trial> kept = new ArrayList<>();
  private final Optional<DataOutputStream> out;

  private TrialStore(Optional<DataOutputStream> out) {
    this.out = out;
  }

  /** Keeps nothing. */
  public static TrialStore none() {
    return new TrialStore(Optional.empty());
  }

  /**
   * @param search identifies data, strategy and kind of search
   * @throws UncheckedIOException if the file cannot be used
   */
  public static TrialStore open(Path file, String search) {
    try {
      var kept = new ArrayList<Trial>();
      long whole = Files.exists(file) ? read(file, search, kept) : 0;
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var f = new RandomAccessFile(file.toFile(), "rw")) {
        f.setLength(whole);
      }
      var out =
          new DataOutputStream(
              new java.io.BufferedOutputStream(
                  Files.newOutputStream(
                      file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
      if (whole == 0) {
        out.writeUTF(search);
      }
      var store = new TrialStore(Optional.of(out));
      store.kept.addAll(kept);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the files of a folder that nobody has written to for so long: of searches that were
   * cancelled, or went on in another place.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static void forgetOlder(Path folder, Duration age) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Instant before = Instant.now().minus(age);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that are whole. */
  private static long read(Path file, String search, List<Trial> kept) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    var raw = new java.io.ByteArrayInputStream(bytes);
    var in = new DataInputStream(raw);
    long whole = 0;
    try {
      if (!in.readUTF().equals(search)) {
        return 0;
      }
      whole = bytes.length - raw.available();
      while (raw.available() > 0) {
        double[] parameters = doubles(in, raw.available());
        double[] returns = doubles(in, raw.available());
        kept.add(new Trial(parameters, returns, Metrics.sharpe(returns)));
        whole = bytes.length - raw.available();
      }
    } catch (EOFException cutOff) {
      return whole;
    }
    return whole;
  }

  private static double[] doubles(DataInputStream in, int most) throws IOException {
    int n = in.readInt();
    if (n < 0 || n > most / Double.BYTES) {
      throw new EOFException();
    }
    var values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  /** Trials that were there when it was opened. */
  public int earlier() {
    return kept.size();
  }

  Optional<Trial> find(int number, double[] parameters) {
    return number < kept.size() && Arrays.equals(kept.get(number).parameters(), parameters)
        ? Optional.of(kept.get(number))
        : Optional.empty();
  }

  void keep(int number, Trial trial) {
    if (out.isEmpty() || number < kept.size()) {
      return;
    }
    try {
      write(trial.parameters());
      write(trial.returns());
      out.get().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(double[] values) throws IOException {
    out.get().writeInt(values.length);
    for (double v : values) {
      out.get().writeDouble(v);
    }
  }

  @Override
  public void close() {
    try {
      if (out.isPresent()) {
        out.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
