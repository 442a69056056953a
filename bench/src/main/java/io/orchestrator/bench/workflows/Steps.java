package io.orchestrator.bench.workflows;

import java.util.Map;

/** What the five steps do: nothing, and give back a small JSON. */
final class Steps {
  static final int COUNT = 5;

  private Steps() {}

  static String json(int step) {
    return "{\"step\":%d,\"symbol\":\"AAPL\",\"value\":123.45}".formatted(step);
  }

  static Map<String, Object> map(int step) {
    return Map.of("step", step, "symbol", "AAPL", "value", 123.45);
  }
}
