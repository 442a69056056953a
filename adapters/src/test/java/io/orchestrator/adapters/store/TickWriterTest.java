package io.orchestrator.adapters.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TickWriterTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Instant T0 = Instant.parse("2024-01-25T14:30:00.5Z");
  private static final TickSettings SETTINGS = settings(1000, 100);

  @TempDir Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void tradesAreKeptWithTheirQuoteAndCorrectionsFollow() {
    TickStore store = opened(new DuckDbTickStore(StoreSettings.in(directory)));
    TickWriter writer = opened(TickWriter.start(store, "iqfeed", SETTINGS));
    writer.offer(List.of(quote(99.5, 100.5), trade(1, 100), trade(2, 101), trade(0, 7)));
    writer.offer(
        List.of(
            trade(3, 102),
            new TradeCorrected(AAPL, false, T0.plusSeconds(2), 101, 100, 2),
            new TradeCorrected(AAPL, true, T0.plusSeconds(4), 104, 50, 4)));
    await(() -> writer.counts().kept() == 5);
    List<Tick> kept = new ArrayList<>();
    store.scan(new TickStore.Series("iqfeed", AAPL), Range.ALL, 10, kept::add);
    assertEquals(List.of(1L, 3L, 4L), kept.stream().map(Tick::tickId).toList());
    assertEquals(99.5, kept.getFirst().bid());
    assertEquals(100.5, kept.getFirst().ask());
    assertEquals(1, writer.counts().unnumbered());
    assertEquals(0, writer.counts().dropped());
  }

  @Test
  void aStoreThatHangsHoldsNobodyUpAndWhatFindsNoRoomIsCounted() {
    CountDownLatch hanging = new CountDownLatch(1);
    Scripted store = new Scripted(ticks -> awaitQuietly(hanging));
    TickWriter writer = opened(TickWriter.start(store, "iqfeed", settings(50, 10)));
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int i = 1; i <= 1000; i++) {
            writer.offer(List.of(trade(i, 100)));
          }
        });
    assertTrue(writer.counts().waiting() <= 50);
    assertTrue(writer.counts().dropped() >= 1000 - 50 - 10 - 10, writer.counts().toString());
    hanging.countDown();
    await(() -> writer.counts().kept() + writer.counts().dropped() == 1000);
  }

  @Test
  void whileTheStoreIsInUseTradesWait() {
    AtomicInteger refusals = new AtomicInteger(2);
    Scripted store =
        new Scripted(
            ticks -> {
              if (!ticks.isEmpty() && refusals.getAndDecrement() > 0) {
                throw new RefusedException(new Refusal("store.in_use", 503, "busy", "wait"));
              }
            });
    TickWriter writer = opened(TickWriter.start(store, "iqfeed", SETTINGS));
    writer.offer(List.of(trade(1, 100), trade(2, 101)));
    await(() -> writer.counts().kept() == 2);
    assertEquals(0, writer.counts().dropped());
  }

  @Test
  void whatWaitsAtTheEndIsWritten() {
    Scripted store = new Scripted(ticks -> {});
    TickWriter writer =
        TickWriter.start(
            store,
            "iqfeed",
            new TickSettings(
                true,
                Duration.ofDays(1),
                1000,
                1000,
                1000,
                Duration.ofHours(1),
                Duration.ofHours(1),
                10));
    writer.offer(List.of(trade(1, 100), trade(2, 101)));
    writer.close();
    assertEquals(2, store.written.get());
  }

  private <T extends AutoCloseable> T opened(T one) {
    opened.add(one);
    return one;
  }

  static TickSettings settings(int queue, int batch) {
    return new TickSettings(
        true,
        Duration.ofDays(1),
        1000,
        queue,
        batch,
        Duration.ofMillis(10),
        Duration.ofHours(1),
        1000);
  }

  private static FeedEvent quote(double bid, double ask) {
    return new QuoteChanged(new Quote(AAPL, bid, ask, 1, 1, 100, 1, 1, T0, DataQuality.GOOD));
  }

  private static FeedEvent trade(long id, double price) {
    return new Traded(AAPL, price, 100, T0.plusSeconds(id), id, 100 * id, 'C');
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts what is written, after the script has had its say. */
  private static final class Scripted implements TickStore {
    final AtomicInteger written = new AtomicInteger();
    private final Consumer<List<Tick>> script;

    Scripted(Consumer<List<Tick>> script) {
      this.script = script;
    }

    @Override
    public Written write(String source, List<Tick> ticks) {
      script.accept(ticks);
      written.addAndGet(ticks.size());
      return new Written(ticks.size(), 0, 0);
    }

    @Override
    public boolean remove(Series series, LocalDate day, long tickId) {
      return false;
    }

    @Override
    public void scan(Series series, Range range, int limit, Consumer<Tick> each) {}

    @Override
    public List<Gap> gaps(Series series, Range range) {
      return List.of();
    }

    @Override
    public List<Summary> series() {
      return List.of();
    }

    @Override
    public long prune(Instant before, long most) {
      return 0;
    }

    @Override
    public void close() {}
  }
}
