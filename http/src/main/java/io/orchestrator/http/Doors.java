package io.orchestrator.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.ServerBuilder;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.javadsl.Flow;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.http.rest.ParseErrors;
import io.orchestrator.http.rest.RequestDeadline;
import io.orchestrator.http.tls.TlsContexts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The two ports: bound with their limits, and with TLS where it is configured. */
final class Doors {
  private static final RawHeader ONLY_BY_TLS =
      RawHeader.create("Strict-Transport-Security", "max-age=31536000");

  private final ActorSystem<?> system;
  private final HttpSettings settings;
  private final Optional<TlsContexts> tls;
  private final MeterRegistry meters;

  Doors(
      ActorSystem<?> system,
      HttpSettings settings,
      Optional<TlsContexts> tls,
      MeterRegistry meters) {
    this.system = system;
    this.settings = settings;
    this.tls = tls;
    this.meters = meters;
  }

  /** Fails with {@link PortTakenException}. */
  CompletionStage<ServerBinding> open(
      int port, boolean streaming, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    ServerBuilder builder =
        Http.get(system)
            .newServerAt(settings.bindAddress(), port)
            .withSettings(serverSettings(streaming));
    if (tls.isPresent()) {
      builder = builder.enableHttps(ConnectionContext.httpsServer(tls.get()::engine));
    }
    return builder
        .bindFlow(connections(streaming, handler))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    PortTakenException.of(settings, port, streaming, root(failure))));
  }

  /** Made anew for each connection. */
  private Flow<HttpRequest, HttpResponse, ?> connections(
      boolean streaming, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    var open = new AtomicInteger();
    Gauge.builder("http.server.connections", open, AtomicInteger::get)
        .description("Open connections of a port")
        .tag("port", streaming ? "websocket" : "rest")
        .register(meters);
    // A browser that came by TLS once must not be led to plain text; a self-made certificate is no
    // promise for a year.
    boolean strict = tls.isPresent() && !settings.tls().selfSigned();
    var requests =
        Flow.of(HttpRequest.class)
            .mapAsync(
                1,
                request ->
                    handler.apply(request).thenApply(r -> strict ? r.addHeader(ONLY_BY_TLS) : r));
    return akka.stream.javadsl.BidiFlow.fromGraph(new RequestDeadline(settings.requestDeadline()))
        .join(requests)
        .watchTermination(
            (begun, end) -> {
              open.incrementAndGet();
              end.whenComplete((done, failure) -> open.decrementAndGet());
              return begun;
            });
  }

  /** Deadlines are the router's, which answers with a problem; the library's are off. */
  private ServerSettings serverSettings(boolean streaming) {
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
}
