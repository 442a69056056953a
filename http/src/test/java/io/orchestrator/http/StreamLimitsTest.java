package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.RateSettings;
import io.orchestrator.http.stream.StreamSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slow, silent, too many: with limits small enough to reach. */
class StreamLimitsTest {
  private static final int MAX_CLIENTS = 6;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        new TestServer(
            s ->
                new HttpSettings(
                    s.bindAddress(),
                    0,
                    0,
                    false,
                    s.dataDirectory(),
                    s.idleTimeout(),
                    s.maxConnections(),
                    s.shutdownTimeout(),
                    s.eventHistoryLimit(),
                    s.rest(),
                    new StreamSettings(
                        256 * 1024,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        MAX_CLIENTS,
                        64,
                        256 * 1024,
                        Duration.ofSeconds(1),
                        // What a client is told last must leave within this, on a busy machine too:
                        // it is cut off afterwards, and then never hears why.
                        Duration.ofSeconds(5),
                        Duration.ofMillis(50),
                        50,
                        5,
                        2,
                        64),
                    s.auth(),
                    new RateSettings(2, 30, 500, 1000, 60, 1000, 1000),
                    s.tls(),
                    s.requestDeadline(),
                    s.allowedOrigins()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void silentClientIsToldAndClosed() throws Exception {
    try (var client = StreamClient.connect(server, "/", "")) {
      client.next("auth_required");
      assertEquals("auth.timeout", client.next("error").get("code"));
      client.awaitClose();
    }
  }

  @Test
  void expiredTokenEndsTheStreamAndAFreshOneProlongsIt() throws Exception {
    String brief = server.tokens.issue("ann", Role.VIEWER, Duration.ofSeconds(5));
    try (var prolonged = StreamClient.connect(server, "/", brief);
        var client = StreamClient.connect(server, "/", brief)) {
      prolonged.next("welcome");
      prolonged.send(
          "{\"type\":\"authenticate\",\"token\":\""
              + server.tokens.issue("ann", Role.VIEWER, Duration.ofHours(1))
              + "\"}");
      prolonged.next("authenticated");
      assertEquals("auth.token_expired", client.next("error").get("code"));
      client.awaitClose();
      prolonged.send("{\"type\":\"ping\"}");
      prolonged.next("pong");
    }
  }

  @Test
  void clientThatDoesNotReadIsDroppedAndNobodyElseNotices() throws Exception {
    try (var deaf = StreamClient.deaf(server, server.token(Role.VIEWER));
        var healthy = StreamClient.connect(server, "/", server.token(Role.VIEWER))) {
      healthy.next("health_update");
      StreamTest.await(() -> clients() == 2);
      String large = "x".repeat(20_000);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      long last = 0;
      // Socket buffers swallow some megabytes first; the healthy client paces us.
      while (clients() > 1 && System.nanoTime() < end) {
        last =
            server
                .world
                .happen(EventDraft.of("big", "test", Severity.INFO, Map.of("x", large)))
                .seq();
        long seq = last;
        while (((Number) StreamClient.data(healthy.next("system_event")).get("seq")).longValue()
            < seq) {}
      }
      assertEquals(1, clients(), "the deaf client is still there after " + last + " events");
      assertTrue(deaf.received.isEmpty());
      healthy.send("{\"type\":\"ping\"}");
      healthy.next("pong");
    }
  }

  @Test
  void statesAreConflatedForAClientThatLagsBehind() throws Exception {
    String watch = "{\"type\":\"subscribe\",\"symbols\":[\"MSFT\"]}";
    try (var lagging = StreamClient.deaf(server, server.token(Role.VIEWER));
        var healthy = StreamClient.connect(server, "/", server.token(Role.VIEWER))) {
      lagging.send(watch);
      healthy.send(watch);
      healthy.next("subscribed");
      // One by one, so that it goes on to read nothing.
      Map<String, Object> first = Map.of();
      while (!"subscribed".equals(first.get("type"))) {
        lagging.socket.request(1);
        first = Optional.ofNullable(lagging.received.poll(1, TimeUnit.SECONDS)).orElse(first);
      }
      int sent = 0;
      // Socket buffers swallow some megabytes first; the healthy client paces us.
      for (int batch = 0; batch < 50; batch++) {
        for (int i = 0; i < 4000; i++) {
          server.world.publish(new LiveFeed.QuoteUpdate(Scripted.quote("MSFT", ++sent)));
        }
        while (last(healthy) < sent) {}
      }
      lagging.socket.request(Long.MAX_VALUE);
      int seen = 0;
      double last = 0;
      while (last < sent) {
        double now = last(lagging);
        assertTrue(now > last, now + " after " + last);
        last = now;
        seen++;
      }
      assertTrue(
          seen < sent / 2, seen + " of " + sent + " were sent to a client that did not read");
    }
  }

  private static double last(StreamClient client) {
    return ((Number) StreamClient.data(client.next("market_data")).get("last")).doubleValue();
  }

  @Test
  void tooManySymbolsRunsAndCommandsAreRefused() {
    try (var client = StreamClient.connect(server, "/", server.token(Role.ADMIN))) {
      client.next("health_update");
      client.send("{\"type\":\"subscribe\",\"symbols\":[\"A\",\"B\",\"C\",\"D\",\"E\"]}");
      client.next("subscribed");
      client.send("{\"type\":\"subscribe\",\"symbols\":[\"F\"]}");
      assertEquals("request.invalid", client.next("error").get("code"));
      for (int i = 0; i < 3; i++) {
        client.send(
            "{\"type\":\"execute_workflow\",\"workflow\":\"analysis_to_trade\",\"params\":{}}");
      }
      assertEquals("stream.too_many_pending", client.next("error").get("code"));
      for (int i = 0; i < 60; i++) {
        client.send("{\"type\":\"ping\"}");
      }
      assertEquals("rate.limited", client.next("error").get("code"));
    }
  }

  @Test
  void aHoleTooLargeToReplayGivesASnapshot() {
    for (int i = 0; i < 60; i++) {
      server.world.happen(EventDraft.of("old", "test", Severity.INFO, Map.of()));
    }
    try (var client = StreamClient.connect(server, "/", server.token(Role.TRADER))) {
      client.next("health_update");
      client.send("{\"type\":\"resume\",\"epoch\":\"epoch-1\",\"after_seq\":0}");
      assertEquals(false, client.next("resumed").get("complete"));
      client.next("system_state");
    }
  }

  @Test
  void theNodeIsFullAtItsLimit() {
    var clients = new java.util.ArrayList<StreamClient>();
    try {
      assertThrows(
          CompletionException.class,
          () -> {
            for (int i = 0; i <= MAX_CLIENTS; i++) {
              clients.add(StreamClient.connect(server, "/", server.token(Role.ADMIN)));
            }
          });
      assertEquals(MAX_CLIENTS, clients.size());
    } finally {
      clients.forEach(StreamClient::close);
      StreamTest.await(() -> clients() == 0);
    }
  }

  @Test
  void quietConnectionsArePinged() throws Exception {
    try (var client = StreamClient.connect(server, "/", server.token(Role.RISK))) {
      client.next("health_update");
      assertFalse(client.pings.poll(10, TimeUnit.SECONDS) == null);
    }
  }

  @Test
  void subjectsAreLimitedButNeverTheirKills() {
    String body = "{\"reason\":\"x\"}";
    boolean limited = false;
    for (int i = 0; i < 60 && !limited; i++) {
      var response = server.get("/api/system/status", Role.OPERATOR);
      limited = response.statusCode() == 429;
      if (limited) {
        assertEquals("rate.limited", TestServer.json(response).get("code"));
        assertTrue(response.headers().firstValue("Retry-After").isPresent());
        assertEquals("30", response.headers().firstValue("RateLimit-Limit").orElse(""));
        assertEquals("0", response.headers().firstValue("RateLimit-Remaining").orElse(""));
      }
    }
    assertTrue(limited);
    for (int i = 0; i < 5; i++) {
      assertEquals(200, server.post("/api/trading/halt", Role.OPERATOR, body).statusCode());
    }
  }

  private static int clients() {
    var gauge = server.world.meters.find("websocket.clients").gauge();
    return gauge == null ? 0 : (int) gauge.value();
  }
}
