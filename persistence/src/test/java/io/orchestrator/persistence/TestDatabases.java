package io.orchestrator.persistence;

import io.orchestrator.persistence.schema.SchemaMigrator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** Fresh databases of both kinds; one real PostgreSQL server for all tests of the process. */
public final class TestDatabases {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestDatabases() {}

  /** Started at first use; zonky stops it with the process. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public enum Kind {
    H2,
    POSTGRES
  }

  public static DatabaseSettings fresh(Kind kind) {
    return switch (kind) {
      case H2 -> DatabaseSettings.embedded(newDirectory());
      case POSTGRES -> newPostgres();
    };
  }

  /** Fresh, with the schema. */
  public static Database migrated(Kind kind) {
    Database database = Database.open(fresh(kind));
    SchemaMigrator.migrate(database.dataSource());
    return database;
  }

  public static Path newDirectory() {
    try {
      Path directory = Files.createTempDirectory("orchestrator-test");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatabaseSettings newPostgres() {
    String name = "test_" + NUMBER.incrementAndGet();
    try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String url = "jdbc:postgresql://127.0.0.1:" + Server.POSTGRES.getPort() + "/" + name;
    return DatabaseSettings.of(url, "postgres", "").withPools(4, 4);
  }
}
