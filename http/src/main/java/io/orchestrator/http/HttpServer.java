package io.orchestrator.http;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.ServerBinding;
import io.micrometer.core.instrument.Gauge;
import io.orchestrator.http.auth.Accounts;
import io.orchestrator.http.auth.Logins;
import io.orchestrator.http.auth.RateLimits;
import io.orchestrator.http.auth.RevokedAccess;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tickets;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.Guard;
import io.orchestrator.http.rest.Origins;
import io.orchestrator.http.rest.RequestAudit;
import io.orchestrator.http.rest.Router;
import io.orchestrator.http.routes.AlertRoutes;
import io.orchestrator.http.routes.AlgorithmRoutes;
import io.orchestrator.http.routes.AnalysisRoutes;
import io.orchestrator.http.routes.ApprovalRoutes;
import io.orchestrator.http.routes.AuditRoutes;
import io.orchestrator.http.routes.AuthRoutes;
import io.orchestrator.http.routes.ComplianceRoutes;
import io.orchestrator.http.routes.ConfigRoutes;
import io.orchestrator.http.routes.DeskRoutes;
import io.orchestrator.http.routes.EventRoutes;
import io.orchestrator.http.routes.KeyRoutes;
import io.orchestrator.http.routes.MarketRoutes;
import io.orchestrator.http.routes.OrderRoutes;
import io.orchestrator.http.routes.PageRoutes;
import io.orchestrator.http.routes.PortfolioRoutes;
import io.orchestrator.http.routes.ProbeRoutes;
import io.orchestrator.http.routes.RiskRecordRoutes;
import io.orchestrator.http.routes.RiskRoutes;
import io.orchestrator.http.routes.ScheduleRoutes;
import io.orchestrator.http.routes.StrategyReports;
import io.orchestrator.http.routes.StrategyRoutes;
import io.orchestrator.http.routes.SystemRoutes;
import io.orchestrator.http.routes.TradingRoutes;
import io.orchestrator.http.routes.UserRoutes;
import io.orchestrator.http.routes.WorkflowRoutes;
import io.orchestrator.http.stream.HistoryEpoch;
import io.orchestrator.http.stream.StreamServer;
import io.orchestrator.http.stream.StreamServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** REST and WebSocket of one node, bound; stops with the actor system, or by {@link #stop()}. */
public final class HttpServer {
  /** Dispatcher of blocking calls: password hashes, the key file. */
  public static final String BLOCKING = "orchestrator.dispatchers.blocking";

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final ServerBinding rest;
  private final ServerBinding stream;
  private final StreamServer streams;
  private final Duration shutdownTimeout;

  private HttpServer(
      ServerBinding rest, ServerBinding stream, StreamServer streams, Duration shutdownTimeout) {
    this.rest = rest;
    this.stream = stream;
    this.streams = streams;
    this.shutdownTimeout = shutdownTimeout;
  }

  /**
   * Opens or creates the token keys and binds both ports. Fails with {@link PortTakenException} or
   * {@link SigningKeys.KeyFileException}; then nothing is bound.
   */
  public static CompletionStage<HttpServer> start(
      ActorSystem<?> system, HttpSettings settings, Facades facades) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(BLOCKING));
    return CompletableFuture.supplyAsync(
            () -> Identity.open(system, settings, facades, blocking), blocking)
        .thenCompose(identity -> bind(system, settings, facades, identity, blocking));
  }

  private static CompletionStage<HttpServer> bind(
      ActorSystem<?> system,
      HttpSettings settings,
      Facades facades,
      Identity identity,
      Executor blocking) {
    var rates = new RateLimits(settings.rates());
    var guard = new Guard(identity.tokens(), rates);
    var tickets = new Tickets(settings.auth(), identity.revoked(), facades.clock());
    var logins =
        new Logins(
            facades.users(),
            identity.tokens(),
            identity.revoked(),
            settings.auth(),
            rates,
            facades.events(),
            facades.audit(),
            facades.node().name(),
            facades.clock(),
            blocking);
    var audit = new RequestAudit(facades.audit(), facades.node().name(), facades.clock(), blocking);
    var origins = new Origins(settings.allowedOrigins());
    var restPort = new AtomicInteger(settings.httpPort());
    var streams =
        new StreamServer(
            system,
            services(facades, guard, identity.revoked(), rates, audit),
            settings.stream(),
            tickets,
            request ->
                origins.requireAllowed(
                    Router.header(request, "origin"),
                    Router.header(request, "host"),
                    restPort.get()));
    identity.revoked().listen(streams::revoked);
    Gauge.builder("websocket.clients", streams, StreamServer::clients)
        .description("Authenticated streaming clients of this node")
        .register(facades.meters());
    var streamPort = new AtomicInteger(settings.websocketPort());
    var endpoints =
        endpoints(settings, facades, streams, new AuthRoutes(logins, tickets, settings.auth()));
    endpoints.addAll(
        new AuditRoutes(facades.auditArchive(), facades.pastStates(), blocking).endpoints());
    endpoints.addAll(new KeyRoutes(identity.keys(), blocking).endpoints());
    var reports = new StrategyReports(settings.dataDirectory(), facades.node().name());
    endpoints.addAll(new StrategyRoutes(facades.strategies(), reports, blocking).endpoints());
    endpoints.addAll(
        new UserRoutes(new Accounts(facades.users(), identity.revoked(), facades.clock()), blocking)
            .endpoints());
    var page = new PageRoutes(streamPort::get, facades.node().version());
    var router =
        new Router(
            page.endpoints(endpoints),
            guard,
            settings.rest(),
            system,
            facades.meters(),
            audit,
            origins,
            facades.resources());
    var doors = new Doors(system, settings, identity.tls(), facades.meters());
    return doors
        .open(settings.websocketPort(), true, streams::handle)
        .thenCompose(
            stream -> {
              streamPort.set(stream.localAddress().getPort());
              return doors
                  .open(settings.httpPort(), false, router::handle)
                  .exceptionallyCompose(
                      failure ->
                          stream
                              .unbind()
                              .thenCompose(done -> CompletableFuture.failedFuture(failure)))
                  .thenApply(
                      rest -> {
                        restPort.set(rest.localAddress().getPort());
                        return started(system, settings, rest, stream, streams);
                      });
            });
  }

  private static List<Endpoint> endpoints(
      HttpSettings settings, Facades facades, StreamServer streams, AuthRoutes auth) {
    List<Endpoint> all = new ArrayList<>(auth.endpoints());
    all.addAll(
        new SystemRoutes(
                facades.control(),
                facades.health(),
                facades.metrics(),
                streams::clients,
                facades.node().name(),
                facades.node().version())
            .endpoints());
    all.addAll(new EventRoutes(facades.events(), settings.eventHistoryLimit()).endpoints());
    all.addAll(
        new WorkflowRoutes(
                facades.workflows(),
                facades.trading(),
                facades.events(),
                settings.rest().workflowWait())
            .endpoints());
    all.addAll(new ScheduleRoutes(facades.schedules()).endpoints());
    all.addAll(new AnalysisRoutes(facades.models(), facades.workflows()).endpoints());
    all.addAll(new TradingRoutes(facades.control(), facades.trading(), facades.desk()).endpoints());
    all.addAll(new AlgorithmRoutes(facades.algorithms()).endpoints());
    all.addAll(new PortfolioRoutes(facades.trading()).endpoints());
    all.addAll(
        new OrderRoutes(facades.trading(), facades.workflows(), facades.events()).endpoints());
    all.addAll(new DeskRoutes(facades.desk()).endpoints());
    all.addAll(new RiskRoutes(facades.risk(), facades.events()).endpoints());
    all.addAll(new ApprovalRoutes(facades.risk()).endpoints());
    all.addAll(new ComplianceRoutes(facades.risk(), facades.workflows()).endpoints());
    all.addAll(new RiskRecordRoutes(facades.risk()).endpoints());
    all.addAll(new MarketRoutes(facades.market(), facades.marketRecords()).endpoints());
    all.addAll(new AlertRoutes(facades.alerts()).endpoints());
    all.addAll(new ConfigRoutes(facades.configuration()).endpoints());
    all.addAll(new ProbeRoutes(facades.control(), facades.meters()).endpoints());
    return all;
  }

  private static StreamServices services(
      Facades facades, Guard guard, RevokedAccess revoked, RateLimits rates, RequestAudit audit) {
    return new StreamServices(
        facades.control(),
        facades.health(),
        facades.workflows(),
        facades.events(),
        facades.live(),
        facades.market(),
        guard,
        revoked,
        rates,
        audit,
        facades.resources(),
        new HistoryEpoch(facades.events(), facades.node().historyEpoch()),
        facades.clock());
  }

  private static HttpServer started(
      ActorSystem<?> system,
      HttpSettings settings,
      ServerBinding rest,
      ServerBinding stream,
      StreamServer streams) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "farewell-to-streams",
            streams::shutDown);
    rest.addToCoordinatedShutdown(settings.shutdownTimeout(), system);
    stream.addToCoordinatedShutdown(settings.shutdownTimeout(), system);
    var server = new HttpServer(rest, stream, streams, settings.shutdownTimeout());
    LOG.info(
        "REST on {}:{}, WebSocket on {}:{}",
        settings.bindAddress(),
        server.httpPort(),
        settings.bindAddress(),
        server.websocketPort());
    return server;
  }

  /** The real one, also when 0 was asked for. */
  public int httpPort() {
    return rest.localAddress().getPort();
  }

  public int websocketPort() {
    return stream.localAddress().getPort();
  }

  /** Farewell to the streams, then both ports close, requests in progress finish. */
  public CompletionStage<Done> stop() {
    return streams
        .shutDown()
        .thenCompose(done -> rest.terminate(shutdownTimeout))
        .thenCompose(done -> stream.terminate(shutdownTimeout))
        .thenApply(done -> Done.getInstance());
  }
}
