package io.orchestrator.http;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Gauge;
import io.orchestrator.http.auth.Logins;
import io.orchestrator.http.auth.RateLimits;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tickets;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.Guard;
import io.orchestrator.http.rest.ParseErrors;
import io.orchestrator.http.rest.RequestAudit;
import io.orchestrator.http.rest.Router;
import io.orchestrator.http.routes.AlgorithmRoutes;
import io.orchestrator.http.routes.AnalysisRoutes;
import io.orchestrator.http.routes.ApprovalRoutes;
import io.orchestrator.http.routes.AuditRoutes;
import io.orchestrator.http.routes.AuthRoutes;
import io.orchestrator.http.routes.ComplianceRoutes;
import io.orchestrator.http.routes.DeskRoutes;
import io.orchestrator.http.routes.EventRoutes;
import io.orchestrator.http.routes.MarketRoutes;
import io.orchestrator.http.routes.OrderRoutes;
import io.orchestrator.http.routes.PageRoutes;
import io.orchestrator.http.routes.PortfolioRoutes;
import io.orchestrator.http.routes.ProbeRoutes;
import io.orchestrator.http.routes.RiskRecordRoutes;
import io.orchestrator.http.routes.RiskRoutes;
import io.orchestrator.http.routes.ScheduleRoutes;
import io.orchestrator.http.routes.StrategyRoutes;
import io.orchestrator.http.routes.SystemRoutes;
import io.orchestrator.http.routes.TradingRoutes;
import io.orchestrator.http.routes.WorkflowRoutes;
import io.orchestrator.http.stream.HistoryEpoch;
import io.orchestrator.http.stream.StreamServer;
import io.orchestrator.http.stream.StreamServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
            () -> SigningKeys.openOrCreate(settings.dataDirectory(), SigningKeys.Use.TOKENS),
            blocking)
        .thenCompose(keys -> bind(system, settings, facades, keys, blocking));
  }

  private static CompletionStage<HttpServer> bind(
      ActorSystem<?> system,
      HttpSettings settings,
      Facades facades,
      SigningKeys keys,
      Executor blocking) {
    var rates = new RateLimits(settings.rates());
    var tokens = new Tokens(keys, settings.auth(), facades.clock());
    var guard = new Guard(tokens, rates);
    var tickets = new Tickets(settings.auth(), facades.clock());
    var logins =
        new Logins(
            facades.users(),
            tokens,
            settings.auth(),
            rates,
            facades.events(),
            facades.audit(),
            facades.node().name(),
            facades.clock(),
            blocking);
    var audit = new RequestAudit(facades.audit(), facades.node().name(), facades.clock(), blocking);
    var streams =
        new StreamServer(
            system, services(facades, guard, rates, audit), settings.stream(), tickets);
    Gauge.builder("websocket.clients", streams, StreamServer::clients)
        .description("Authenticated streaming clients of this node")
        .register(facades.meters());
    var streamPort = new AtomicInteger(settings.websocketPort());
    var endpoints =
        endpoints(settings, facades, streams, new AuthRoutes(logins, tickets, settings.auth()));
    endpoints.addAll(
        new AuditRoutes(facades.auditArchive(), facades.pastStates(), blocking).endpoints());
    var page = new PageRoutes(streamPort::get, facades.node().version());
    var router =
        new Router(
            page.endpoints(endpoints), guard, settings.rest(), system, facades.meters(), audit);
    return bindPort(system, settings, settings.websocketPort(), true, streams::handle)
        .thenCompose(
            stream -> {
              streamPort.set(stream.localAddress().getPort());
              return bindPort(system, settings, settings.httpPort(), false, router::handle)
                  .exceptionallyCompose(
                      failure ->
                          stream
                              .unbind()
                              .thenCompose(done -> CompletableFuture.failedFuture(failure)))
                  .thenApply(rest -> started(system, settings, rest, stream, streams));
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
    all.addAll(new StrategyRoutes(facades.strategies()).endpoints());
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
    all.addAll(new ProbeRoutes(facades.control(), facades.meters()).endpoints());
    return all;
  }

  private static StreamServices services(
      Facades facades, Guard guard, RateLimits rates, RequestAudit audit) {
    return new StreamServices(
        facades.control(),
        facades.health(),
        facades.workflows(),
        facades.events(),
        facades.live(),
        facades.market(),
        guard,
        rates,
        audit,
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

  private static CompletionStage<ServerBinding> bindPort(
      ActorSystem<?> system,
      HttpSettings settings,
      int port,
      boolean streaming,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    return Http.get(system)
        .newServerAt(settings.bindAddress(), port)
        .withSettings(serverSettings(system, settings, streaming))
        .bind(handler::apply)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    PortTakenException.of(settings, port, streaming, root(failure))));
  }

  /** Deadlines are the router's, which answers with a problem; the library's are off. */
  private static ServerSettings serverSettings(
      ActorSystem<?> system, HttpSettings settings, boolean streaming) {
    Duration ping = settings.stream().pingInterval();
    Duration quiet = ping.multipliedBy(3);
    Duration idle =
        streaming && quiet.compareTo(settings.idleTimeout()) > 0 ? quiet : settings.idleTimeout();
    Map<String, Object> own = new HashMap<>();
    own.put("server-header", "");
    own.put("request-timeout", "infinite");
    own.put("idle-timeout", idle.toMillis() + "ms");
    own.put("max-connections", settings.maxConnections());
    own.put("backlog", 1024);
    own.put("remote-address-attribute", "on");
    own.put("transparent-head-requests", "on");
    own.put("enable-http2", "off");
    own.put("parsing.max-content-length", settings.rest().maxBodyBytes());
    own.put("parsing.error-logging-verbosity", "off");
    own.put("parsing.error-handler", ParseErrors.class.getName());
    own.put("websocket.periodic-keep-alive-mode", "ping");
    own.put("websocket.periodic-keep-alive-max-idle", ping.toMillis() + "ms");
    Config config =
        ConfigFactory.parseMap(Map.of("akka.http.server", own))
            .withFallback(system.settings().config());
    return ServerSettings.create(config);
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
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
