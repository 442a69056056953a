package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.cli.ScriptedNode.Outcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits, breakers and what waits for a second person, at a terminal. */
class RiskCommandTest {
  private static final String LIMITS =
      """
      {"var_95_limit":50000,"max_order_notional":250000.0,"version":4,"four_eyes":true,
       "symbols":{"AAPL":{"restricted":false,"lot":1,"max_position":1000},
                  "IBM":{"restricted":true,"lot":1}},
       "strategies":{"momentum":{"restricted":false,"lot":1,"max_order_notional":9000.5}}}""";

  private ScriptedNode node;

  @BeforeEach
  void start() throws IOException {
    node =
        new ScriptedNode()
            .answers("GET /api/risk/limits", 200, LIMITS)
            .answers("PUT /api/risk/limits", 200, LIMITS);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void limitsAreATableOfAllScopes() {
    String out = node.run("risk", "limits").out();
    assertTrue(out.matches("(?s).*account +var_95_limit +50000\\R.*"), out);
    assertTrue(out.matches("(?s).*IBM +restricted +true\\R.*"), out);
    assertTrue(out.matches("(?s).*momentum +max_order_notional +9000\\.5\\R.*"), out);
    assertEquals(LIMITS, node.run("risk", "limits", "--json").out().strip());
  }

  @Test
  void anAccountsLimitIsChangedOnTopOfWhatWasRead() {
    Outcome set = node.run("risk", "limits", "set", "max_daily_loss=5000.5", "--reason", "calm");
    assertEquals(0, set.exitCode(), set.err());
    assertEquals(
        "PUT /api/risk/limits {\"reason\":\"calm\",\"expected_version\":4,"
            + "\"account\":{\"max_daily_loss\":5000.5}}",
        node.requests.getLast());
  }

  @Test
  void aSymbolsLimitsLeaveTheOtherSymbolsAsTheyAre() {
    Outcome set =
        node.run(
            "risk",
            "limits",
            "set",
            "max_position=none",
            "no_short=true",
            "--symbol",
            "AAPL",
            "--reason",
            "r");
    assertEquals(0, set.exitCode(), set.err());
    assertEquals(
        "PUT /api/risk/limits {\"reason\":\"r\",\"expected_version\":4,\"symbols\":{"
            + "\"AAPL\":{\"restricted\":false,\"lot\":1,\"no_short\":true},"
            + "\"IBM\":{\"restricted\":true,\"lot\":1}}}",
        node.requests.getLast());
    node.run("risk", "limits", "set", "lot=100", "--strategy", "pairs", "--reason", "r");
    assertTrue(
        node.requests
            .getLast()
            .endsWith(
                "\"strategies\":{\"momentum\":{\"restricted\":false,\"lot\":1,"
                    + "\"max_order_notional\":9000.5},\"pairs\":{\"lot\":100}}}"),
        node.requests::toString);
  }

  @Test
  void aLimitThatIsNoNumberIsNeverSent() {
    for (String wrong : List.of("5.000,00", "5 000", "none", "")) {
      Outcome refused =
          node.run("risk", "limits", "set", "max_daily_loss=" + wrong, "--reason", "r");
      assertEquals(2, refused.exitCode(), wrong);
      assertTrue(refused.err().contains("max_daily_loss must be a number"), refused.err());
    }
    assertEquals(2, node.run("risk", "limits", "set", "max_daily_loss=1").exitCode());
    assertEquals(2, node.run("risk", "limits", "set", "--reason", "r").exitCode());
    Outcome both =
        node.run(
            "risk", "limits", "set", "lot=1", "--symbol", "A", "--strategy", "b", "--reason", "r");
    assertEquals(2, both.exitCode());
    assertTrue(both.err().contains("not both"), both.err());
    assertEquals(List.of(), node.requests);
  }

  @Test
  void aParameterThatGoesOnAfterItsNumberIsText() {
    node.answers("POST /api/system/workflow/w", 202, "{\"workflow_id\":\"w\"}");
    node.run("workflow", "run", "w", "--set", "capital=5 000", "--set", "top=3");
    assertTrue(
        node.requests.getLast().contains("{\"capital\":\"5 000\",\"top\":3}"),
        node.requests::toString);
  }

  @Test
  void aBreakerIsResetWithAReason() {
    String breakers =
        "{\"breakers\":[{\"name\":\"price_shock\",\"subject\":\"AAPL\",\"state\":\"open\","
            + "\"cause\":\"moved 9 %\"}]}";
    node.answers("GET /api/risk/breakers", 200, breakers)
        .answers("POST /api/risk/breakers/price_shock/reset", 200, breakers)
        .answers(
            "POST /api/risk/breakers/daily_loss/reset",
            409,
            "{\"code\":\"risk.approval_requested\",\"detail\":\"approval 3 waits\","
                + "\"advice\":\"another person decides\"}");
    assertTrue(node.run("risk", "breaker").out().contains("moved 9 %"));
    assertEquals(2, node.run("risk", "breaker", "reset", "price_shock").exitCode());
    assertEquals(2, node.run("risk", "breaker", "reset", "bad", "--reason", "r").exitCode());
    Outcome reset =
        node.run(
            "risk", "breaker", "reset", "price_shock", "--subject", "AAPL", "--reason", "news");
    assertEquals(0, reset.exitCode(), reset.err());
    assertEquals(
        "POST /api/risk/breakers/price_shock/reset {\"reason\":\"news\",\"subject\":\"AAPL\"}",
        node.requests.getLast());
    Outcome waits = node.run("risk", "breaker", "reset", "daily_loss", "--reason", "news");
    assertEquals(1, waits.exitCode());
    assertTrue(waits.err().contains("another person decides"), waits.err());
  }

  @Test
  void aRequestIsApprovedOrRejected() {
    String waiting =
        "{\"approvals\":[{\"id\":3,\"kind\":\"limits\",\"summary\":\"max_daily_loss 1 to 2\","
            + "\"requested_by\":\"ann\"}]}";
    node.answers("GET /api/approvals", 200, waiting)
        .answers("POST /api/approvals/3", 200, "{\"approvals\":[]}")
        .answers("POST /api/approvals/4", 403, "{\"code\":\"c\",\"detail\":\"your own\"}");
    assertTrue(node.run("approvals").out().contains("max_daily_loss 1 to 2"));
    assertEquals(0, node.run("approvals", "approve", "3", "--reason", "seen").exitCode());
    assertTrue(node.requests.getLast().contains("\"grant\":true"), node.requests::toString);
    assertTrue(node.requests.getLast().contains("\"reason\":\"seen\""), node.requests::toString);
    assertEquals(0, node.run("approvals", "reject", "3", "--reason", "no").exitCode());
    assertTrue(node.requests.getLast().contains("\"grant\":false"), node.requests::toString);
    assertEquals(4, node.run("approvals", "approve", "4", "--reason", "mine").exitCode());
    assertEquals(2, node.run("approvals", "approve", "3").exitCode());
  }
}
