package io.orchestrator.test.store;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.schema.SchemaMigrator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.Statement;

/** One real server for the tests of this process; zonky stops it with the process. */
final class Postgres {
  private static final EmbeddedPostgres SERVER = start();

  private Postgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The database with its schema, and nothing in the market's tables. */
  static Database empty() {
    String url = "jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/postgres";
    Database database = Database.open(DatabaseSettings.of(url, "postgres", "").withPools(4, 4));
    SchemaMigrator.migrate(database.dataSource());
    try (var connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE market_series, market_bar, market_covered, market_action, market_tick");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return database;
  }
}
