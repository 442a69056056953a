package io.orchestrator.test.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.adapters.store.DuckDbBarStore;
import io.orchestrator.adapters.store.StoreSettings;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbBarStoreTest extends BarStoreContract {
  @TempDir Path directory;
  private BarStore store;

  @Override
  BarStore store() {
    return store;
  }

  @BeforeEach
  void open() {
    store = new DuckDbBarStore(StoreSettings.in(directory.resolve("market")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void nothingIsOpenedBeforeTheFirstUseAndBarsOutliveIt() {
    assertFalse(Files.exists(directory.resolve("market")));
    store.write(FED, List.of(bar(0, 100)), Optional.of(range(0, 1)));
    store.close();
    assertEquals(
        "store.closed", assertThrows(RefusedException.class, store::series).refusal().code());
    open();
    assertEquals(1, store.bars(FED, Range.ALL, 5).size());
    assertEquals(List.of(range(0, 1)), store.covered(FED));
  }

  @Test
  void aDamagedFileIsRefusedWithAdvice() throws IOException {
    Path file = directory.resolve("market").resolve("bars.duckdb");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "this is no database at all".repeat(1000));
    var refusal = assertThrows(RefusedException.class, store::series).refusal();
    assertEquals("store.unusable", refusal.code());
  }
}
