package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class WorkflowReportTest {
  private static JsonNode run(String results) throws Exception {
    return ApiClient.JSON.readTree(
        "{\"workflow_id\":\"w-<1>\",\"status\":\"completed\",\"results\":" + results + "}");
  }

  private static Document drawing(JsonNode run) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(WorkflowReport.svg(run))));
  }

  @Test
  void signalsPointToTheirSideAndTextIsEscaped() throws Exception {
    JsonNode run =
        run(
            """
            {"generate_signals":{"signals":[
              {"symbol":"AAPL","direction":1,"strength":0.4,"confidence":0.7},
              {"symbol":"<b>","direction":-1,"strength":0.2,"confidence":0.6}]},
             "validate_signals":{"orders":[],"refused":[
              {"symbol":"<b>","code":"market.event","detail":"earnings"}]},
             "execute_trades":{"executed":false,"reason":"dry_run"}}""");
    String page = WorkflowReport.html(run);
    assertTrue(page.contains("<h1>analysis_to_trade</h1>"), page);
    assertTrue(page.contains("w-&lt;1&gt;") && !page.contains("<b>"), page);
    assertTrue(page.contains("market.event") && page.contains("dry_run"));
    assertFalse(page.contains("Planned orders"), "an empty table is left out");
    // Two names with two bars each, and the paper.
    var bars = drawing(run).getElementsByTagName("rect");
    assertEquals(5, bars.getLength());
    double up = number(bars.item(1).getAttributes().getNamedItem("x").getNodeValue());
    double down = number(bars.item(3).getAttributes().getNamedItem("x").getNodeValue());
    assertTrue(down < up, "the falling one points to the left");
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  @Test
  void aRebalanceShowsItsPreview() throws Exception {
    JsonNode run =
        run(
            """
            {"analyze_portfolio":{"net_liquidation":100000.0},
             "generate_orders":{"preview":[{"symbol":"SPY","shares_before":0,"shares_after":10,
               "trade_usd":4000.5,"weight_before":0,"weight_after":0.04}],"refused":[]},
             "execute_rebalance":{"executed":false}}""");
    String page = WorkflowReport.html(run);
    assertTrue(page.contains("<h1>portfolio_rebalance</h1>"));
    assertTrue(page.contains("4,000.5000") && page.contains("100,000.0000"), page);
    assertEquals(3, drawing(run).getElementsByTagName("rect").getLength());
  }

  @Test
  void aSearchShowsACurveOfEachStrategy() throws Exception {
    JsonNode run =
        run(
            """
            {"select_strategies":{"candidates":[]},
             "run_backtests":{"evidence":[
               {"strategy":"momentum","walk_forward_equity":[1,1.1,0.9]},
               {"strategy":"pairs","walk_forward_equity":[]}]},
             "update_parameters":{"strategies":[
               {"strategy":"momentum","version":1,"stage":"shadow","reasons_against":[]}]}}""");
    assertEquals(2, drawing(run).getElementsByTagName("polyline").getLength());
    assertTrue(WorkflowReport.html(run).contains("shadow"));
  }

  @Test
  void aFailedRunHasAPageToo() throws Exception {
    assertTrue(WorkflowReport.html(run("{}")).contains("completed"));
    assertEquals(0, drawing(run("{}")).getElementsByTagName("polyline").getLength());
  }
}
