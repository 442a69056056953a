package io.orchestrator.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** How connections are kept, by the journal and by everything else. */
final class ConnectionPool {
  private static final long SHORTEST_MS = 250;
  private static final long LONGEST_VALIDATION_MS = 1000;

  private ConnectionPool() {}

  /**
   * @param url as {@link JdbcUrl#hardened} made it
   * @param idle connections that stay open at rest
   * @param connect longest wait for a connection
   */
  static HikariDataSource open(
      String name, String url, String user, String password, int size, int idle, Duration connect) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(idle);
    long patience = Math.max(SHORTEST_MS, connect.toMillis());
    config.setConnectionTimeout(patience);
    config.setValidationTimeout(Math.min(LONGEST_VALIDATION_MS, patience));
    // The pool may be built while the database is away: its connections come when it is back.
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new Discarded(url));
    return new HikariDataSource(config);
  }

  /**
   * A connection to a file that H2 closed after an error (a full disk) calls itself valid for ever;
   * without this the program would not write again before its next start.
   */
  private static final class Discarded implements SQLExceptionOverride {
    /** H2: DATABASE_IS_CLOSED, CONNECTION_BROKEN_1, DATABASE_CALLED_AT_SHUTDOWN, IO_EXCEPTION. */
    private static final Set<Integer> CLOSED = Set.of(90098, 90067, 90121, 90028, 90031);

    private final String url;

    private Discarded(String url) {
      this.url = url;
    }

    @java.lang.Override
    public Override adjudicate(SQLException e) {
      if (DatabaseException.kindOf(e) == DatabaseException.Kind.DISK_FULL) {
        FullDisks.refused(url);
      }
      return CLOSED.contains(e.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
  }
}
