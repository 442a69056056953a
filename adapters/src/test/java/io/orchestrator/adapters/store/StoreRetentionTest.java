package io.orchestrator.adapters.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each timeframe has its own age, daily and imported bars have none. */
class StoreRetentionTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Instant NOW = Instant.parse("2026-01-05T15:00:00Z");

  @TempDir Path directory;

  @Test
  void whatIsOlderThanItsAgeGoes() {
    StoreSettings settings = StoreSettings.in(directory.resolve("market"));
    try (BarStore store = new DuckDbBarStore(settings)) {
      assertEquals(0, StoreRetention.prune(store, settings, NOW));
      assertFalse(Files.exists(settings.directory()), "a store that nobody used is not made");
      Map<Timeframe, Integer> left =
          Map.of(Timeframe.S1, 1, Timeframe.M1, 3, Timeframe.H1, 3, Timeframe.D1, 4);
      for (Timeframe timeframe : left.keySet()) {
        write(store, "iqfeed", timeframe);
        write(store, BarStore.IMPORTED, timeframe);
      }
      assertEquals(3 + 1 + 1, StoreRetention.prune(store, settings, NOW));
      left.forEach(
          (timeframe, bars) -> {
            assertEquals(bars, kept(store, "iqfeed", timeframe), timeframe.wireName());
            assertEquals(4, kept(store, BarStore.IMPORTED, timeframe), timeframe.wireName());
          });
    }
  }

  /** An hour, eight days, two years and three years ago. */
  private static void write(BarStore store, String source, Timeframe timeframe) {
    store.write(
        new Series(source, AAPL, timeframe),
        List.of(
            bar(timeframe, 3 * 365 * 24),
            bar(timeframe, 2 * 365 * 24),
            bar(timeframe, 8 * 24),
            bar(timeframe, 1)),
        Optional.empty());
  }

  private static StoredBar bar(Timeframe timeframe, int hoursAgo) {
    Instant start = NOW.minus(Duration.ofHours(hoursAgo));
    return StoredBar.raw(new Bar(AAPL, timeframe, start, 100, 101, 99, 100, 5));
  }

  private static int kept(BarStore store, String source, Timeframe timeframe) {
    return store.bars(new Series(source, AAPL, timeframe), Range.ALL, 10).size();
  }
}
