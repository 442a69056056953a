package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The busiest minutes of a node, each number of its own minute: what RTS 6, article 10 doubles.
 *
 * @param orders decided on in one minute
 * @param messages of orders in one minute: decisions, what was sent, acknowledged, filled,
 *     cancelled
 * @param shares filled in one minute
 */
record StressPeak(long orders, long messages, long shares) {
  /** Of article 10. */
  static final Duration LOOKS_BACK = Duration.ofDays(183);

  static final List<String> TYPES =
      List.of("order_intended", "order_updated", "order_filled", "order_unknown");
  private static final int PAGE = 500;

  /** Reads six months of the node's event history, page by page. */
  static StressPeak of(ApiClient client, Instant now) {
    Counter counter = new Counter();
    String query =
        "/api/system/events?order=asc&limit="
            + PAGE
            + "&type="
            + ApiClient.encode(String.join(",", TYPES))
            + "&from="
            + ApiClient.encode(now.minus(LOOKS_BACK).toString());
    long after = -1;
    JsonNode events;
    do {
      String page = after < 0 ? query : query + "&after_seq=" + after;
      events = client.get(page).body().path("events");
      for (JsonNode event : events) {
        counter.add(event);
        after = event.path("seq").asLong();
      }
    } while (events.size() == PAGE);
    return counter.peak();
  }

  /** Counts by the minute. */
  static final class Counter {
    private final Map<Instant, long[]> minutes = new HashMap<>();

    void add(JsonNode event) {
      Instant minute =
          Instant.parse(event.path("timestamp").asText()).truncatedTo(ChronoUnit.MINUTES);
      long[] counts = minutes.computeIfAbsent(minute, m -> new long[3]);
      String type = event.path("event_type").asText();
      counts[0] += type.equals("order_intended") ? 1 : 0;
      counts[1]++;
      counts[2] += type.equals("order_filled") ? event.path("data").path("quantity").asLong() : 0;
    }

    StressPeak peak() {
      long[] most = new long[3];
      for (long[] counts : minutes.values()) {
        for (int i = 0; i < most.length; i++) {
          most[i] = Math.max(most[i], counts[i]);
        }
      }
      return new StressPeak(most[0], most[1], most[2]);
    }
  }

  Map<String, Long> json() {
    return Map.of("orders", orders, "messages", messages, "shares", shares);
  }

  StressPeak times(double factor) {
    return new StressPeak(
        (long) Math.ceil(orders * factor),
        (long) Math.ceil(messages * factor),
        (long) Math.ceil(shares * factor));
  }
}
