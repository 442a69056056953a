package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.SlowLine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The database answers, but each answer takes its time: everybody waits, and nothing is lost. */
@Timeout(900)
class SlowDatabaseTest {
  private static final Duration SLOW = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int RUNS = 3;
  private static final int ORDERS = 20;
  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  @Test
  @EnabledIfSystemProperty(
      named = "slow-database.tests",
      matches = "true",
      disabledReason = "minutes more; run it with -Dslow-database.tests=true")
  void runsAndOrdersWaitAndNothingIsLost() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        SlowLine line = new SlowLine(postgres.getPort());
        World world = new World("slow-database", SimulatorSettings.DEFAULT, config(line)).start()) {
      order(world, "before");
      long before = newest(world);
      line.takes(SLOW);
      long began = System.nanoTime();
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(run(world, "run-" + i));
      }
      Set<String> ordered = new TreeSet<>(Set.of("manual/before"));
      for (int i = 0; i < ORDERS; i++) {
        ordered.add("manual/" + order(world, "slow-" + i));
      }
      tell("orders were filled", began);
      runs.forEach(id -> assertEquals("completed", end(world, id)));
      tell("runs had ended", began);
      line.takes(Duration.ZERO);
      world.awaitState("running");
      assertEquals(ordered, names(world), "each order once at the broker");
      Books.assertAgree(world);
      Books.assertNewestPastIsThePresent(world);
      List<JsonNode> events = world.events("");
      Events.assertGapless(events, 0);
      assertTrue(newest(world) > before + ORDERS);
      JsonNode verdict = world.get("/api/audit/verify");
      assertTrue(verdict.get("intact").asBoolean(), verdict::toString);
      for (String id : runs) {
        assertEquals(1, count(events, "workflow_started", id));
        assertEquals(1, count(events, "workflow_completed", id));
      }
    }
  }

  private static Map<String, String> config(SlowLine line) {
    return Map.of(
        "db.url", "jdbc:postgresql://127.0.0.1:" + line.port() + "/postgres",
        "db.user", "postgres",
        "db.password", "postgres");
  }

  private static void tell(String what, long sinceNanos) {
    System.out.printf(
        "slow database: %s after %.1f s%n", what, (System.nanoTime() - sinceNanos) / 1e9);
  }

  private static long newest(World world) {
    return world.get("/api/system/status").get("event_count").asLong();
  }

  /** Asked again with its key, as a client does whose answer took too long. */
  private static String order(World world, String key) {
    Conditions.await(
        "the order " + key,
        PATIENCE,
        () -> {
          RestClient.Answer answer =
              world
                  .rest()
                  .post(
                      "/api/orders",
                      Map.of("symbol", "AAPL", "side", "buy", "quantity", 1, "type", "market"),
                      Map.of("Idempotency-Key", key));
          return answer.status() == 200 && answer.json().get("status").asText().equals("filled");
        });
    return key;
  }

  private static String run(World world, String key) {
    return Conditions.await(
        "a start of " + key,
        PATIENCE,
        () -> {
          RestClient.Answer answer =
              world
                  .rest()
                  .post(
                      "/api/system/workflow/analysis_to_trade",
                      Map.of("parameters", Map.of("symbols", List.of("AAPL", "MSFT"))),
                      Map.of("Prefer", "respond-async", "Idempotency-Key", key));
          return Set.of(200, 202).contains(answer.status())
              ? answer.json().get("workflow_id").asText()
              : null;
        });
  }

  private static String end(World world, String id) {
    return Conditions.await(
        "the end of " + id,
        PATIENCE,
        () -> {
          RestClient.Answer answer = world.rest().get("/api/workflows/" + id);
          String state = answer.status() == 200 ? answer.json().get("state").asText() : "";
          return ENDED.contains(state) ? state : null;
        });
  }

  private static Set<String> names(World world) {
    List<String> refs =
        world.simulator().exchange().orders().stream()
            .map(BrokerOrder::terms)
            .map(terms -> terms.orderRef())
            .toList();
    assertEquals(refs.size(), Set.copyOf(refs).size(), "twice at the broker: " + refs);
    return refs.stream().collect(Collectors.toCollection(TreeSet::new));
  }

  private static long count(List<JsonNode> events, String type, String run) {
    return events.stream()
        .filter(e -> e.get("event_type").asText().equals(type))
        .filter(e -> e.toString().contains(run))
        .count();
  }
}
