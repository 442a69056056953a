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
import java.time.Instant;
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
 * when nobody used it for a while: only one process may have it open. One that waits for it says so
 * by a file beside it, and the other closes after the piece of work in hand: so an import and a
 * running node take turns. Work is done one after the other.
 */
final class DuckDbFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DuckDbFile.class);
  private static final Duration RETRY = Duration.ofMillis(200);

  /** After which the wish of a process that has died counts no more. */
  private static final Duration WISH = Duration.ofSeconds(2);

  private final Path path;
  private final Path wish;
  private final String schema;
  private final StoreSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService idle =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("market-store-idle").unstarted(task));
  private DuckDBConnection connection;
  private ScheduledFuture<?> closing;
  private boolean closed;
  private long politeUntilNanos = System.nanoTime();

  /** What is done with the open file. */
  interface Work<T> {
    T run(DuckDBConnection connection) throws SQLException;
  }

  /**
   * @param name of the file in the store's directory
   * @param schema statements that are harmless when repeated, for each opening
   */
  DuckDbFile(StoreSettings settings, String name, String schema) {
    this.settings = settings;
    this.schema = schema;
    this.path = settings.directory().resolve(name);
    this.wish = settings.directory().resolve(name + ".wanted");
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
            new Refusal("store.closed", 503, "the market store is closed", "the node is stopping"));
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
        letGo();
      }
      lock.unlock();
    }
  }

  /** Soon, or now where another process waits; that one then has its turn first. */
  private void letGo() {
    if (wished()) {
      closeFile();
      politeUntilNanos = System.nanoTime() + 2 * RETRY.toNanos();
    } else {
      closing =
          idle.schedule(this::closeIdle, settings.idleClose().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private boolean wished() {
    try {
      Instant at = Files.getLastModifiedTime(wish).toInstant();
      return Duration.between(at, Instant.now()).abs().compareTo(WISH) < 0;
    } catch (IOException nobodyWaits) {
      return false;
    }
  }

  private void wish() {
    try {
      Files.write(wish, new byte[0]);
    } catch (IOException e) {
      LOG.debug("Cannot ask for {}: {}", path, e.toString());
    }
  }

  private void wishNoMore() {
    try {
      Files.deleteIfExists(wish);
    } catch (IOException e) {
      LOG.debug("Cannot delete {}: {}", wish, e.toString());
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
    while (System.nanoTime() < politeUntilNanos) {
      pause();
    }
    long deadline = System.nanoTime() + settings.lockWait().toNanos();
    boolean waited = false;
    while (true) {
      try {
        var opened =
            (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:" + path, properties);
        if (waited) {
          wishNoMore();
        }
        prepare(opened);
        return opened;
      } catch (SQLException e) {
        if (!locked(e)) {
          throw e;
        }
        if (System.nanoTime() > deadline) {
          throw new RefusedException(inUse());
        }
        waited = true;
        wish();
        pause();
      }
    }
  }

  private void prepare(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute(schema);
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
        "another process has " + path + " open",
        "it answers no request to share: end that process, or use PostgreSQL (db.url) where many"
            + " write; then try again");
  }

  private RefusedException unusable(SQLException e) {
    LOG.error("the market store {} failed", path, e);
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new RefusedException(
        new Refusal(
            "store.unusable",
            503,
            "the market store " + path + " failed: " + first,
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
        LOG.warn("closing the market store {} failed", path, e);
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
