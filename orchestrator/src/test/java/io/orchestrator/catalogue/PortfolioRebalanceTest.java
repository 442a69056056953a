package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The account of the fake desk is worth 100,000; each name costs 100.00 to 100.01. */
class PortfolioRebalanceTest {
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);
  private final FakeDesk desk = new FakeDesk(crashes);
  private final FakeAlgorithms algorithms = new FakeAlgorithms();
  private final RunBench bench =
      new RunBench(
          clock ->
              PortfolioRebalance.program(
                  new PortfolioRebalance.Dependencies(
                      market,
                      desk,
                      algorithms,
                      TradingCalendar.nyse(),
                      () -> RiskLimits.DEFAULT,
                      clock)));

  private static Map<String, Object> parameters(Object... more) {
    var p = new HashMap<String, Object>(Map.of("symbols", List.of("AAA", "BBB", "CCC", "DDD")));
    p.put("bars", 120);
    p.put("method", "equal_weight");
    p.put("cash_weight", 0.8);
    p.put("max_participation", 1.0);
    p.put("max_cost_bps", 10_000.0);
    for (int i = 0; i < more.length; i += 2) {
      p.put((String) more[i], more[i + 1]);
    }
    return p;
  }

  private static Position position(String symbol, long quantity) {
    BigDecimal price = new BigDecimal("100.005");
    return new Position(
        symbol,
        quantity,
        price,
        price,
        price.multiply(BigDecimal.valueOf(quantity)),
        BigDecimal.ZERO,
        BigDecimal.ZERO);
  }

  private List<String> sent() {
    return desk.atTheBroker.stream()
        .map(r -> r.side() + " " + r.quantity() + " " + r.symbol())
        .toList();
  }

  private static Map<String, Object> result(WorkflowRun run, String step) {
    return run.step(step).output();
  }

  @Test
  void sellsLeaveBeforeBuysAndEachNameGetsItsWeight() {
    desk.positions.add(position("AAA", 80));
    WorkflowRun run = bench.start(parameters("execute", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    // 5 % of 100,000 at 100.005 are 49.998 shares.
    assertEquals(List.of("SELL 30 AAA", "BUY 50 BBB", "BUY 50 CCC", "BUY 50 DDD"), sent());
    assertEquals("wf-1/execute_rebalance/0", desk.atTheBroker.getFirst().clientOrderId().value());
    assertEquals("portfolio_rebalance", desk.atTheBroker.getFirst().strategy());
    Map<String, Object> executed = result(run, PortfolioRebalance.EXECUTE_REBALANCE);
    assertEquals(List.of(), Json.rows(executed, "residual"));
    // The fake desk fills at 100.02: buys 0.015 above the middle, the sell 0.015 better than it.
    assertEquals((150 - 30) * 0.015, Json.number(executed, "shortfall_execution_usd"), 1e-6);
    assertEquals(4, Json.number(executed, "shortfall_fees_usd"), 1e-9);
  }

  @Test
  void aPreviewSendsNothingAndShowsBeforeAndAfter() {
    desk.positions.add(position("AAA", 80));
    WorkflowRun run = bench.start(parameters("execute", true, "dry_run", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of(), sent());
    Map<String, Object> row =
        Json.rows(result(run, PortfolioRebalance.GENERATE_ORDERS), "preview").getFirst();
    assertEquals(80L, Json.whole(row, "shares_before"));
    assertEquals(50L, Json.whole(row, "shares_after"));
    assertEquals(.05, Json.number(row, "weight_after"), 1e-4);
  }

  @Test
  void buysAreCutToWhatTheSellsBrought() {
    // All the money stands in AAA, which cannot be sold: nothing may be bought with it.
    desk.positions.add(position("AAA", 950));
    desk.resting.add("AAA");
    WorkflowRun run =
        bench.start(
            parameters(
                "execute", true, "cash_weight", 0.0, "fill_timeout_seconds", 1, "min_trade", 0.0));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    double bought =
        desk.atTheBroker.stream()
            .filter(r -> !r.symbol().value().equals("AAA"))
            .mapToDouble(r -> r.quantity() * r.limitPrice().orElseThrow().doubleValue())
            .sum();
    double cash = Json.number(result(run, PortfolioRebalance.GENERATE_ORDERS), "cash");
    assertTrue(bought <= cash, bought + " was spent of " + cash);
    Map<String, Object> executed = result(run, PortfolioRebalance.EXECUTE_REBALANCE);
    assertTrue(
        Json.rows(executed, "residual").stream()
            .anyMatch(r -> Json.text(r, "symbol").equals("AAA")));
  }

  @Test
  void whereverTheProcessDiesEveryOrderIsSentOnceAndUnderItsName() {
    desk.positions.add(position("AAA", 80));
    bench.start(parameters("execute", true));
    List<OrderRequest> expected = List.copyOf(desk.atTheBroker);
    int calls = crashes.calls();
    assertTrue(calls > 12, "too few places to die: " + calls);
    for (int call = 1; call <= calls; call++) {
      for (boolean after : new boolean[] {false, true}) {
        var again = new PortfolioRebalanceTest();
        again.desk.positions.add(position("AAA", 80));
        again.crashes.plan(call, after);
        WorkflowRun run = again.bench.start(parameters("execute", true));
        String where = (after ? "after" : "before") + " call " + call;
        assertEquals(1, again.bench.crashes(), where);
        assertEquals(RunState.COMPLETED, run.state(), where);
        assertEquals(expected, again.desk.atTheBroker, where);
      }
    }
  }

  @Test
  void aMethodWithoutItsDataFallsBackAndLimitsThatContradictEndTheRun() {
    WorkflowRun run = bench.start(parameters("method", "market_cap_weighted"));
    Map<String, Object> targets = result(run, PortfolioRebalance.CALCULATE_TARGETS);
    assertEquals("inverse_variance", Json.text(targets, "used_method"));
    assertTrue(Json.texts(targets, "notes").getFirst().contains("capitalisation"));
    bench.journal.clear();
    run = bench.start(parameters("cash_weight", 0.0, "max_weight", 0.1));
    assertEquals(RunState.FAILED, run.state());
    assertTrue(run.error().toString().contains("contradict"), run.error().toString());
  }

  @Test
  void anAlgorithmCarriesTheOrdersOut() {
    WorkflowRun run = bench.start(parameters("execute", true, "algorithm", "twap"));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of(), sent());
    assertEquals(4, algorithms.parents.size());
  }
}
