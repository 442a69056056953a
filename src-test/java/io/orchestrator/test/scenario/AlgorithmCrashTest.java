package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A TWAP on the simulated market, the process killed in its middle: it goes on by itself, every
 * child is at the broker once, and no share is lost or too many.
 */
@Timeout(600)
class AlgorithmCrashTest {
  private static final String PATH = "/api/orders/algorithms";

  /** Two market seconds in one of the wall: prices stay fresh on a slow machine too. */
  private static final SimulatorSettings FAST =
      SimulatorSettings.DEFAULT.withMarket(SimulatedMarketSettings.DEFAULT.withSpeed(2));

  private static final Map<String, Object> TWAP =
      Map.of(
          "symbol",
          "AAPL",
          "side",
          "buy",
          "quantity",
          120,
          "algorithm",
          "twap",
          "duration_seconds",
          1_200,
          "slices",
          120,
          "urgency",
          "high",
          "collar",
          0.2,
          "max_participation",
          1);

  @Test
  void goesOnAfterAKillAndRepeatsNothing() throws IOException {
    try (World world = new World("algorithm-crash", FAST, Map.of())) {
      world.start();
      Conditions.await(
          "equal books", World.LONG, () -> Books.portfolio(world).get("reconciled").asBoolean());
      RestClient.Answer plan = world.rest().post(PATH + "/preview", TWAP, Map.of());
      assertEquals(200, plan.status(), plan::body);
      assertTrue(plan.json().at("/estimate/expected_usd").asDouble() > 0, plan::body);
      RestClient.Answer begun = world.rest().post(PATH, TWAP, Map.of("Idempotency-Key", "crash"));
      assertEquals(200, begun.status(), begun::body);
      awaitFilled(world, 3);
      world.kill();
      long before = atBroker(world);
      world.start();
      assertEquals(
          begun.json().get("created_at"),
          world
              .rest()
              .post(PATH, TWAP, Map.of("Idempotency-Key", "crash"))
              .json()
              .get("created_at"),
          "the same parent");
      awaitFilled(world, before + 3);
      RestClient.Answer cancel = world.rest().post(PATH + "/algo%2Fcrash/cancel");
      assertEquals(200, cancel.status(), cancel::body);
      JsonNode ended =
          Conditions.await(
              "the end",
              World.LONG,
              () -> {
                JsonNode parent = parent(world);
                return parent.get("status").asText().equals("cancelled") ? parent : null;
              });
      Books.assertAgree(world);
      assertEquals(atBroker(world), ended.get("filled").asLong());
      assertTrue(ended.get("filled").asLong() <= 120);
      assertEquals(
          ended.get("filled").asLong(), Books.positions(Books.portfolio(world)).get("AAPL"));
      assertTrue(ended.at("/report/arrival/benchmark").asDouble() > 0);
      assertEquals(1, world.events("&type=execution_ended").size());
    }
  }

  private static JsonNode parent(World world) {
    return world.get(PATH + "/algo%2Fcrash");
  }

  private static void awaitFilled(World world, long shares) {
    Conditions.await(
        shares + " shares", World.RUN, () -> parent(world).get("filled").asLong() >= shares);
  }

  private static long atBroker(World world) {
    return world.simulator().exchange().executions().stream()
        .filter(e -> e.terms().orderRef().startsWith("algo/crash/"))
        .mapToLong(e -> e.quantity())
        .sum();
  }
}
