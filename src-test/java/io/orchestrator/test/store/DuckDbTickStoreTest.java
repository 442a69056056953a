package io.orchestrator.test.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.adapters.store.DuckDbTickStore;
import io.orchestrator.adapters.store.StoreSettings;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.TickStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTickStoreTest extends TickStoreContract {
  @TempDir Path directory;
  private TickStore store;

  @Override
  TickStore store() {
    return store;
  }

  @BeforeEach
  void open() {
    store = new DuckDbTickStore(StoreSettings.in(directory));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void ticksOutliveTheProcess() {
    store.write("iqfeed", List.of(tick(AAPL, 1, 100)));
    store.close();
    open();
    AtomicInteger found = new AtomicInteger();
    store.scan(FED, Range.ALL, 10, t -> found.incrementAndGet());
    assertEquals(1, found.get());
  }
}
