package io.orchestrator.adapters.store;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file, opened with the first use (the native library is loaded then, not before) and closed
 * when nobody used it for a while: only one process may have it open. Work is done one after the
 * other.
 */
final class DuckDbFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DuckDbFile.class);
  private static final String NAME = "bars.duckdb";
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS series(
        id INTEGER, source VARCHAR, symbol VARCHAR, timeframe VARCHAR);
      CREATE TABLE IF NOT EXISTS bars(
        series INTEGER, start BIGINT, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE,
        volume BIGINT, adjusted DOUBLE);
      CREATE TABLE IF NOT EXISTS covered(series INTEGER, since BIGINT, until BIGINT);
      CREATE TABLE IF NOT EXISTS actions(
        source VARCHAR, symbol VARCHAR, day DATE, kind VARCHAR, value DOUBLE);
      CREATE TEMP TABLE staging(
        start BIGINT, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume BIGINT,
        adjusted DOUBLE);
      """;

  private final StoreSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService idle =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("bar-store-idle").unstarted(task));
  private DuckDBConnection connection;
  private ScheduledFuture<?> closing;
  private boolean closed;

  /** What is done with the open file. */
  interface Work<T> {
    T run(DuckDBConnection connection) throws SQLException;
  }

  DuckDbFile(StoreSettings settings) {
    this.settings = settings;
  }

  Path path() {
    return settings.directory().resolve(NAME);
  }

  <T> T read(Work<T> work) {
    return use(work);
  }

  /** All or nothing. */
  <T> T write(Work<T> work) {
    return use(
        open -> {
          open.setAutoCommit(false);
          try {
            T result = work.run(open);
            open.commit();
            return result;
          } catch (SQLException | RuntimeException e) {
            open.rollback();
            throw e;
          } finally {
            open.setAutoCommit(true);
          }
        });
  }

  private <T> T use(Work<T> work) {
    lock.lock();
    try {
      if (closed) {
        throw new RefusedException(
            new Refusal("store.closed", 503, "the bar store is closed", "the node is stopping"));
      }
      if (closing != null) {
        closing.cancel(false);
      }
      if (connection == null) {
        connection = open();
      }
      return work.run(connection);
    } catch (SQLException e) {
      // Whatever state it is in: the next use opens the file anew.
      closeFile();
      throw unusable(e);
    } finally {
      if (!closed && connection != null) {
        closing =
            idle.schedule(this::closeIdle, settings.idleClose().toMillis(), TimeUnit.MILLISECONDS);
      }
      lock.unlock();
    }
  }

  private DuckDBConnection open() throws SQLException {
    try {
      Files.createDirectories(settings.directory());
    } catch (IOException e) {
      throw new SQLException("cannot create " + settings.directory() + ": " + e.getMessage(), e);
    }
    Properties properties = new Properties();
    properties.setProperty("memory_limit", (settings.memory() >> 20) + "MiB");
    properties.setProperty("threads", Integer.toString(settings.threads()));
    long deadline = System.nanoTime() + settings.lockWait().toNanos();
    while (true) {
      try {
        var opened =
            (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:" + path(), properties);
        prepare(opened);
        return opened;
      } catch (SQLException e) {
        if (!locked(e)) {
          throw e;
        }
        if (System.nanoTime() > deadline) {
          throw new RefusedException(inUse());
        }
        pause();
      }
    }
  }

  private static void prepare(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute(SCHEMA);
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  private static boolean locked(SQLException e) {
    return String.valueOf(e.getMessage()).contains("Could not set lock");
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(inUse());
    }
  }

  private Refusal inUse() {
    return new Refusal(
        "store.in_use",
        503,
        "another process has " + path() + " open",
        "wait until the other import or node lets it go, and try again");
  }

  private RefusedException unusable(SQLException e) {
    LOG.error("the bar store {} failed", path(), e);
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new RefusedException(
        new Refusal(
            "store.unusable",
            503,
            "the bar store " + path() + " failed: " + first,
            "check disk space and rights; a damaged file can be moved away: it is built again from"
                + " the feed and your imports"));
  }

  private void closeIdle() {
    lock.lock();
    try {
      if (closing != null && !closing.isCancelled()) {
        closeFile();
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeFile() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.warn("closing the bar store {} failed", path(), e);
      }
      connection = null;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.shutdownNow();
      closeFile();
    } finally {
      lock.unlock();
    }
  }
}
