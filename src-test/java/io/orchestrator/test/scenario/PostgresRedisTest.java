package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisServer;

/** The same program on a real PostgreSQL and a real Redis; the latter may die. */
@Timeout(400)
class PostgresRedisTest {
  private static final int MORE_ORDERS = 520;

  @Test
  void runsOnBothAndOutlivesTheCache() throws IOException {
    int redisPort = freePort();
    RedisServer redis = new RedisServer(redisPort);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      redis.start();
      Map<String, String> config =
          Map.of(
              "risk-limits.max-orders-per-minute", "100000",
              "http.rates.subject-per-second", "1000",
              "db.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
              "db.user", "postgres",
              "db.password", "postgres",
              "redis.url", "redis://127.0.0.1:" + redisPort,
              "health-check-interval", "2s");
      try (World world = new World("postgres-redis", SimulatorSettings.DEFAULT, config)) {
        scenario(world.start(), redis);
      }
    } finally {
      redis.stop();
    }
  }

  private static void scenario(World world, RedisServer redis) throws IOException {
    JsonNode health = world.get("/api/system/health").get("status");
    assertTrue(health.at("/database/detail").asText().contains("postgres"), health::toString);
    assertTrue(health.at("/redis/detail").asText().contains("redis"), health::toString);
    assertEquals("healthy", health.at("/redis/status").asText(), health::toString);

    JsonNode run =
        world.run(Map.of("symbols", List.of("AAPL", "MSFT", "GOOGL", "AMZN"), "execute", true));
    assertEquals("completed", run.get("state").asText(), run::toString);
    assertTrue(run.at("/results/execute_trades/filled_orders").asLong() > 0);
    Books.assertAgree(world);

    Events.assertGapless(world.events(""), 0);
    pagesHoldTheSame(world);
    pagesOfOrdersReachTheFirst(world);

    redis.stop();
    Conditions.await(
        "the cache to fall back",
        World.LONG,
        () -> {
          JsonNode cache = world.get("/api/system/health").at("/status/redis");
          return !cache.get("status").asText().equals("healthy")
              && cache.get("detail").asText().contains("fallback");
        });
    assertEquals("running", world.get("/api/system/status").get("state").asText());
    assertFalse(world.get("/api/market/quotes?symbols=AAPL").isEmpty());
    redis.start();
    Conditions.await(
        "the cache to be used again",
        World.LONG,
        () ->
            world.get("/api/system/health").at("/status/redis/status").asText().equals("healthy"));
  }

  private static void pagesHoldTheSame(World world) {
    long last = world.get("/api/system/status").get("event_count").asLong();
    Set<Long> seen = new HashSet<>();
    long after = 0;
    while (after < last) {
      JsonNode page = world.get("/api/system/events?order=asc&limit=7&after_seq=" + after);
      assertTrue(page.get("events").size() <= 7);
      for (JsonNode event : page.get("events")) {
        after = event.get("seq").asLong();
        assertTrue(seen.add(after), "twice: " + event);
      }
    }
    assertTrue(seen.size() >= last);
  }

  /** More orders than the desk remembers; the oldest come from the database. */
  private static void pagesOfOrdersReachTheFirst(World world) {
    List<String> newestFirst = new ArrayList<>();
    world.get("/api/orders?limit=1000").get("orders").forEach(o -> newestFirst.add(id(o)));
    for (int n = 0; n < MORE_ORDERS; n++) {
      RestClient.Answer answer =
          world
              .rest()
              .post(
                  "/api/orders",
                  Map.of("symbol", "AAPL", "side", n % 2 == 0 ? "buy" : "sell", "quantity", 1),
                  Map.of("Idempotency-Key", "page-" + n));
      assertEquals(200, answer.status(), answer::toString);
      newestFirst.addFirst("manual/page-" + n);
    }
    // Those that ended a moment ago are on their way to the table.
    try {
      Conditions.await(
          "pages with all orders", World.LONG, () -> newestFirst.equals(idsByPages(world)));
    } catch (AssertionError e) {
      assertEquals(newestFirst, idsByPages(world));
    }
  }

  private static List<String> idsByPages(World world) {
    List<String> ids = new ArrayList<>();
    JsonNode page = world.get("/api/orders?limit=100");
    page.get("orders").forEach(o -> ids.add(id(o)));
    while (page.hasNonNull("next_cursor")) {
      page = world.get("/api/orders?limit=100&cursor=" + page.get("next_cursor").asText());
      page.get("orders").forEach(o -> ids.add(id(o)));
    }
    return ids;
  }

  private static String id(JsonNode order) {
    return order.get("client_order_id").asText();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
