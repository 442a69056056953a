package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.RateSettings;
import io.orchestrator.http.stream.StreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whoever opens a stream without a token keeps out nobody who has one. */
class WaitingStreamsTest {
  private static final RateSettings WIDE = new RateSettings(1000, 9000, 1000, 9000, 60, 1000, 100);
  private static final RateSettings NARROW = new RateSettings(1000, 9000, 1, 20, 60, 1000, 100);
  private static final int MAX_CLIENTS = 2;

  @Test
  void messagesAndUpgradesWithoutATokenCountForTheirAddress() throws Exception {
    try (var server = new TestServer(settings(NARROW));
        var client = StreamClient.connect(server, "/", "")) {
      for (int i = 0; i < 40; i++) {
        client.send("{\"type\":\"get_status\"}");
      }
      assertEquals("rate.limited", client.next("error").get("code"));
      client.awaitClose();
      var refused = StreamClient.refused(server, "/");
      assertEquals(429, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
    }
  }

  @Test
  void onlyClientsWithATokenTakeThePlacesOfTheNode() throws Exception {
    List<StreamClient> clients = new ArrayList<>();
    try (var server = new TestServer(settings(WIDE))) {
      for (int i = 0; i < MAX_CLIENTS + 2; i++) {
        clients.add(StreamClient.connect(server, "/", ""));
        clients.getLast().next("auth_required");
      }
      for (int i = 0; i < MAX_CLIENTS; i++) {
        clients.add(StreamClient.connect(server, "/", server.token(Role.VIEWER)));
        clients.getLast().next("welcome");
      }
      var refused = StreamClient.refused(server, "/");
      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      var late = clients.getFirst();
      late.send("{\"type\":\"authenticate\",\"token\":\"" + server.token(Role.RISK) + "\"}");
      assertEquals("stream.too_many_clients", late.next("error").get("code"));
      late.awaitClose();
    } finally {
      clients.forEach(StreamClient::close);
    }
  }

  @Test
  void ofTooManyWithoutATokenTheOldestGivesWay() throws Exception {
    List<StreamClient> clients = new ArrayList<>();
    try (var server = new TestServer(settings(WIDE))) {
      for (int i = 0; i <= 64; i++) {
        clients.add(StreamClient.connect(server, "/", ""));
      }
      assertEquals("stream.too_many_waiting", clients.getFirst().next("error").get("code"));
      clients.getFirst().awaitClose();
      var last = clients.getLast();
      last.send("{\"type\":\"authenticate\",\"token\":\"" + server.token(Role.VIEWER) + "\"}");
      last.next("welcome");
    } finally {
      clients.forEach(StreamClient::close);
    }
  }

  private static UnaryOperator<HttpSettings> settings(RateSettings rates) {
    StreamSettings s = StreamSettings.DEFAULT;
    var stream =
        new StreamSettings(
            s.maxMessageBytes(),
            s.messageTimeout(),
            Duration.ofMinutes(2),
            s.pingInterval(),
            MAX_CLIENTS,
            s.outboxMessages(),
            s.outboxChars(),
            s.slowTimeout(),
            s.closeGrace(),
            s.resumeWindow(),
            s.replayLimit(),
            s.maxSymbols(),
            s.maxPendingRuns(),
            s.sharedEvents());
    return d -> TestServer.with(TestServer.with(d, rates), stream);
  }
}
