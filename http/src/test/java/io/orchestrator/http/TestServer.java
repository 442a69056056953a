package io.orchestrator.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A real server on real sockets in front of a {@link Scripted} world. */
final class TestServer implements AutoCloseable {
  final ActorSystem<Void> system;
  final Scripted world;
  final HttpServer server;
  final Path home;
  Tokens tokens;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestServer(UnaryOperator<HttpSettings> change) {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "http-test",
            ConfigFactory.parseString(
                    """
                    akka.loglevel = WARNING
                    akka.coordinated-shutdown.exit-jvm = off
                    akka.jvm-shutdown-hooks = off
                    orchestrator.dispatchers.blocking {
                      type = Dispatcher
                      executor = thread-pool-executor
                      thread-pool-executor.fixed-pool-size = 4
                    }
                    """)
                .withFallback(ConfigFactory.load()));
    world = new Scripted(system);
    try {
      home = Files.createTempDirectory("http-test");
      server =
          HttpServer.start(system, change.apply(settings(home)), world.facades())
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      system.terminate();
      throw new IllegalStateException(e);
    }
    renewTokens();
  }

  /** After the keys were rotated. */
  void renewTokens() {
    tokens =
        new Tokens(
            SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS),
            AuthSettings.DEFAULT,
            Clock.systemUTC());
  }

  static TestServer plain() {
    return new TestServer(settings -> settings);
  }

  private static HttpSettings settings(Path home) {
    HttpSettings d = HttpSettings.DEFAULT;
    return new HttpSettings(
        d.bindAddress(),
        0,
        0,
        false,
        home,
        d.idleTimeout(),
        d.maxConnections(),
        d.shutdownTimeout(),
        d.eventHistoryLimit(),
        d.rest(),
        d.stream(),
        d.auth(),
        d.rates(),
        d.tls(),
        d.requestDeadline(),
        d.allowedOrigins());
  }

  /** A resume comes in time however busy this machine is. */
  static HttpSettings patient(HttpSettings d) {
    StreamSettings s = d.stream();
    var stream =
        new StreamSettings(
            s.maxMessageBytes(),
            s.messageTimeout(),
            s.authTimeout(),
            s.pingInterval(),
            s.maxClients(),
            s.outboxMessages(),
            s.outboxChars(),
            s.slowTimeout(),
            s.closeGrace(),
            Duration.ofMinutes(2),
            s.replayLimit(),
            s.maxSymbols(),
            s.maxPendingRuns(),
            s.sharedEvents());
    return with(d, stream);
  }

  static HttpSettings with(HttpSettings d, StreamSettings stream) {
    return new HttpSettings(
        d.bindAddress(),
        0,
        0,
        false,
        d.dataDirectory(),
        d.idleTimeout(),
        d.maxConnections(),
        d.shutdownTimeout(),
        d.eventHistoryLimit(),
        d.rest(),
        stream,
        d.auth(),
        d.rates(),
        d.tls(),
        d.requestDeadline(),
        d.allowedOrigins());
  }

  /** With other rates. */
  static HttpSettings with(HttpSettings d, io.orchestrator.http.auth.RateSettings rates) {
    return with(d, d.auth(), rates, d.tls(), d.requestDeadline(), d.allowedOrigins());
  }

  static HttpSettings with(
      HttpSettings d,
      AuthSettings auth,
      io.orchestrator.http.auth.RateSettings rates,
      io.orchestrator.http.tls.TlsSettings tls,
      Duration requestDeadline,
      java.util.List<String> origins) {
    return new HttpSettings(
        d.bindAddress(),
        0,
        0,
        false,
        d.dataDirectory(),
        d.idleTimeout(),
        d.maxConnections(),
        d.shutdownTimeout(),
        d.eventHistoryLimit(),
        d.rest(),
        d.stream(),
        auth,
        rates,
        tls,
        requestDeadline,
        origins);
  }

  String token(Role role) {
    return tokens.issue(role.name().toLowerCase(java.util.Locale.ROOT), role, Duration.ofHours(1));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.httpPort() + path);
  }

  URI streamUri(String path) {
    return URI.create("ws://127.0.0.1:" + server.websocketPort() + path);
  }

  HttpResponse<String> get(String path, Role role) {
    return send(HttpRequest.newBuilder(uri(path)).header("Authorization", bearer(role)));
  }

  HttpResponse<String> post(String path, Role role, String body, String... headers) {
    var builder =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", bearer(role))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      builder.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return send(builder);
  }

  HttpResponse<String> send(HttpRequest.Builder builder) {
    try {
      return client.send(
          builder.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String bearer(Role role) {
    return "Bearer " + token(role);
  }

  static Map<String, Object> json(HttpResponse<String> response) {
    return Json.map(response.body());
  }

  @Override
  public void close() {
    client.close();
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
