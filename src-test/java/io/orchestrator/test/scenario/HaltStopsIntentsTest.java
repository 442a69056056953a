package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.ExchangeSettings;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A halt in the middle of runs that trade: their orders are cancelled, and so are the runs, because
 * what they wanted before the halt must not be bought again when it is over.
 */
@Timeout(600)
class HaltStopsIntentsTest {
  /**
   * Three seconds from one price to the next, and less at each than is wanted: orders work long.
   */
  private static final SimulatorSettings SLOW =
      new SimulatorSettings(
          new SimulatedMarketSettings(
              42,
              1,
              Duration.ofSeconds(3),
              LocalDate.of(2026, 3, 2),
              LocalTime.of(10, 0),
              6,
              66,
              4096,
              100_000,
              Optional.empty(),
              Duration.ofSeconds(5),
              Optional.empty(),
              64),
          SimulatedIqFeedSettings.DEFAULT,
          ExchangeSettings.DEFAULT
              .withStartingCash(new BigDecimal("1000000"))
              .withPartialFills(new PartialFills(true, 1e-6)),
          GatewaySettings.DEFAULT);

  private static final Map<String, Object> SEARCH =
      Map.of(
          "symbols",
          List.of("IBM"),
          "bars",
          600,
          "strategies",
          List.of("momentum"),
          "top",
          1,
          "method",
          "random",
          "iterations",
          10_000);

  private static final Map<String, Object> REBALANCE =
      Map.of(
          "symbols",
          List.of("INTC", "CSCO", "KO", "PFE"),
          "method",
          "equal_weight",
          "bars",
          100,
          "cash_weight",
          0.9,
          "band",
          0,
          "max_cost_bps",
          10_000,
          "execute",
          true,
          "algorithm",
          "twap",
          "algorithm_minutes",
          12);

  /** Ten seconds between two orders: the halt finds some that have not left. */
  private static Map<String, Object> trade(boolean waits) {
    return Map.of(
        "symbols",
        List.of("AAPL", "MSFT", "GOOGL", "AMZN"),
        "execute",
        true,
        "min_confidence",
        0,
        "fill_timeout_seconds",
        600,
        "max_orders_per_second",
        0.1,
        "approval",
        waits);
  }

  @Test
  void aHaltCancelsTheRunsThatTradeWithTheirEntriesAndLeavesASearch() throws IOException {
    // The opinions of the learned engines are not waited for.
    Map<String, String> quick = Map.of("worker.request-deadline", "10s");
    try (World world = new World("halt-intents", SLOW, quick)) {
      world.start();
      SimulatedExchange exchange = world.simulator().exchange();
      Conditions.await(
          "equal books", World.LONG, () -> Books.portfolio(world).get("reconciled").asBoolean());
      String waiting = begin(world, "analysis_to_trade", trade(true));
      await(world, waiting, "waiting");
      String rebalance = begin(world, "portfolio_rebalance", REBALANCE);
      Conditions.await("a rebalance that trades", World.RUN, () -> sent(exchange, rebalance));
      String trade = begin(world, "analysis_to_trade", trade(false));
      Conditions.await("a working entry", World.RUN, () -> works(exchange, trade));
      String search = begin(world, "strategy_optimization", SEARCH);
      assertEquals("running", state(world, rebalance));
      assertEquals("running", state(world, trade));
      assertEquals("running", state(world, search));

      RestClient.Answer halt = tell(world, "halt");
      long sent = exchange.orders().size();
      assertTrue(halt.json().get("cancelled_orders").asInt() > 0, halt::body);
      await(world, waiting, "cancelled");
      // Cancelled in the step that trades, a run ends with that step, which says what it left.
      for (String run : List.of(trade, rebalance)) {
        Conditions.await("the end of " + run, World.LONG, () -> ended(state(world, run)));
      }
      JsonNode unsent = world.get("/api/workflows/" + trade).at("/results/execute_trades/not_sent");
      assertFalse(unsent.isEmpty(), unsent::toString);
      unsent.forEach(row -> assertEquals("cancelled", row.get("reason").asText()));
      Conditions.await("no working entry", World.LONG, () -> exchange.openOrders().isEmpty());
      assertTrue(Set.of("running", "completed").contains(state(world, search)));
      Set<String> stopped = Set.of(trade, rebalance, waiting);
      Conditions.await("the word of it", World.LONG, () -> told(world).equals(stopped));

      // What they wanted is not taken up again either.
      tell(world, "resume");
      RestClient.Answer order =
          world
              .rest()
              .post(
                  "/api/orders",
                  Map.of("symbol", "IBM", "side", "buy", "quantity", 1, "type", "market"),
                  Map.of("Idempotency-Key", "behind-the-halt"));
      assertEquals(200, order.status(), order::body);
      Conditions.await("an order of a person", World.LONG, () -> exchange.orders().size() > sent);
      assertEquals(sent + 1, exchange.orders().size(), "nothing left since the halt");
      assertEquals("IBM", exchange.orders().getLast().terms().symbol());
      Books.assertAgree(world);
    }
  }

  private static String begin(World world, String workflow, Map<String, Object> parameters) {
    RestClient.Answer started =
        world
            .rest()
            .post(
                "/api/system/workflow/" + workflow,
                Map.of("parameters", parameters),
                Map.of("Prefer", "respond-async"));
    assertEquals(202, started.status(), started::body);
    return started.json().get("workflow_id").asText();
  }

  private static RestClient.Answer tell(World world, String what) {
    RestClient.Answer answer =
        world.rest().post("/api/trading/" + what, Map.of("reason", "drill"), Map.of());
    assertEquals(200, answer.status(), answer::body);
    return answer;
  }

  private static String state(World world, String run) {
    return world.get("/api/workflows/" + run).get("state").asText();
  }

  private static void await(World world, String run, String state) {
    Conditions.await(run + " " + state, World.LONG, () -> state(world, run).equals(state));
  }

  private static boolean ended(String state) {
    return Set.of("completed", "failed", "cancelled").contains(state);
  }

  private static boolean sent(SimulatedExchange exchange, String run) {
    return exchange.orders().stream().anyMatch(o -> of(run, o));
  }

  private static boolean works(SimulatedExchange exchange, String run) {
    return exchange.openOrders().stream().anyMatch(o -> of(run, o));
  }

  private static boolean of(String run, BrokerOrder order) {
    return order.terms().orderRef().contains(run);
  }

  /** The runs that the halt says it cancelled. */
  private static Set<String> told(World world) {
    Set<String> runs = new HashSet<>();
    world
        .events("&type=intents_cancelled")
        .forEach(e -> e.at("/data/workflows").forEach(id -> runs.add(id.asText())));
    return runs;
  }
}
