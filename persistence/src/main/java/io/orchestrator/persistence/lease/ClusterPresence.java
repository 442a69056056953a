package io.orchestrator.persistence.lease;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes of the cluster live, by the word of the database. The first of the seed nodes founds
 * a cluster when no other answers it in time; on a busy machine that would make two of one. So it
 * asks here first. On PostgreSQL.
 */
public final class ClusterPresence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterPresence.class);
  private static final String PREFIX = "member/";
  private static final Duration STATEMENT = Duration.ofSeconds(2);

  /**
   * Longer than a pause that a failure detector bears; a power cut delays the next start so long.
   */
  private static final Duration LIVES = Duration.ofSeconds(20);

  /** Addresses of containers come and go; one that is away for so long has gone. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private static final Duration AGAIN = Duration.ofSeconds(4);

  private final Database database;
  private final String name;
  private final LeaseTable table;
  private boolean closed;

  /**
   * @param address host:port, the same in each life of the node
   */
  public ClusterPresence(Database database, String address) {
    this.database = database;
    this.name = PREFIX + address;
    this.table = new LeaseTable(name, address, STATEMENT);
  }

  /**
   * Whether another node was in the cluster within the last seconds.
   *
   * @throws DatabaseException if the database does not answer
   */
  public boolean othersLive() {
    try (Connection connection = database.connection()) {
      return LeaseTable.anyHeld(connection, PREFIX, name);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot see which nodes live", e);
    }
  }

  /** From now on this node lives, until {@link #close()}. */
  public void announce() {
    Thread.ofVirtual().name("cluster-presence").start(this::run);
  }

  private void run() {
    forgetEnded(FORGOTTEN);
    while (told()) {
      try {
        TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Rows of nodes that left so long ago. */
  void forgetEnded(Duration ago) {
    try (Connection connection = database.connection()) {
      LeaseTable.forgetEnded(connection, PREFIX, ago);
    } catch (SQLException e) {
      LOG.info("rows of nodes that are gone stay for now: {}", e.getMessage());
    }
  }

  /** False: closed, and never told again. */
  private synchronized boolean told() {
    if (closed) {
      return false;
    }
    try (Connection connection = database.connection()) {
      table.acquire(connection, LIVES);
    } catch (SQLException e) {
      LOG.warn("the database does not hear that this node lives: {}", e.getMessage());
    }
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try (Connection connection = database.connection()) {
      table.release(connection);
    } catch (SQLException e) {
      LOG.info("the database keeps this node for {} s: {}", LIVES.toSeconds(), e.getMessage());
    }
  }
}
