package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StreamClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed stops and comes back, seen by a client of the stream. */
@Timeout(400)
class FeedStopTest {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
  private static final Set<String> ENDED = Set.of("filled", "denied", "cancelled", "rejected");

  private World world;

  @AfterEach
  void stop() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void degradedWithinOneCheckIntervalEntriesOffExitsOnAndBack() throws IOException {
    world =
        new World(
                "feed-stop",
                SimulatorSettings.DEFAULT,
                Map.of("health-check-interval", CHECK_INTERVAL.toSeconds() + "s"))
            .start();
    StreamClient stream = world.stream();
    long before = stream.awaitType("welcome", World.LONG).get("seq").asLong();
    awaitRiskNumbers();
    assertEquals("filled", order("entry-1", "AAPL", "buy", 10).get("status").asText());

    int heard = stream.events().size();
    world.simulator().feedFaults().stopServing();
    stream.awaitEvent("feed_state_changed", "\"down\"", World.LONG);
    stream.awaitEvent("service_health_changed", "\"to\":\"unhealthy\"", World.LONG);
    JsonNode degraded =
        stream.awaitEvent("system_state_changed", "\"to\":\"degraded\"", World.LONG);
    awaitStateMessage(stream, "degraded");
    assertTrue(degraded.at("/data/cause").asText().contains("market_data"), degraded::toString);
    Duration took = Duration.between(stopped(stream, heard), timestamp(degraded));
    assertTrue(took.compareTo(CHECK_INTERVAL) <= 0, () -> "DEGRADED after " + took);
    assertEquals("degraded", world.get("/api/system/status").get("state").asText());

    JsonNode denied = order("entry-2", "AAPL", "buy", 10);
    assertEquals("denied", denied.get("status").asText(), denied::toString);
    assertEquals("filled", order("exit-1", "AAPL", "sell", 10).get("status").asText());

    world.simulator().feedFaults().resumeServing();
    stream.awaitEvent("feed_state_changed", "\"up\"", World.LONG);
    stream.awaitEvent("system_state_changed", "\"from\":\"degraded\"", World.LONG);
    world.awaitState("running");
    awaitStateMessage(stream, "running");
    awaitRiskNumbers();
    assertEquals("filled", entryOnceFresh().get("status").asText());

    List<JsonNode> events = stream.events();
    Events.assertGapless(events, before);
    Books.assertAgree(world);
  }

  private Instant stopped(StreamClient stream, int heard) {
    return stream.events().stream()
        .skip(heard)
        .filter(e -> e.get("event_type").asText().equals("feed_state_changed"))
        .map(FeedStopTest::timestamp)
        .findFirst()
        .orElseThrow();
  }

  private static Instant timestamp(JsonNode event) {
    return Instant.parse(event.get("timestamp").asText());
  }

  private static void awaitStateMessage(StreamClient stream, String state) {
    Conditions.await(
        "system_state " + state,
        World.LONG,
        () -> {
          List<JsonNode> told = stream.ofType("system_state").toList();
          return told.getLast().at("/data/state").asText().equals(state);
        });
  }

  /** Entries need them; they are taken soon after the start and after each fill. */
  private void awaitRiskNumbers() {
    Conditions.await(
        "risk numbers", World.LONG, () -> world.get("/api/risk").get("unavailable").isNull());
  }

  /** The first quotes after an outage may still be on their way. */
  private JsonNode entryOnceFresh() {
    int[] attempt = {0};
    return Conditions.await(
        "an entry that is not denied",
        World.LONG,
        () -> {
          JsonNode order = order("entry-3-" + attempt[0]++, "AAPL", "buy", 10);
          return order.get("status").asText().equals("denied") ? null : order;
        });
  }

  private JsonNode order(String key, String symbol, String side, int quantity) {
    Map<String, Object> body =
        new HashMap<>(Map.of("symbol", symbol, "side", side, "quantity", quantity));
    RestClient.Answer answer =
        world.rest().post("/api/orders", body, Map.of("Idempotency-Key", key));
    assertEquals(200, answer.status(), answer::toString);
    return Conditions.await(
        "the end of " + key,
        World.LONG,
        () -> {
          JsonNode order = world.get("/api/orders/manual%2F" + key);
          return ENDED.contains(order.get("status").asText()) ? order : null;
        });
  }
}
