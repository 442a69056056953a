package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Order of system events. */
final class Events {
  private Events() {}

  /** Each event's {@code seq} is the one before plus one. */
  static void assertGapless(List<JsonNode> events, long after) {
    long expected = after + 1;
    for (JsonNode event : events) {
      assertEquals(expected, event.get("seq").asLong(), () -> "a gap before " + event);
      expected++;
    }
  }
}
