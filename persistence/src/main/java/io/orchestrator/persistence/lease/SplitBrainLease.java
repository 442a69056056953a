package io.orchestrator.persistence.lease;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For Akka's split-brain resolver: of two sides that do not see each other, the one that gets this
 * row goes on. Longer held than the resolver needs it, so it is never renewed. Made by Akka from
 * its configuration ({@code orchestrator.split-brain-lease}), with a connection of its own for each
 * question: the pools may be what is in trouble.
 */
public final class SplitBrainLease extends Lease {
  private static final Logger LOG = LoggerFactory.getLogger(SplitBrainLease.class);
  private static final int CONNECT_SECONDS = 3;

  private final LeaseSettings settings;
  private final LeaseTable table;
  private final Executor blocking;
  private final Duration time;
  private volatile boolean held;

  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** Called by Akka. */
  public SplitBrainLease(LeaseSettings settings, ExtendedActorSystem system) {
    this.settings = settings;
    this.time = Duration.ofMillis(settings.timeoutSettings().heartbeatTimeout().toMillis());
    this.table =
        new LeaseTable(
            settings.leaseName(),
            settings.ownerName(),
            Duration.ofMillis(settings.timeoutSettings().operationTimeout().toMillis()));
    this.blocking = system.dispatchers().lookup("akka.actor.default-blocking-io-dispatcher");
  }

  @Override
  public LeaseSettings getSettings() {
    return settings;
  }

  @Override
  public CompletionStage<Boolean> acquire() {
    return ask(connection -> {
          boolean got = table.acquire(connection, time).isPresent();
          LOG.warn("split brain: this side {} the lease", got ? "has" : "does not get");
          return got;
        })
        .thenApply(got -> held = got);
  }

  @Override
  public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
    return acquire();
  }

  @Override
  public CompletionStage<Boolean> release() {
    held = false;
    return ask(
        connection -> {
          table.release(connection);
          return true;
        });
  }

  @Override
  public boolean checkLease() {
    return held;
  }

  private <T> CompletionStage<T> ask(Question<T> question) {
    Config config = settings.leaseConfig();
    return CompletableFuture.supplyAsync(
        () -> {
          DriverManager.setLoginTimeout(CONNECT_SECONDS);
          try (Connection connection =
              DriverManager.getConnection(
                  config.getString("url"),
                  config.getString("user"),
                  config.getString("password"))) {
            return question.ask(connection);
          } catch (SQLException e) {
            throw new IllegalStateException("the split-brain lease does not answer", e);
          }
        },
        blocking);
  }
}
