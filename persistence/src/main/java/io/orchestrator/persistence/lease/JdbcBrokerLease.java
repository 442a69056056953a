package io.orchestrator.persistence.lease;

import io.orchestrator.domain.port.BrokerLease;
import io.orchestrator.persistence.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of the broker session in PostgreSQL. What this process may still do it judges by its
 * own clocks, counted from <em>before</em> it asked, less a margin: so it stops before the database
 * can give the right to another, also when it stood still in between. Two clocks must agree: the
 * monotonic one, which nobody sets, and the wall clock, which goes on while a whole machine sleeps;
 * a wall clock that is set forward ends the lease early, which harms nobody.
 */
public final class JdbcBrokerLease implements BrokerLease {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcBrokerLease.class);
  private static final Duration RETRY = Duration.ofMillis(300);
  private static final Duration STATEMENT = Duration.ofSeconds(2);
  private static final int RENEWALS = 4;
  private static final int MARGIN = 5;

  private final Database database;
  private final LeaseTable table;
  private final Duration time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private volatile Grant grant = Grant.NONE;
  private volatile String refusal = "the lease of the broker session was not asked for yet";

  private record Grant(long token, long untilNanos, long untilMillis) {
    static final Grant NONE = new Grant(Long.MIN_VALUE, 0, 0);

    boolean holds(long asked) {
      return token == asked
          && this != NONE
          && System.nanoTime() - untilNanos < 0
          && System.currentTimeMillis() < untilMillis;
    }
  }

  /**
   * @param node for people who ask who has it
   * @param time for which it is granted; a node that dies without a word blocks the next so long
   */
  public JdbcBrokerLease(Database database, String node, Duration time) {
    this.database = database;
    this.time = time;
    this.table = new LeaseTable("broker-session", node + " " + UUID.randomUUID(), STATEMENT);
  }

  @Override
  public OptionalLong acquire() {
    long askedNanos = System.nanoTime();
    long askedMillis = System.currentTimeMillis();
    try (Connection connection = database.connection()) {
      OptionalLong epoch = table.acquire(connection, time);
      if (epoch.isEmpty()) {
        refusal = "the session belongs to " + table.holder(connection);
        return epoch;
      }
      keep(new Grant(epoch.getAsLong(), end(askedNanos), endMillis(askedMillis)));
      return epoch;
    } catch (SQLException e) {
      refusal = "the lease of the broker session cannot be had: " + e.getMessage();
      return OptionalLong.empty();
    }
  }

  private long end(long askedNanos) {
    return askedNanos + time.toNanos() - time.toNanos() / MARGIN;
  }

  private long endMillis(long askedMillis) {
    return askedMillis + time.toMillis() - time.toMillis() / MARGIN;
  }

  private void keep(Grant next) {
    lock.lock();
    try {
      grant = next;
      released.signalAll();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("broker-lease").start(() -> renew(next.token()));
  }

  @Override
  public boolean holds(long token) {
    return grant.holds(token);
  }

  @Override
  public String refusal() {
    return refusal;
  }

  private void renew(long token) {
    Duration pause = time.dividedBy(RENEWALS);
    while (pausedAndHolding(pause, token)) {
      long askedNanos = System.nanoTime();
      long askedMillis = System.currentTimeMillis();
      try (Connection connection = database.connection()) {
        if (!table.renew(connection, time, token)) {
          LOG.error("the lease of the broker session {} was lost to another node", token);
          drop(token);
          return;
        }
        prolong(new Grant(token, end(askedNanos), endMillis(askedMillis)));
        pause = time.dividedBy(RENEWALS);
      } catch (SQLException e) {
        LOG.warn("the lease of the broker session is not renewed: {}", e.getMessage());
        pause = RETRY;
      }
    }
  }

  /** False when there is nothing to renew any more. */
  private boolean pausedAndHolding(Duration pause, long token) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (left > 0 && grant.holds(token)) {
        left = released.awaitNanos(left);
      }
      return grant.holds(token);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void prolong(Grant next) {
    lock.lock();
    try {
      // Released, or lost by our clocks while the answer was on its way: it stays lost.
      if (grant.holds(next.token())) {
        grant = next;
      }
    } finally {
      lock.unlock();
    }
  }

  private void drop(long token) {
    lock.lock();
    try {
      if (grant.token() == token) {
        grant = Grant.NONE;
        released.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release() {
    Grant held = grant;
    if (held == Grant.NONE) {
      return;
    }
    drop(held.token());
    try (Connection connection = database.connection()) {
      table.release(connection);
    } catch (SQLException e) {
      LOG.warn("the lease of the broker session runs out by itself: {}", e.getMessage());
    }
  }
}
