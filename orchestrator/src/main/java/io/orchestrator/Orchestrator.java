package io.orchestrator;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orchestrator.actors.node.Node;
import io.orchestrator.assembly.AkkaConfig;
import io.orchestrator.assembly.ClusterFormation;
import io.orchestrator.assembly.Counterparties;
import io.orchestrator.assembly.Directories;
import io.orchestrator.assembly.FirstAdministrator;
import io.orchestrator.assembly.LiveConfiguration;
import io.orchestrator.assembly.NodeAssembly;
import io.orchestrator.assembly.NodeFile;
import io.orchestrator.assembly.NodeMeters;
import io.orchestrator.http.Facades;
import io.orchestrator.http.HttpServer;
import io.orchestrator.http.PortCheck;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.archive.HistoryArchiving;
import io.orchestrator.persistence.audit.AuditWriter;
import io.orchestrator.persistence.events.EventHistoryProjection;
import io.orchestrator.persistence.events.EventRetention;
import io.orchestrator.persistence.events.JdbcPastStates;
import io.orchestrator.persistence.orders.OrderHistoryProjection;
import io.orchestrator.persistence.schema.SchemaMigrator;
import io.orchestrator.persistence.users.JdbcRevocations;
import io.orchestrator.persistence.users.JdbcUsers;
import io.orchestrator.settings.Settings;
import io.orchestrator.tracing.WorkflowTraces;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node. {@link #start} reads top-down like a table of contents: database, counterparties,
 * actors, projection, doors. Everything ends in the reverse order, in the phases of Akka's
 * coordinated shutdown, whatever ends the process.
 */
public final class Orchestrator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  private final NodeAssembly assembly;
  private final HttpServer http;
  private final Optional<String> firstPassword;

  private Orchestrator(NodeAssembly assembly, HttpServer http, Optional<String> firstPassword) {
    this.assembly = assembly;
    this.http = http;
    this.firstPassword = firstPassword;
  }

  /**
   * Starts a node and waits until it serves; the system goes on to READY and RUNNING by itself.
   *
   * @throws RuntimeException of the part that could not start; what was started before is closed
   */
  public static Orchestrator start(Settings settings) {
    return start(settings, settings::config, (log, screen) -> {});
  }

  /**
   * As above, for a program of its own.
   *
   * @param source reads the configuration again
   * @param levels of its log
   */
  public static Orchestrator start(
      Settings settings, Supplier<Config> source, LiveConfiguration.LogLevels levels) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return start(settings, source, levels, opened);
    } catch (RuntimeException failure) {
      while (!opened.isEmpty()) {
        closeAfterFailure(opened.pop(), failure);
      }
      throw failure;
    }
  }

  private static Orchestrator start(
      Settings settings,
      Supplier<Config> source,
      LiveConfiguration.LogLevels levels,
      Deque<AutoCloseable> opened) {
    Directories.requireWritable(settings);
    PortCheck.requireFree(settings.http());
    Database database = Database.open(settings.database());
    opened.push(database);
    SchemaMigrator.migrate(database.dataSource());
    AuditWriter audit =
        AuditWriter.start(
            settings.home(),
            database,
            SigningKeys.openOrCreate(settings.home(), SigningKeys.Use.AUDIT),
            settings.audit(),
            Clock.systemUTC());
    opened.push(audit);
    Counterparties outside = Counterparties.open(settings, database);
    opened.push(outside);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Config akka = AkkaConfig.of(settings, database);
    NodeAssembly assembly =
        await(NodeAssembly.start(settings, akka, database, audit, outside, meters), START_LIMIT);
    ActorSystem<?> system = assembly.node().actorSystem();
    opened.push(() -> terminate(system));
    await(ClusterFormation.start(system, settings.cluster(), database), START_LIMIT);
    EventHistoryProjection projection = EventHistoryProjection.start(system, database, audit::wake);
    OrderHistoryProjection orders = OrderHistoryProjection.start(system, database);
    EventRetention retention =
        EventRetention.start(database, settings.eventRetention(), Clock.systemUTC());
    HistoryArchiving archiving =
        HistoryArchiving.start(database, settings.historyArchive(), Clock.systemUTC());
    closeInOrder(system, projection, orders, retention, archiving, outside, audit, database);
    JdbcUsers users =
        new JdbcUsers(database, Clock.systemUTC(), new SecureRandom(), settings.users());
    NodeMeters.start(system, assembly, database, audit, meters);
    if (settings.tracing().used()) {
      WorkflowTraces.start(
          system, assembly.node().events(), settings.tracing(), nodeName(settings));
    }
    LiveConfiguration configuration =
        new LiveConfiguration(settings, source, assembly, levels, assembly.blocking());
    HttpServer http =
        await(
            HttpServer.start(
                system,
                settings.http(),
                facades(
                    assembly, configuration, users, audit, database, meters, nodeName(settings))),
            START_LIMIT);
    // Last: the password is shown only once, so nothing may fail between making and showing it.
    Optional<String> firstPassword = FirstAdministrator.create(users, new SecureRandom());
    NodeFile.write(settings.home(), http.httpPort(), http.websocketPort());
    LOG.info("serving REST on {} and WebSocket on {}", http.httpPort(), http.websocketPort());
    return new Orchestrator(assembly, http, firstPassword);
  }

  private static Facades facades(
      NodeAssembly assembly,
      LiveConfiguration configuration,
      JdbcUsers users,
      AuditWriter audit,
      Database database,
      PrometheusMeterRegistry meters,
      String name) {
    Node node = assembly.node();
    return new Facades(
        node.system(),
        node.health(),
        assembly.risk(),
        assembly.trading(),
        assembly.desk(),
        assembly.algorithms(),
        assembly.workflows(),
        assembly.schedules(),
        node.events(),
        node.live(),
        node.market(),
        node.marketRecords(),
        assembly.models(),
        assembly.strategies(),
        node.metrics(),
        node.resources(),
        assembly.alerts(),
        configuration,
        users,
        new JdbcRevocations(database),
        audit,
        audit.archive(),
        new JdbcPastStates(database),
        meters,
        Clock.systemUTC(),
        new Facades.Node(name, Version.current(), Optional.empty()));
  }

  /** Alone it has no address of its own to be known by. */
  private static String nodeName(Settings settings) {
    return settings.cluster().port() == 0
        ? "node-1"
        : settings.cluster().host() + ":" + settings.cluster().port();
  }

  /**
   * The doors close first (http registers itself), the supervisor stops its parts when the
   * singleton leaves the cluster; then nobody uses sockets and tables any more.
   */
  private static void closeInOrder(
      ActorSystem<?> system,
      EventHistoryProjection projection,
      OrderHistoryProjection orders,
      EventRetention retention,
      HistoryArchiving archiving,
      Counterparties outside,
      AuditWriter audit,
      Database database) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "close-projections",
        () -> {
          retention.close();
          archiving.close();
          return projection.stop().thenCombine(orders.stop(), (events, ended) -> ended);
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseActorSystemTerminate(),
        "close-audit",
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  audit.close();
                  return Done.getInstance();
                }));
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "close-counterparties",
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  outside.close();
                  return Done.getInstance();
                }));
    // After the journal's pool: nothing reads or writes any more.
    system.getWhenTerminated().thenRun(database::close);
  }

  public int httpPort() {
    return http.httpPort();
  }

  public int websocketPort() {
    return http.websocketPort();
  }

  public NodeAssembly assembly() {
    return assembly;
  }

  /** The administrator's password, only at the very first start of a data directory. */
  public Optional<String> firstPassword() {
    return firstPassword;
  }

  /** Completes when the node has ended. */
  public CompletionStage<Done> ended() {
    return assembly.node().actorSystem().getWhenTerminated();
  }

  @Override
  public void close() {
    terminate(assembly.node().actorSystem());
  }

  private static void terminate(ActorSystem<?> system) {
    system.terminate();
    await(system.getWhenTerminated(), STOP_LIMIT);
  }

  private static void closeAfterFailure(AutoCloseable part, RuntimeException failure) {
    try {
      part.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage, Duration limit) {
    try {
      return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("a part could not start", cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
