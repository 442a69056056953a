package io.orchestrator.adapters.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, neither of which lets the file go by itself: each gets its turn when it asks. */
class DuckDbSharingTest {
  private static final int WRITES = 8;
  private static final int BARS = 500;

  @TempDir Path directory;

  @Test
  void aRunningNodeAndAnImportTakeTurns() throws Exception {
    Path output = directory.resolve("other.txt");
    try (BarStore mine = open(directory)) {
      mine.write(series("mine"), bars(0), Optional.empty());
      Process other =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Other.class.getName(),
                  directory.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        for (int i = 1; other.isAlive(); i++) {
          mine.write(series("mine"), bars(i % WRITES), Optional.empty());
        }
        assertTrue(other.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, other.exitValue(), Files.readString(output));
        assertEquals(WRITES * BARS, mine.series().getLast().bars(), "the other's");
      } finally {
        other.destroyForcibly();
      }
    }
  }

  /** The other process. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) {
      try (BarStore store = open(Path.of(args[0]))) {
        for (int i = 0; i < WRITES; i++) {
          store.write(series("other"), bars(i), Optional.empty());
        }
      }
    }
  }

  private static BarStore open(Path directory) {
    StoreSettings usual = StoreSettings.in(directory);
    return new DuckDbBarStore(
        new StoreSettings(
            directory,
            usual.memory(),
            usual.threads(),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            usual.keepSeconds(),
            usual.keepMinutes(),
            usual.ticks()));
  }

  private static Series series(String source) {
    return new Series(source, Symbol.of("AAPL"), Timeframe.M1);
  }

  private static List<StoredBar> bars(int batch) {
    Instant from = Instant.parse("2024-01-25T14:30:00Z");
    return IntStream.range(batch * BARS, (batch + 1) * BARS)
        .mapToObj(
            i ->
                StoredBar.raw(
                    new Bar(
                        Symbol.of("AAPL"),
                        Timeframe.M1,
                        from.plus(Duration.ofMinutes(i)),
                        100,
                        101,
                        99,
                        100,
                        i)))
        .toList();
  }
}
