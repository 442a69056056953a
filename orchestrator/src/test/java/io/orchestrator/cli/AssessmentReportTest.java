package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AssessmentReportTest {
  private static final String CONTROLS =
      """
      {"limits_version":7,"four_eyes":true,
       "algorithms":[{"id":"execution_twap","kind":"execution","status":"in_use","counts":"slices"}],
       "controls":[{"id":"order_size","mitigates":"a|mistake","limit":"10000 shares","active":true,
                    "test":"GateRulesTest.x"}],
       "checklists":[
        {"standard":"rts_6","place":"15(1)","requirement":"Collars","met":true,
         "controls":["order_size","price_collar"],"tests":["GateRulesTest.x"],"remark":""},
        {"standard":"rts_6","place":"13","requirement":"Surveillance","met":false,
         "controls":[],"tests":[],"remark":"no patterns are searched for"}]}
      """;

  private static String assessment(String limits) {
    Map<String, Long> happened = new TreeMap<>();
    AssessmentReport.INCIDENTS.forEach(type -> happened.put(type, 0L));
    happened.put("breaker_tripped", 3L);
    return new AssessmentReport(
            ApiClient.parse("{\"version\":\"1.2\",\"node\":\"n1\"}"),
            ApiClient.parse(CONTROLS),
            ApiClient.parse(limits),
            ApiClient.parse(
                "{\"methods\":[{\"method\":\"historical\",\"observations\":250,\"breaches_95\":12,"
                    + "\"breaches_99\":3,\"zone\":\"green\"}]}"),
            happened,
            Instant.parse("2026-11-30T12:00:00Z"))
        .text();
  }

  @Test
  void theReportHoldsWhatRunsWhatHappenedAndWhatIsOpen() {
    String text =
        assessment(
            "{\"versions\":[{\"version\":7,\"at\":\"2026-03-01\",\"by\":\"ann\",\"reason\":\"calm\"}]}");
    assertTrue(text.contains("by version 1.2 on node n1. Limits version 7; four eyes: yes."), text);
    assertTrue(text.contains("| rts_6 | 15(1) | Collars | yes | order_size, price_collar |"), text);
    assertTrue(
        text.contains("| rts_6 | 13 | Surveillance | **no** | no patterns are searched for |"),
        text);
    assertTrue(
        text.contains("| order_size | a\\|mistake | 10000 shares | true | GateRulesTest.x |"));
    assertTrue(text.contains("| execution_twap | execution | in_use | slices |"), text);
    assertTrue(text.contains("| 7 | 2026-03-01 | ann | calm |"), text);
    assertTrue(text.contains("| breaker_tripped | 3 |"), text);
    assertTrue(text.contains("| order_unknown | 0 |"), "what did not happen is said, too");
    assertTrue(text.contains("| historical | 250 | 12 | 3 | green |"), text);
    assertTrue(text.endsWith("Date, name, signature:\n"), text);
  }

  @Test
  void withoutChangesItSaysSo() {
    String text = assessment("{\"versions\":[]}");
    assertTrue(text.contains("## Changes of limits\n\nNone.\n"), text);
    assertEquals(
        8, Arrays.stream(text.split("\n")).filter(line -> line.endsWith("?")).count(), text);
  }
}
