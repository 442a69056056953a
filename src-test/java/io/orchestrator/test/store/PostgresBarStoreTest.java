package io.orchestrator.test.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.StoredBar;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.market.JdbcBarStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("the market tables of Postgres")
class PostgresBarStoreTest extends BarStoreContract {
  private Database database;
  private BarStore store;

  @Override
  BarStore store() {
    return store;
  }

  @BeforeEach
  void open() {
    database = Postgres.empty();
    store = new JdbcBarStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void nodesThatWriteTheSameSeriesAtOnceLoseNothing() throws Exception {
    List<StoredBar> bars = IntStream.range(0, 200).mapToObj(i -> bar(i, 100 + i)).toList();
    List<Callable<Written>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<StoredBar> mine = i % 2 == 0 ? bars : bars.reversed();
      writers.add(() -> new JdbcBarStore(database).write(FED, mine, Optional.of(range(0, 200))));
    }
    Written all = Written.NOTHING;
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<Written> done : threads.invokeAll(writers)) {
        all = all.plus(done.get());
      }
    }
    assertEquals(new Written(200, 0, 600), all);
    assertEquals(200, store.bars(FED, Range.ALL, 1000).size());
    assertEquals(List.of(range(0, 200)), store.covered(FED));
  }
}
