package io.orchestrator.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stress test showed.
 *
 * @param wanted orders that were due
 * @param refusals what was not accepted, as told
 * @param took until the last answer
 * @param medianMillis of answers, each from the moment at which its order was due
 * @param reached busiest minute of the test
 * @param open whether orders were left open
 * @param unknown whether an order's fate was ever unknown
 * @param equal own and broker's books at the end
 * @param state of the node at the end
 */
record StressReport(
    int wanted,
    int answered,
    List<String> refusals,
    Duration took,
    double medianMillis,
    double p99Millis,
    double longestMillis,
    StressPeak reached,
    boolean open,
    boolean unknown,
    boolean equal,
    String state) {
  private static final double PER_MINUTE = 60_000;

  /** A run that fell behind its pace by more has not reached its rate. */
  private static final double PACE = 1.1;

  /** What speaks against the node; empty when it passed. */
  List<String> failures(Duration duration) {
    List<String> failures = new ArrayList<>();
    if (answered < wanted) {
      failures.add(
          (wanted - answered)
              + " orders were not accepted"
              + refusals.stream().findFirst().map(r -> ", first: " + r).orElse(""));
    }
    if (took.toMillis() > duration.toMillis() * PACE) {
      failures.add("the last answer came after " + took.toMillis() + " ms: the pace was not kept");
    }
    if (open) {
      failures.add("orders stayed open");
    }
    if (unknown) {
      failures.add("the fate of an order was unknown");
    }
    if (!equal) {
      failures.add("own and broker's books differ");
    }
    if (!state.equals("running")) {
      failures.add("the node is " + state);
    }
    return failures;
  }

  long ordersPerMinute(Duration duration) {
    return Math.round(answered * PER_MINUTE / duration.toMillis());
  }

  Map<String, Object> json(StressPeak peak, StressPeak target, Duration duration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("standard", "RTS 6, article 10");
    json.put("peak", peak.json());
    json.put("target", target.json());
    json.put("duration_s", duration.toSeconds());
    json.put("orders", wanted);
    json.put("accepted", answered);
    json.put("orders_per_minute", ordersPerMinute(duration));
    json.put("busiest_minute", reached.json());
    json.put("answer_ms_median", medianMillis);
    json.put("answer_ms_p99", p99Millis);
    json.put("answer_ms_longest", longestMillis);
    json.put("books_equal", equal);
    json.put("state", state);
    json.put("failures", failures(duration));
    json.put("passed", failures(duration).isEmpty());
    return json;
  }
}
