package io.orchestrator.test.store;

import io.orchestrator.domain.port.TickStore;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.market.JdbcTickStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("the market tables of Postgres")
class PostgresTickStoreTest extends TickStoreContract {
  private Database database;
  private TickStore store;

  @Override
  TickStore store() {
    return store;
  }

  @BeforeEach
  void open() {
    database = Postgres.empty();
    store = new JdbcTickStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }
}
