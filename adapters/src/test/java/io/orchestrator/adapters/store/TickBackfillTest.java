package io.orchestrator.adapters.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.TickStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TickBackfillTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Instant T0 = Instant.parse("2024-01-25T14:30:00.5Z");

  @TempDir Path directory;

  @Test
  void missingNumbersComeFromHistoryAndAreAskedForOnce() throws Exception {
    try (TickStore store = new DuckDbTickStore(StoreSettings.in(directory))) {
      store.write("iqfeed", List.of(tick(1), tick(2), tick(7), tick(8), tick(20)));
      store.write("other", List.of(tick(1), tick(9)));
      Archive archive = new Archive();
      var backfill =
          new TickBackfill(
              store, archive, "iqfeed", TickWriterTest.settings(10, 10), () -> T0.plusSeconds(60));
      assertEquals(4, backfill.run(), "3 to 6; the vendor has nothing beyond 8 itself");
      List<Long> ids = new ArrayList<>();
      store.scan(
          new TickStore.Series("iqfeed", AAPL), Range.ALL, 99, tick -> ids.add(tick.tickId()));
      assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 20L), ids);
      assertEquals(2, archive.asked.size());
      assertEquals(0, backfill.run());
      assertEquals(2, archive.asked.size(), "a number that the vendor left out");
      backfill.close();
    }
  }

  private static MarketHistory.Tick tick(long id) {
    return new MarketHistory.Tick(
        AAPL, T0.plusSeconds(id), 100 + id, 10, 10 * id, 99, 101, id, 'C', "01");
  }

  /** Has the trades 1 to 8. */
  private static final class Archive implements MarketHistory {
    final List<TickQuery> asked = new ArrayList<>();

    @Override
    public CompletionStage<Long> ticks(TickQuery query, Consumer<List<Tick>> sink) {
      asked.add(query);
      List<Tick> found =
          LongStream.rangeClosed(1, 8)
              .mapToObj(TickBackfillTest::tick)
              .filter(t -> !t.timestamp().isBefore(query.from()))
              .filter(t -> t.timestamp().isBefore(query.to()))
              .toList();
      sink.accept(found);
      return CompletableFuture.completedStage((long) found.size());
    }

    @Override
    public CompletionStage<Long> bars(BarQuery query, Consumer<List<Bar>> sink) {
      throw new AssertionError("not asked");
    }

    @Override
    public CompletionStage<List<PeriodBar>> periods(Symbol symbol, Period period, int max) {
      throw new AssertionError("not asked");
    }

    @Override
    public CompletionStage<List<SymbolMatch>> search(String text, SearchIn in, int max) {
      throw new AssertionError("not asked");
    }
  }
}
