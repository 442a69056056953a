package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.cli.ScriptedNode.Outcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single orders at a terminal. */
class OrderCommandTest {
  private static final String ORDER =
      "{\"client_order_id\":\"manual/k\",\"symbol\":\"AAPL\",\"status\":\"%s\",\"filled\":0,"
          + "\"detail\":\"why\",\"exits\":[{\"client_order_id\":\"manual/k/stop\"}]}";

  private ScriptedNode node;

  @BeforeEach
  void start() throws IOException {
    node = new ScriptedNode().answers("POST /api/orders", 200, ORDER.formatted("sent"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void anOrderCarriesItsNameAndPrices() {
    Outcome placed =
        node.run(
            "order",
            "place",
            "AAPL",
            "buy",
            "100",
            "--limit",
            "180.25",
            "--time-in-force",
            "gtc",
            "--exit-stop",
            "170",
            "--exit-target",
            "200",
            "--idempotency-key",
            "k");
    assertEquals(0, placed.exitCode(), placed.err());
    assertTrue(placed.err().contains("idempotency key k"), placed.err());
    assertTrue(placed.out().matches("(?s).*status +sent\\R.*manual/k/stop.*"), placed.out());
    assertEquals(List.of("k"), node.keys);
    assertEquals(
        List.of(
            "POST /api/orders {\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":100,"
                + "\"limit_price\":180.25,\"time_in_force\":\"gtc\","
                + "\"bracket\":{\"stop_price\":170,\"target_price\":200}}"),
        node.requests);
  }

  @Test
  void pricesSayTheTypeUnlessItIsNamed() {
    assertEquals("\"stop\"", typeOf("--stop", "170"));
    assertEquals("\"stop_limit\"", typeOf("--stop", "170", "--limit", "169"));
    assertEquals("\"trailing_stop\"", typeOf("--trail-percent", "2"));
    assertEquals("\"limit_on_close\"", typeOf("--type", "limit_on_close", "--limit", "169"));
    assertEquals("absent", typeOf());
  }

  private String typeOf(String... options) {
    String[] order = {"order", "place", "AAPL", "sell", "1"};
    String[] all = new String[order.length + options.length];
    System.arraycopy(order, 0, all, 0, order.length);
    System.arraycopy(options, 0, all, order.length, options.length);
    assertEquals(0, node.run(all).exitCode());
    String sent = node.requests.getLast();
    return sent.contains("\"type\":")
        ? sent.replaceAll(".*\"type\":(\"[a-z_]+\").*", "$1")
        : "absent";
  }

  @Test
  void eachOrderHasANameOfItsOwn() {
    node.run("order", "place", "AAPL", "buy", "1");
    node.run("order", "place", "AAPL", "buy", "1");
    assertEquals(2, node.keys.stream().filter(key -> !key.isBlank()).distinct().count());
  }

  @Test
  void aDeniedOrderExitsAsRefused() {
    for (String status : List.of("denied", "rejected")) {
      node.answers("POST /api/orders", 200, ORDER.formatted(status));
      Outcome denied = node.run("order", "place", "AAPL", "buy", "1");
      assertEquals(1, denied.exitCode());
      assertTrue(denied.out().matches("(?s).*detail +why\\R.*"), denied.out());
    }
  }

  @Test
  void whatCannotBeReadIsNeverSent() {
    assertEquals(2, node.run("order", "place", "AAPL", "hold", "1").exitCode());
    assertEquals(2, node.run("order", "place", "AAPL", "buy", "1.5").exitCode());
    assertEquals(2, node.run("order", "place", "AAPL", "buy", "1", "--limit", "1,5").exitCode());
    assertEquals(2, node.run("order", "place", "AAPL", "buy").exitCode());
    assertEquals(2, node.run("order").exitCode());
    assertEquals(List.of(), node.requests);
  }

  @Test
  void aPreviewOrdersNothing() {
    node.answers(
        "POST /api/orders/what-if",
        200,
        "{\"would_pass\":false,\"code\":\"risk.name_blocked\",\"advice\":\"release it\"}");
    Outcome refused = node.run("order", "preview", "AAPL", "buy", "1");
    assertEquals(1, refused.exitCode());
    assertTrue(refused.out().contains("risk.name_blocked"), refused.out());
    node.answers("POST /api/orders/what-if", 200, "{\"would_pass\":true,\"broker\":{\"c\":1}}");
    Outcome passes = node.run("order", "preview", "AAPL", "buy", "1");
    assertEquals(0, passes.exitCode(), passes.err());
    assertTrue(passes.out().contains("broker c"), passes.out());
    assertFalse(node.requests.stream().anyMatch(r -> r.startsWith("POST /api/orders ")));
  }

  @Test
  void ordersAreListedShownAndCancelled() {
    node.answers("GET /api/orders", 200, "{\"orders\":[" + ORDER.formatted("sent") + "]}")
        .answers("GET /api/orders/manual%2Fk", 200, ORDER.formatted("sent"))
        .answers("DELETE /api/orders/manual%2Fk", 200, ORDER.formatted("cancelled"));
    assertTrue(node.run("order", "list", "--open", "--symbol", "AAPL").out().contains("manual/k"));
    assertEquals("GET /api/orders?limit=50&open=true&symbol=AAPL", node.requests.getLast());
    assertTrue(node.run("order", "show", "manual/k").out().contains("AAPL"));
    Outcome cancelled = node.run("order", "cancel", "manual/k");
    assertEquals(0, cancelled.exitCode(), cancelled.err());
    assertTrue(cancelled.out().contains("cancelled"), cancelled.out());
    assertEquals(1, node.run("order", "cancel", "manual/x").exitCode());
  }
}
