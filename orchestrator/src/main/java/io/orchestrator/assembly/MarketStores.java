package io.orchestrator.assembly;

import io.orchestrator.adapters.store.DuckDbBarStore;
import io.orchestrator.adapters.store.DuckDbTickStore;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.TickStore;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.market.JdbcBarStore;
import io.orchestrator.persistence.market.JdbcTickStore;
import io.orchestrator.settings.Settings;

/**
 * Where market data are kept: in the database where several nodes share one, else in files of the
 * embedded column store, which one process at a time can open.
 */
public final class MarketStores {
  private MarketStores() {}

  public static BarStore bars(Settings settings, Database database) {
    return database.isPostgres() ? new JdbcBarStore(database) : embeddedBars(settings);
  }

  /** Needs no database; opened with the first use. */
  public static BarStore embeddedBars(Settings settings) {
    return new DuckDbBarStore(settings.store());
  }

  static TickStore ticks(Settings settings, Database database) {
    return database.isPostgres()
        ? new JdbcTickStore(database)
        : new DuckDbTickStore(settings.store());
  }
}
