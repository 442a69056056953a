package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.Users.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The specification's section "WebSocket Communication" and the contract's rules around it. */
class StreamTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void welcomeThenSnapshotsInTheSpecificationsShape() {
    try (var client = connect(Role.VIEWER)) {
      Map<String, Object> welcome = client.next("welcome");
      assertEquals("epoch-1", welcome.get("epoch"));
      assertEquals(List.of("viewer"), welcome.get("roles"));
      assertEquals(30, welcome.get("heartbeat"));
      assertTrue(welcome.containsKey("seq") && welcome.containsKey("server_time"));

      Map<String, Object> state = client.next("system_state");
      assertEquals(Set.of("type", "data"), state.keySet());
      Map<String, Object> data = StreamClient.data(state);
      assertEquals(Set.of("state", "active_workflows", "metrics"), data.keySet());
      assertEquals("running", data.get("state"));
      assertEquals(List.of("health_monitoring", "data_pipeline"), data.get("active_workflows"));
      Map<?, ?> metrics = (Map<?, ?>) data.get("metrics");
      assertEquals(Set.of("active_workflows", "websocket_clients", "uptime"), metrics.keySet());
      assertEquals(2, metrics.get("active_workflows"));
      assertEquals("24h 35m 12s", metrics.get("uptime"));

      Map<String, Object> health = StreamClient.data(client.next("health_update"));
      assertEquals("2024-01-25T10:30:00Z", health.get("timestamp"));
      assertEquals(
          Map.of(
              "database", Map.of("status", "healthy", "latency_ms", 5.2),
              "market_data", Map.of("status", "healthy", "latency_ms", 12.3)),
          health.get("status"));
    }
  }

  @Test
  void eventsArriveLiveWithTheirNumber() {
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      var event =
          server.world.happen(
              EventDraft.of(
                  "workflow_completed",
                  "orchestrator",
                  Severity.INFO,
                  Map.of("workflow", "analysis_to_trade", "duration", 15.4)));
      Map<String, Object> data = StreamClient.data(client.next("system_event"));
      assertEquals((int) event.seq(), data.get("seq"));
      assertEquals("workflow_completed", data.get("event_type"));
      assertEquals("orchestrator", data.get("source"));
      assertEquals("info", data.get("severity"));
      assertEquals(Map.of("workflow", "analysis_to_trade", "duration", 15.4), data.get("data"));
    }
  }

  @Test
  void resumeBringsWhatWasMissedWithoutGapOrDuplicate() {
    long seen;
    String epoch;
    try (var client = connect(Role.VIEWER)) {
      epoch = (String) client.next("welcome").get("epoch");
      client.next("health_update");
      seen = server.world.happen(draft("seen")).seq();
      client.next("system_event");
    }
    for (int i = 0; i < 300; i++) {
      server.world.happen(draft("missed"));
    }
    try (var client = connect(Role.VIEWER)) {
      client.next("welcome");
      client.send(
          "{\"type\":\"resume\",\"request_id\":\"r\",\"epoch\":\""
              + epoch
              + "\",\"after_seq\":"
              + seen
              + "}");
      for (int i = 0; i < 50; i++) {
        server.world.happen(draft("live"));
      }
      List<Long> numbers = new ArrayList<>();
      boolean resumed = false;
      while (numbers.size() < 350 || !resumed) {
        for (var message : client.collectUntil(numbers.size() < 350 ? "system_event" : "resumed")) {
          switch ((String) message.get("type")) {
            case "system_event" ->
                numbers.add(((Number) StreamClient.data(message).get("seq")).longValue());
            case "resumed" -> {
              resumed = true;
              assertEquals(true, message.get("complete"));
              assertEquals("r", message.get("request_id"));
            }
            default -> {}
          }
        }
      }
      assertEquals(LongStream.rangeClosed(seen + 1, seen + 350).boxed().toList(), numbers);
    }
  }

  @Test
  void lateResumeFillsTheHoleOnce() {
    for (int i = 0; i < 20; i++) {
      server.world.happen(draft("old"));
    }
    try (var client = connect(Role.VIEWER)) {
      long seq = ((Number) client.next("welcome").get("seq")).longValue();
      client.send("{\"type\":\"ping\"}");
      client.next("pong");
      server.world.happen(draft("live"));
      client.next("system_event");
      client.send("{\"type\":\"resume\",\"epoch\":\"epoch-1\",\"after_seq\":" + (seq - 10) + "}");
      List<Long> numbers = new ArrayList<>();
      for (var message : client.collectUntil("resumed")) {
        if (message.get("type").equals("system_event")) {
          numbers.add(((Number) StreamClient.data(message).get("seq")).longValue());
        }
      }
      assertEquals(LongStream.rangeClosed(seq - 9, seq).boxed().toList(), numbers);
      long next = server.world.happen(draft("after")).seq();
      assertEquals((int) next, StreamClient.data(client.next("system_event")).get("seq"));
    }
  }

  @Test
  void resumeOfAnotherHistoryIsIncompleteAndGivesSnapshots() {
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      client.send("{\"type\":\"resume\",\"epoch\":\"other\",\"after_seq\":1}");
      assertEquals(false, client.next("resumed").get("complete"));
      client.next("system_state");
      client.next("health_update");
      long next = server.world.happen(draft("after")).seq();
      assertEquals((int) next, StreamClient.data(client.next("system_event")).get("seq"));
    }
  }

  @Test
  void workflowIsStartedFollowedAndAnswered() {
    try (var client = connect(Role.OPERATOR)) {
      client.next("health_update");
      client.send(
          "{\"type\":\"execute_workflow\",\"workflow\":\"analysis_to_trade\",\"params\":"
              + "{\"symbols\":[\"AAPL\",\"MSFT\"],\"timeframe\":\"1d\"},\"request_id\":\"q-7\"}");
      Map<String, Object> progress = client.next("workflow_progress");
      assertEquals("q-7", progress.get("request_id"));
      Map<String, Object> data = StreamClient.data(progress);
      assertEquals(
          Set.of("workflow_id", "workflow", "step", "state", "progress", "message"), data.keySet());
      assertEquals("run_analysis", data.get("step"));
      String id = (String) data.get("workflow_id");
      server.world.workflows.finish(id);
      server.world.publish(new LiveFeed.WorkflowUpdate(server.world.workflows.runs.get(id)));
      Map<String, Object> result = client.next("workflow_result");
      assertEquals("q-7", result.get("request_id"));
      assertEquals("completed", StreamClient.data(result).get("status"));
      assertEquals(id, StreamClient.data(result).get("workflow_id"));
    }
  }

  @Test
  void rolesHoldOnTheStreamAndTheConnectionStays() {
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      client.send(
          "{\"type\":\"execute_workflow\",\"workflow\":\"analysis_to_trade\",\"params\":{},"
              + "\"request_id\":\"no\"}");
      Map<String, Object> error = client.next("error");
      assertEquals("auth.forbidden", error.get("code"));
      assertEquals("no", error.get("request_id"));
      assertStillThere(client);
    }
  }

  @Test
  void marketDataComeForSubscribedSymbolsOnly() throws Exception {
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      client.send("{\"type\":\"subscribe\",\"symbols\":[\"AAPL\",\"MSFT\"],\"timeframe\":\"1m\"}");
      Map<String, Object> subscribed = client.next("subscribed");
      assertEquals(List.of("AAPL", "MSFT"), subscribed.get("symbols"));
      assertEquals(100.0, StreamClient.data(client.next("market_data")).get("last"));
      assertTrue(server.world.watched.containsValue(Set.of(Symbol.of("AAPL"), Symbol.of("MSFT"))));
      server.world.publish(new LiveFeed.QuoteUpdate(Scripted.quote("GOOGL", 1)));
      server.world.publish(new LiveFeed.QuoteUpdate(Scripted.quote("MSFT", 77)));
      var bar = new Bar(Symbol.of("MSFT"), Timeframe.M1, Scripted.NOON, 1, 2, 1, 2, 5);
      server.world.publish(new LiveFeed.MarketTimeUpdate(Scripted.NOON));
      server.world.publish(new LiveFeed.BarUpdate(bar, true, 1, true));
      List<Map<String, Object>> seen = client.collectUntil("bar");
      assertFalse(seen.toString().contains("GOOGL"), seen.toString());
      assertTrue(seen.toString().contains("last=77"), seen.toString());
      assertFalse(seen.toString().contains("market_time"), "between nodes only");
      assertEquals(true, StreamClient.data(seen.getLast()).get("final"));
      assertEquals(1, StreamClient.data(seen.getLast()).get("revision"));
      assertEquals(true, StreamClient.data(seen.getLast()).get("partial"));
      client.send("{\"type\":\"unsubscribe\",\"symbols\":[\"MSFT\"]}");
      assertEquals(List.of("AAPL"), client.next("subscribed").get("symbols"));
    }
    await(() -> server.world.watched.isEmpty());
  }

  @Test
  void filterKeepsOtherEventsAway() {
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      client.send(
          "{\"type\":\"subscribe\",\"channels\":[\"events\"],\"filter\":{\"severity\":\"error\","
              + "\"source\":[\"risk_monitor\"]}}");
      client.next("subscribed");
      server.world.happen(draft("quiet"));
      server.world.happen(EventDraft.of("loud", "risk_monitor", Severity.CRITICAL, Map.of()));
      assertEquals("loud", StreamClient.data(client.next("system_event")).get("event_type"));
    }
  }

  @Test
  void everyBadMessageIsAnsweredAndTheConnectionStays() {
    Map<String, String> bad =
        Map.of(
            "{\"type\":\"ping\"",
            "request.malformed_json",
            "[1,2]",
            "request.malformed_json",
            "{\"type\":\"ping\",\"type\":\"ping\"}",
            "request.malformed_json",
            "{\"type\":\"dance\"}",
            "stream.unknown_type",
            "{\"type\":\"ping\",\"extra\":1}",
            "request.invalid",
            "{\"type\":\"subscribe\",\"symbols\":\"AAPL\"}",
            "request.invalid",
            "{\"type\":\"subscribe\",\"symbols\":[\"a b\"]}",
            "request.invalid",
            "{\"type\":\"subscribe\",\"channels\":[\"gossip\"]}",
            "request.invalid",
            "{\"type\":\"resume\",\"epoch\":\"epoch-1\"}",
            "request.invalid",
            "[".repeat(5000),
            "request.malformed_json");
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      bad.forEach(
          (message, code) -> {
            client.send(message);
            assertEquals(code, client.next("error").get("code"), message);
          });
      client.socket.sendBinary(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
      assertEquals("stream.binary_refused", client.next("error").get("code"));
      assertStillThere(client);
    }
  }

  @Test
  void oversizedMessageEndsTheConnectionWithAReason() throws Exception {
    try (var client = connect(Role.VIEWER)) {
      client.next("health_update");
      client.socket.sendText("x".repeat(300 * 1024), true);
      assertEquals("stream.message_too_large", client.next("error").get("code"));
      client.awaitClose();
    }
  }

  @Test
  void ticketOpensOnceAndTokenMayBeTheFirstMessage() {
    String ticket =
        (String)
            TestServer.json(server.post("/api/auth/ws-ticket", Role.OPERATOR, "")).get("ticket");
    try (var client = StreamClient.connect(server, "/ws?ticket=" + ticket, "")) {
      assertEquals(List.of("viewer", "operator"), client.next("welcome").get("roles"));
    }
    assertThrows(
        CompletionException.class, () -> StreamClient.connect(server, "/ws?ticket=" + ticket, ""));
    try (var client = StreamClient.connect(server, "/", "")) {
      assertEquals("auth_required", client.received.poll(10, TimeUnit.SECONDS).get("type"));
      client.send("{\"type\":\"get_status\"}");
      assertEquals("auth_required", client.received.poll(10, TimeUnit.SECONDS).get("type"));
      client.send("{\"type\":\"authenticate\",\"token\":\"" + server.token(Role.RISK) + "\"}");
      client.next("welcome");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void untilATokenCameNothingIsAnsweredButTheQuestionForOne() {
    try (var client = StreamClient.connect(server, "/", "")) {
      client.next("auth_required");
      for (String message :
          List.of(
              "{\"type\":",
              "[1]",
              "{}",
              "{\"type\":\"dance\"}",
              "{\"type\":\"ping\",\"extra\":1}",
              "{\"type\":\"authenticate\"}",
              "{\"type\":\"authenticate\",\"token\":\"x\",\"extra\":1}")) {
        client.send(message);
        assertEquals(1, client.collectUntil("auth_required").size(), message);
      }
      client.socket.sendBinary(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
      assertEquals(1, client.collectUntil("auth_required").size());
      client.send("{\"type\":\"authenticate\",\"token\":\"" + server.token(Role.RISK) + "\"}");
      client.next("welcome");
    }
  }

  @Test
  void badFirstTokenIsTheLastMessage() throws Exception {
    try (var client = StreamClient.connect(server, "/", "")) {
      client.send("{\"type\":\"authenticate\",\"token\":\"a.b.c\"}");
      assertEquals("auth.token_invalid", client.next("error").get("code"));
      client.awaitClose();
    }
  }

  private static void assertStillThere(StreamClient client) {
    client.send("{\"type\":\"ping\",\"request_id\":\"still\"}");
    assertEquals("still", client.next("pong").get("request_id"));
  }

  private static EventDraft draft(String type) {
    return EventDraft.of(type, "test", Severity.INFO, Map.of());
  }

  private static StreamClient connect(Role role) {
    return StreamClient.connect(server, "/", server.token(role));
  }

  static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertNotEquals(true, System.nanoTime() > end, "condition never held");
      Thread.onSpinWait();
    }
  }
}
