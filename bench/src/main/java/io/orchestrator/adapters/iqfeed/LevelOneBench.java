package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Level 1 updates from bytes to validated state on one core, beside the same bytes merely read line
 * by line. One operation is one message. Scores of the two in one run make the ratio.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LevelOneBench {
  private static final int MESSAGES = 20_000;
  private static final int SYMBOLS = 500;
  private static final int CHUNK = 65_536;

  private byte[] bytes;
  private final WatchList watched = new WatchList();
  private final LevelOneDecoder decoder = new LevelOneDecoder();
  private final ExchangeTime clock = new ExchangeTime();
  private long feedNanos;
  private long feedDay;
  private long trades;
  private long refused;

  @Setup
  public void prepare() {
    var random = new SplittableRandom(7);
    var text = new StringBuilder();
    for (int i = 0; i < SYMBOLS; i++) {
      watched.put(new WatchedSymbol(Symbol.of("SY" + i), false));
    }
    for (int i = 0; i < MESSAGES; i++) {
      double bid = 50 + random.nextInt(10_000) / 100.0;
      text.append(
          String.format(
              Locale.ROOT,
              "Q,SY%d,%.4f,%d,11/20/2026,11:59:%02d.%06d,%d,%d,%.4f,%d,11:59:59.200000,"
                  + "%.4f,%d,11:59:59.100000,0,%s,\r\n",
              random.nextInt(SYMBOLS),
              bid,
              100 * random.nextInt(1, 9),
              random.nextInt(60),
              random.nextInt(1_000_000),
              i + 1,
              1_000_000 + 100L * i,
              bid,
              100 * random.nextInt(1, 9),
              bid + 0.01,
              100 * random.nextInt(1, 9),
              random.nextInt(3) == 0 ? "Cvba" : "ba"));
    }
    bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    decoder.columns(WatchedSymbol.FIELDS);
    Instant now = Instant.parse("2026-11-20T17:00:00Z");
    feedNanos = ExchangeTime.nanos(now);
    feedDay = LocalDate.of(2026, 11, 20).toEpochDay();
  }

  /** What the session does with a chunk of the socket, without handing quotes over. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long bytesToState() {
    var splitter = new LineSplitter(1 << 20);
    var sink =
        new LineSplitter.Sink() {
          @Override
          public void line(String line) {
            refused++;
          }

          @Override
          public void bytes(byte[] buffer, int from, int to) {
            update(buffer, from, to);
          }

          @Override
          public void oversized(int limit) {
            refused++;
          }
        };
    for (int at = 0; at < bytes.length; at += CHUNK) {
      splitter.accept(bytes, at, Math.min(CHUNK, bytes.length - at), sink);
    }
    if (refused > 0) {
      throw new IllegalStateException(refused + " lines were refused");
    }
    return trades;
  }

  private void update(byte[] buffer, int from, int to) {
    if (decoder.decode(buffer, from, to) != null) {
      refused++;
      return;
    }
    WatchedSymbol symbol = watched.find(buffer, decoder.symbolFrom(), decoder.symbolTo());
    if (symbol == null) {
      refused++;
    } else if (symbol.update(decoder, clock, feedDay, feedNanos, false)) {
      trades++;
    }
  }

  /** The same, and the quote and trade objects that a subscriber gets. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long bytesToQuotes() {
    var splitter = new LineSplitter(1 << 20);
    long[] sum = new long[1];
    var sink =
        new LineSplitter.Sink() {
          @Override
          public void line(String line) {
            refused++;
          }

          @Override
          public void bytes(byte[] buffer, int from, int to) {
            update(buffer, from, to);
            WatchedSymbol symbol = watched.find(buffer, decoder.symbolFrom(), decoder.symbolTo());
            sum[0] += symbol.quote().volume();
          }

          @Override
          public void oversized(int limit) {
            refused++;
          }
        };
    for (int at = 0; at < bytes.length; at += CHUNK) {
      splitter.accept(bytes, at, Math.min(CHUNK, bytes.length - at), sink);
    }
    return sum[0];
  }

  /** The limit: the lines and nothing else. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long linesOnly() throws IOException {
    long characters = 0;
    try (var reader =
        new BufferedReader(
            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        characters += line.length();
      }
    }
    return characters;
  }
}
