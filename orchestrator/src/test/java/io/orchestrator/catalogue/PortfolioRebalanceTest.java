package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.strategy.StrategyRegister;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.strategy.StrategyVersion;
import io.orchestrator.domain.strategy.VersionEvidence;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The account of the fake desk is worth 100,000; each name costs 100.00 to 100.01. */
class PortfolioRebalanceTest {
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);
  private final FakeDesk desk = new FakeDesk(crashes);
  private LimitSet limits = LimitSet.of(RiskLimits.DEFAULT);
  private final FakeAlgorithms algorithms = new FakeAlgorithms();
  private final StrategyRegister register =
      new StrategyRegister(
          List.of("volatility_target"),
          new MemoryStrategies(crashes),
          new RecordedEvents(),
          new Pace(0, 0),
          () -> market.now,
          Runnable::run);
  private final RunBench bench = bench();

  private RunBench bench() {
    return new RunBench(
        clock ->
            PortfolioRebalance.program(
                new PortfolioRebalance.Dependencies(
                    market,
                    desk,
                    algorithms,
                    TradingCalendar.nyse(),
                    () -> CompletableFuture.completedFuture(limits),
                    register,
                    clock)));
  }

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
  void tradesAreCutByTheLimitsInForceNow() {
    limits =
        new LimitSet(
            1,
            RiskLimits.DEFAULT,
            Map.of(
                "BBB",
                NarrowLimitsOf.order(2_200, 1e9, 1),
                "CCC",
                NarrowLimitsOf.order(1e9, 3_900, 10)),
            Map.of());
    bench.start(parameters("execute", true));
    assertEquals(
        List.of("BUY 50 AAA", "BUY 20 BBB", "BUY 30 CCC", "BUY 50 DDD"),
        sent(),
        "largest order in BBB; largest position and lot of CCC");
  }

  /** Always long with a part of its capital, by the volatility: its wish is never zero. */
  private void addVersion(double mostPosition) {
    var evidence =
        new VersionEvidence(1, 0.99, 1, 0.01, 0.3, "2025-12-31", "ab", "r.html", List.of());
    register
        .add(
            "volatility_target",
            "w-1",
            Map.of("target", 0.3, "window", 20.0),
            List.of("AAA", "BBB"),
            evidence,
            new StrategyLimits(2, 1e5, 60, mostPosition, 1e5),
            "ann")
        .toCompletableFuture()
        .join();
  }

  private void promote() {
    register
        .promote("volatility_target", 1, Optional.empty(), "good", "ann")
        .toCompletableFuture()
        .join();
  }

  private WorkflowRun promoted() {
    return bench()
        .start(
            parameters(
                "symbols",
                List.of("AAA", "BBB"),
                "execute",
                true,
                "method",
                PromotedWeights.METHOD,
                "cash_weight",
                0.0,
                "band",
                0.0,
                "strategy_capital",
                50_000.0));
  }

  private void pilot() {
    addVersion(2_000);
    promote();
    register.review("volatility_target", 1, seenEnough(), true, "ann").toCompletableFuture().join();
  }

  @Test
  void onlyAVersionWithCapitalIsTraded() {
    addVersion(2_000);
    WorkflowRun early = promoted();
    assertEquals(RunState.FAILED, early.state());
    assertTrue(early.error().orElseThrow().contains("promote one"), early.error().toString());
    promote();
    assertEquals(RunState.FAILED, promoted().state(), "a shadow trades on paper only");
    assertEquals(List.of(), sent());
  }

  @Test
  void aVersionTradesItsShareOfCapitalWithinItsLimits() {
    pilot();
    WorkflowRun run = promoted();
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    // A pilot has 5 % of 50,000 USD, and this rule holds 1.5 of it at most; no name above its
    // 2,000.
    double spent = desk.atTheBroker.stream().mapToDouble(r -> 100.005 * r.quantity()).sum();
    double oddShare = 100.005;
    assertTrue(spent > 0 && spent <= 1.5 * 2_500 + oddShare, "spent " + spent + " for " + sent());
    assertTrue(
        desk.atTheBroker.stream().allMatch(r -> r.side() == Side.BUY && r.quantity() <= 20),
        sent().toString());
  }

  @Test
  void whatWasTakenBackIsSold() {
    pilot();
    register.rollback("volatility_target", "drift", "ann").toCompletableFuture().join();
    desk.positions.add(position("AAA", 7));
    WorkflowRun run = promoted();
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of("SELL 7 AAA"), sent());
  }

  private Review seenEnough() {
    StrategyVersion v =
        register.find("volatility_target").toCompletableFuture().join().versions().get(1);
    return Review.of(v, new double[] {0.001, 0.002, 0.001}, 1_000, market.now);
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
