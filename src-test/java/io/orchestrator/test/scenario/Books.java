package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orchestrator.adapters.simulator.exchange.AccountView;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The broker's books against what the orchestrator says over REST. */
final class Books {
  private Books() {}

  /** Waits for the last messages of the broker, then compares everything. */
  static void assertAgree(World world) {
    SimulatedExchange broker = world.simulator().exchange();
    settle("orders", () -> brokerOrders(broker), () -> ownOrders(world));
    settle("executions", () -> brokerFills(broker), () -> ownFills(world));
    settle("positions", () -> brokerPositions(broker), () -> positions(portfolio(world)));
    settle("cash", () -> cents(broker.accountView().cash()), () -> cash(portfolio(world)));
    assertEquals(broker.account(), portfolio(world).get("account").asText());
  }

  /** What the events alone fold to at the newest of them is what the desk has now. */
  static void assertNewestPastIsThePresent(World world) {
    settle("positions of the newest past", () -> positions(portfolio(world)), () -> past(world));
    settle(
        "open orders of the newest past",
        () -> names(world.get("/api/orders?open=true&limit=1000")),
        () -> names(newestPast(world)));
    settle(
        "states of the newest past",
        () -> states(world.get("/api/system/status")),
        () -> states(newestPast(world)));
  }

  private static List<JsonNode> states(JsonNode answer) {
    return List.of(answer.path("state"), answer.path("trading_state"));
  }

  private static Map<String, Long> past(World world) {
    Map<String, Long> held = new TreeMap<>();
    newestPast(world)
        .path("positions")
        .properties()
        .forEach(p -> held.put(p.getKey(), p.getValue().asLong()));
    return held;
  }

  private static Set<String> names(JsonNode answer) {
    Set<String> names = new TreeSet<>();
    answer
        .path("orders")
        .forEach(
            o -> names.add(o.get("client_order_id").asText() + " " + o.get("filled").asText()));
    return names;
  }

  /** Nothing while the store is behind the event log. */
  private static JsonNode newestPast(World world) {
    long newest = world.get("/api/system/status").get("event_count").asLong();
    RestClient.Answer answer = world.rest().get("/api/state?at_seq=" + newest);
    return answer.status() == 200 ? answer.json() : MissingNode.getInstance();
  }

  static JsonNode portfolio(World world) {
    return world.get("/api/portfolio");
  }

  static Map<String, Long> positions(JsonNode portfolio) {
    return keyed(
        portfolio.get("positions"), p -> p.get("symbol").asText(), p -> p.get("quantity").asLong());
  }

  static BigDecimal cash(JsonNode portfolio) {
    return cents(portfolio.get("cash").decimalValue());
  }

  private interface Look {
    Object now();
  }

  private static void settle(String what, Look broker, Look own) {
    try {
      Conditions.await(what, World.LONG, () -> broker.now().equals(own.now()));
    } catch (AssertionError e) {
      assertEquals(broker.now(), own.now(), what);
    }
  }

  private static Map<String, String> brokerOrders(SimulatedExchange broker) {
    Map<String, String> orders = new TreeMap<>();
    for (BrokerOrder o : broker.orders()) {
      String line =
          line(
              o.terms().symbol(),
              o.terms().side(),
              o.terms().quantity(),
              o.filled(),
              cents(o.averagePrice()),
              cents(o.commissions()),
              o.permId());
      String before = orders.put(o.terms().orderRef(), line);
      assertEquals(null, before, "two orders at the broker carry one name");
    }
    return orders;
  }

  /** What was denied never left the house, so that the broker must not know it. */
  private static Map<String, String> ownOrders(World world) {
    List<JsonNode> sent = new ArrayList<>();
    for (JsonNode order : world.get("/api/orders?limit=1000").get("orders")) {
      if (!order.get("status").asText().equals("denied")) {
        sent.add(order);
      }
    }
    return keyed(
        sent,
        o -> o.get("client_order_id").asText(),
        o ->
            line(
                o.get("symbol").asText(),
                o.get("side").asText(),
                o.get("quantity").asLong(),
                o.get("filled").asLong(),
                cents(o.get("average_price").decimalValue()),
                cents(o.get("commission").decimalValue()),
                o.get("perm_id").asLong()));
  }

  private static Map<String, String> brokerFills(SimulatedExchange broker) {
    Map<String, String> fills = new TreeMap<>();
    for (BrokerExecution e : broker.executions()) {
      fills.put(
          e.execId(), line(e.terms().orderRef(), e.terms().side(), e.quantity(), cents(e.price())));
    }
    return fills;
  }

  private static Map<String, String> ownFills(World world) {
    return keyed(
        world.get("/api/executions?limit=1000").get("executions"),
        e -> e.get("exec_id").asText(),
        e ->
            line(
                e.get("client_order_id").asText(),
                e.get("side").asText(),
                e.get("quantity").asLong(),
                cents(e.get("price").decimalValue())));
  }

  private static Map<String, Long> brokerPositions(SimulatedExchange broker) {
    Map<String, Long> held = new TreeMap<>();
    for (AccountView.PositionView p : broker.accountView().positions()) {
      if (p.quantity() != 0) {
        held.put(p.symbol(), p.quantity());
      }
    }
    return held;
  }

  private static <T> Map<String, T> keyed(
      Iterable<JsonNode> rows, Function<JsonNode, String> key, Function<JsonNode, T> value) {
    Map<String, T> map = new TreeMap<>();
    rows.forEach(row -> assertEquals(null, map.put(key.apply(row), value.apply(row))));
    return map;
  }

  private static BigDecimal cents(BigDecimal usd) {
    return usd.setScale(2, RoundingMode.HALF_EVEN);
  }

  private static String line(Object... values) {
    StringBuilder text = new StringBuilder();
    for (Object value : values) {
      text.append(value.toString().toLowerCase(java.util.Locale.ROOT)).append(' ');
    }
    return text.toString();
  }
}
