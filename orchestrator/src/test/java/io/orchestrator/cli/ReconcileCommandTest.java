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

/** Entries that wait for a person are let go from a terminal. */
class ReconcileCommandTest {
  private static final String DRIFT =
      """
      {"id":7,"outcome":"drift_exceeded","cause":"requested","complete":true,"difference_count":1,
       "differences":[{"kind":"position","subject":"AAPL","own":"100","broker":"400","usd":54000}],
       "actions":[{"subject":"books","action":"not_adopted","evidence":"above the drift budget"}],
       "drift":{"shares":300,"usd":54000,"budget_shares":100,"budget_usd":10000}}""";
  private static final String BLOCKED =
      "{\"blocked_names\":[{\"symbol\":\"IBM\",\"reason\":\"two live orders are named wf/a/0\","
          + "\"since\":\"2026-03-02T15:00:00Z\"}]}";

  private ScriptedNode node;

  @BeforeEach
  void start() throws IOException {
    node = new ScriptedNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aComparisonPrintsWhatDiffersAndHowToAdoptIt() {
    node.answers("POST /api/trading/reconcile", 200, DRIFT);
    Outcome outcome = node.run("reconcile", "--reason", "before the open");
    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.out().matches("(?s).*position +AAPL +100 +400 +54000.*"), outcome.out());
    assertTrue(outcome.out().contains("300 of 100 shares, 54000 of 10000 USD"), outcome.out());
    assertTrue(outcome.out().contains("not_adopted"), outcome.out());
    assertTrue(outcome.err().contains("orchestrator reconcile adopt 7 --reason"), outcome.err());
    assertEquals(
        List.of("POST /api/trading/reconcile {\"reason\":\"before the open\"}"), node.requests);
    assertEquals(DRIFT, node.run("reconcile", "--json").out().strip());
  }

  @Test
  void equalBooksExitWithoutAdvice() {
    node.answers("POST /api/trading/reconcile", 200, "{\"id\":8,\"outcome\":\"clean\"}");
    Outcome outcome = node.run("reconcile");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals("", outcome.err());
    node.answers("POST /api/trading/reconcile", 200, "{\"id\":9,\"outcome\":\"incomplete\"}");
    Outcome incomplete = node.run("reconcile");
    assertEquals(1, incomplete.exitCode());
    assertFalse(incomplete.err().contains("adopt"), incomplete.err());
  }

  @Test
  void aReportIsAdoptedWithAReason() {
    node.answers(
        "POST /api/trading/reconciliations/7/adopt", 200, "{\"id\":8,\"outcome\":\"clean\"}");
    assertEquals(2, node.run("reconcile", "adopt", "7").exitCode());
    assertEquals(2, node.run("reconcile", "adopt", "newest", "--reason", "r").exitCode());
    assertEquals(List.of(), node.requests);
    assertEquals(0, node.run("reconcile", "adopt", "7", "--reason", "a transfer").exitCode());
    assertEquals(
        List.of("POST /api/trading/reconciliations/7/adopt {\"reason\":\"a transfer\"}"),
        node.requests);
    node.answers(
        "POST /api/trading/reconciliations/7/adopt",
        409,
        "{\"code\":\"trading.nothing_to_adopt\",\"detail\":\"d\",\"advice\":\"name the newest\"}");
    Outcome late = node.run("reconcile", "adopt", "7", "--reason", "a transfer");
    assertEquals(1, late.exitCode());
    assertTrue(late.err().contains("name the newest"), late.err());
  }

  @Test
  void aBlockedNameIsListedAndReleased() {
    node.answers("GET /api/trading/blocked-names", 200, BLOCKED)
        .answers("POST /api/trading/blocked-names/IBM/release", 200, "{\"blocked_names\":[]}");
    assertTrue(node.run("reconcile", "blocked").out().contains("two live orders are named"));
    assertEquals(2, node.run("reconcile", "release", "IBM").exitCode());
    Outcome released = node.run("reconcile", "release", "IBM", "--reason", "cancelled in TWS");
    assertEquals(0, released.exitCode(), released.err());
    assertFalse(released.out().contains("IBM"), released.out());
    assertEquals(
        "POST /api/trading/blocked-names/IBM/release {\"reason\":\"cancelled in TWS\"}",
        node.requests.getLast());
  }

  @Test
  void reportsAreListedAndShown() {
    node.answers("GET /api/trading/reconciliations", 200, "{\"reconciliations\":[" + DRIFT + "]}")
        .answers("GET /api/trading/reconciliations/7", 200, DRIFT);
    Outcome listed = node.run("reconcile", "list", "--limit", "3");
    assertTrue(listed.out().contains("drift_exceeded"), listed.out());
    assertEquals("GET /api/trading/reconciliations?limit=3", node.requests.getFirst());
    Outcome shown = node.run("reconcile", "show", "7");
    assertEquals(0, shown.exitCode(), shown.err());
    assertTrue(shown.out().contains("AAPL"), shown.out());
  }
}
