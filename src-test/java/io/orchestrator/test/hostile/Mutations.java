package io.orchestrator.test.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values that fit a schema, almost fit it, or do not at all. */
final class Mutations {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Words that mean something to some field, so that a request gets further than its first check.
   */
  private static final List<String> WORDS =
      List.of(
          "AAPL",
          "MSFT",
          "buy",
          "sell",
          "limit",
          "market",
          "analysis_to_trade",
          "daily_loss",
          "database",
          "trading",
          "start",
          "momentum",
          "1d",
          "1m",
          "open",
          "viewer",
          "critical",
          "twap",
          "none",
          "asc",
          "2026-11-20T14:30:00Z",
          "45 15 * * 1-5",
          "nasdaq",
          "0",
          "-1");

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\0",
          "‮‍",
          "😀".repeat(50),
          "x".repeat(5_000),
          "'; DROP TABLE app_user; --",
          "../../../../etc/passwd",
          "%00%2e%2e%2f",
          "${jndi:ldap://127.0.0.1/a}",
          "<script>alert(1)</script>",
          "NaN",
          "1e999",
          "9999-99-99T99:99:99Z",
          "+1000000000-12-31T23:59:59Z",
          "-9223372036854775808",
          "null",
          "[]",
          "{}");

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  String word() {
    return oneIn(4) ? any(NASTY) : any(WORDS);
  }

  /** Mostly right, now and then anything. */
  JsonNode of(JsonNode schema) {
    if (oneIn(6)) {
      return anything(0);
    }
    return switch (schema.path("type").asText("")) {
      case "object" -> object(schema);
      case "array" -> array(schema.path("items"));
      case "integer" -> JSON.getNodeFactory().numberNode(whole());
      case "number" -> JSON.getNodeFactory().numberNode(random.nextGaussian() * 1e6);
      case "boolean" -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case "string" -> JSON.getNodeFactory().textNode(word());
      default -> anything(0);
    };
  }

  private long whole() {
    return switch (random.nextInt(4)) {
      case 0 -> Long.MAX_VALUE - random.nextInt(2);
      case 1 -> -random.nextInt(1000);
      default -> random.nextInt(1000);
    };
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (!oneIn(3)) {
        object.set(property.getKey(), of(property.getValue()));
      }
    }
    if (oneIn(8)) {
      object.set(any(NASTY), anything(0));
    }
    return object;
  }

  private ArrayNode array(JsonNode items) {
    ArrayNode array = JSON.createArrayNode();
    int size = oneIn(20) ? 2_000 : random.nextInt(4);
    for (int i = 0; i < size; i++) {
      array.add(of(items));
    }
    return array;
  }

  private JsonNode anything(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 8)) {
      case 0 -> JSON.getNodeFactory().nullNode();
      case 1 -> JSON.getNodeFactory().textNode(word());
      case 2 -> JSON.getNodeFactory().numberNode(whole());
      case 3 -> JSON.getNodeFactory().numberNode(new java.math.BigDecimal("1E+400"));
      case 4 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 5 -> JSON.createArrayNode().add(anything(depth + 1)).add(anything(depth + 1));
      default -> JSON.createObjectNode().set(word(), anything(depth + 1));
    };
  }

  /** JSON that is broken now and then. */
  String text(JsonNode value) {
    String text = value.toString();
    return switch (random.nextInt(25)) {
      case 0 -> text.substring(0, random.nextInt(text.length() + 1));
      case 1 -> text + text;
      case 2 -> "[".repeat(2_000);
      case 3 -> "{\"a\":".repeat(200);
      case 4 -> text.replaceFirst("\"", "'");
      case 5 -> " ".repeat(1_100_000);
      case 6 -> any(NASTY);
      default -> text;
    };
  }

  /** Another token than the good one: a character changed, cut, or made up. */
  String mutated(String token) {
    int at = random.nextInt(token.lastIndexOf('.') + 40);
    char old = token.charAt(at);
    char fresh = old == 'A' ? 'B' : 'A';
    return switch (random.nextInt(4)) {
      case 0 -> token.substring(0, at);
      case 1 -> token.substring(0, token.lastIndexOf('.') + 1);
      case 2 -> token.replaceFirst("\\.", "..");
      default -> token.substring(0, at) + fresh + token.substring(at + 1);
    };
  }
}
