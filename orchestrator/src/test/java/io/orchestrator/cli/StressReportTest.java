package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StressReportTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static StressReport report(
      int answered, long millis, boolean open, boolean unknown, boolean equal, String state) {
    return new StressReport(
        120,
        answered,
        answered < 120 ? List.of("risk.price_stale: too old") : List.of(),
        Duration.ofMillis(millis),
        5,
        20,
        30,
        new StressPeak(120, 480, 1_200),
        open,
        unknown,
        equal,
        state);
  }

  @Test
  void eachThingThatGoesWrongFailsIt() {
    assertEquals(List.of(), report(120, 60_100, false, false, true, "running").failures(MINUTE));
    assertTrue(only(report(119, 60_100, false, false, true, "running")).contains("price_stale"));
    assertTrue(only(report(120, 70_000, false, false, true, "running")).contains("pace"));
    assertTrue(only(report(120, 60_100, true, false, true, "running")).contains("open"));
    assertTrue(only(report(120, 60_100, false, true, true, "running")).contains("unknown"));
    assertTrue(only(report(120, 60_100, false, false, false, "running")).contains("books"));
    assertTrue(only(report(120, 60_100, false, false, true, "degraded")).contains("degraded"));
    assertEquals(120, report(120, 60_100, false, false, true, "running").ordersPerMinute(MINUTE));
  }

  private static String only(StressReport report) {
    List<String> failures = report.failures(MINUTE);
    assertEquals(1, failures.size(), failures.toString());
    return failures.getFirst();
  }

  /** The busiest minute of each, not the mean; a minute later is another. */
  @Test
  void thePeakIsOfTheBusiestMinute() {
    var counter = new StressPeak.Counter();
    add(counter, "2026-11-20T14:30:01Z", "order_intended", 0);
    add(counter, "2026-11-20T14:30:59Z", "order_intended", 0);
    add(counter, "2026-11-20T14:31:00Z", "order_filled", 700);
    add(counter, "2026-11-20T14:31:01Z", "order_filled", 300);
    add(counter, "2026-11-20T14:31:02Z", "order_updated", 0);
    assertEquals(new StressPeak(2, 3, 1_000), counter.peak());
    assertEquals(new StressPeak(4, 6, 2_000), counter.peak().times(2));
    assertEquals(new StressPeak(0, 0, 0), new StressPeak.Counter().peak());
  }

  private static void add(StressPeak.Counter counter, String at, String type, long quantity) {
    counter.add(
        ApiClient.parse(
            """
            {"timestamp":"%s","event_type":"%s","data":{"quantity":%d}}"""
                .formatted(at, type, quantity)));
  }
}
