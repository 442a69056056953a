package io.orchestrator.domain.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventDataTest {
  @Test
  void numbersThatAreNoneBecomeText() {
    Map<String, Object> data = new HashMap<>();
    data.put("nan", Double.NaN);
    data.put("infinite", Float.NEGATIVE_INFINITY);
    data.put("none", null);
    data.put("good", 1.5);
    Map<String, Object> clean = EventData.clean(data);
    assertEquals("NaN", clean.get("nan"));
    assertEquals("-Infinity", clean.get("infinite"));
    assertEquals(1.5, clean.get("good"));
    assertTrue(clean.containsKey("none"));
  }

  @Test
  void whatIsTooMuchIsCutAndSaysSo() {
    List<Integer> many = new ArrayList<>();
    Map<String, Object> wide = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(i);
      wide.put("k" + i, i);
    }
    Map<String, Object> clean =
        EventData.clean(Map.of("text", "x".repeat(100_000), "list", many, "map", wide));
    assertEquals(EventData.MAX_TEXT + 1, clean.get("text").toString().length());
    assertEquals(EventData.MAX_ENTRIES + 1, ((List<?>) clean.get("list")).size());
    assertEquals(
        10_000 - EventData.MAX_ENTRIES, ((Map<?, ?>) clean.get("map")).get("truncated_entries"));
  }

  @Test
  void depthEnds() {
    Map<String, Object> deep = Map.of("end", "x");
    for (int i = 0; i < 50; i++) {
      deep = Map.of("in", deep);
    }
    Object inner = EventData.clean(deep);
    int depth = 0;
    while (inner instanceof Map<?, ?> map) {
      inner = map.get("in");
      depth++;
    }
    assertTrue(depth <= EventData.MAX_DEPTH, "depth " + depth);
    assertTrue(inner instanceof String);
  }
}
