package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.signal.SignalSettings;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderRules;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisToTradeTest {
  @TempDir Path folder;
  private Path marketEvents = Path.of("no-such-folder", "market-events.csv");
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);
  private final FakeDesk desk = new FakeDesk(crashes);
  private LimitSet limits = LimitSet.of(RiskLimits.DEFAULT);

  /** Chance of rising by symbol; every engine says the same. */
  private final Map<String, Double> opinions =
      new HashMap<>(Map.of("AAA", 0.8, "BBB", 0.75, "CCC", 0.3, "DDD", 0.5));

  private final List<Opinionated> engines =
      List.of(
          new Opinionated("information_theory"),
          new Opinionated("machine_learning"),
          new Opinionated("neural_network"));
  private final FakeAlgorithms algorithms = new FakeAlgorithms();
  private final RunBench bench =
      new RunBench(
          clock ->
              AnalysisToTrade.program(
                  new AnalysisToTrade.Dependencies(
                      market,
                      desk,
                      algorithms,
                      new RecordedEvents(),
                      List.copyOf(engines),
                      engine -> "",
                      SignalSettings.DEFAULT,
                      TradingCalendar.nyse(),
                      () -> CompletableFuture.completedFuture(limits),
                      Runnable::run,
                      marketEvents,
                      List.of("AAA", "CCC"),
                      Duration.ofHours(1),
                      clock)));

  private final class Opinionated implements AnalysisEngine {
    private final String name;
    private String broken = "";
    private int runs;

    Opinionated(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
      runs++;
      progress.accept(1.0);
      if (!broken.isEmpty()) {
        throw new AnalysisFailure(broken, false, null);
      }
      return new EngineResult(
          name,
          request.bars().keySet().stream()
              .map(s -> new Prediction(s.value(), opinions.get(s.value()), 0.9, Map.of("why", 1)))
              .toList(),
          Map.of(),
          Map.of());
    }

    @Override
    public ProbeResult probe() {
      throw new AssertionError("not asked");
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }

  private static Map<String, Object> parameters(Object... more) {
    var p = new HashMap<String, Object>(Map.of("symbols", List.of("AAA", "BBB", "CCC", "DDD")));
    p.put("method", "equal_weight");
    p.put("bars", 120);
    for (int i = 0; i < more.length; i += 2) {
      p.put((String) more[i], more[i + 1]);
    }
    return p;
  }

  private static Map<String, Object> result(WorkflowRun run, String step) {
    return run.step(step).output();
  }

  private List<String> sent() {
    return desk.atTheBroker.stream()
        .map(r -> r.side() + " " + r.quantity() + " " + r.symbol())
        .sorted()
        .toList();
  }

  @Test
  void signalsBecomeOrdersOfTheRightSizeWithinTheCollar() {
    WorkflowRun run = bench.start(parameters("execute", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    // 5 % of 100,000 at 100.52: 49 shares; DDD has no direction.
    assertEquals(List.of("BUY 49 AAA", "BUY 49 BBB", "SELL 49 CCC"), sent());
    OrderRequest first = desk.atTheBroker.getFirst();
    assertEquals("wf-1/execute_trades/0", first.clientOrderId().value());
    assertEquals(new BigDecimal("100.52"), first.limitPrice().orElseThrow());
    assertEquals("analysis_to_trade", first.strategy(), "its own limits bind");
    Map<String, Object> executed = result(run, AnalysisToTrade.EXECUTE_TRADES);
    assertEquals(3L, executed.get("filled_orders"));
    Map<String, Object> order = Json.rows(executed, "orders").getFirst();
    // Bought at 100.02 against a middle of 100.005.
    assertEquals(10_000 * 0.015 / 100.005, Json.number(order, "slippage_bps"), 1e-6);
  }

  @Test
  void anAlgorithmCarriesThePlanOutUnderTheNamesOfTheOrders() {
    WorkflowRun run = bench.start(parameters("execute", true, "algorithm", "twap"));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of(), sent(), "no plain order");
    assertEquals(
        List.of("wf-1/execute_trades/0", "wf-1/execute_trades/1", "wf-1/execute_trades/2"),
        algorithms.parents.keySet().stream().map(id -> id.value()).sorted().toList());
    Map<String, Object> executed = result(run, AnalysisToTrade.EXECUTE_TRADES);
    assertEquals(3L, executed.get("filled_orders"));
    assertEquals("twap", Json.rows(executed, "orders").getFirst().get("algorithm"));
    assertEquals(3, Json.number(executed, "commission"), 1e-9);
  }

  @Test
  void withoutExecuteOrWithDryRunNothingLeavesTheHouse() {
    for (Map<String, Object> p :
        List.of(parameters(), parameters("execute", true, "dry_run", true))) {
      bench.journal.clear();
      WorkflowRun run = bench.start(p);
      assertEquals(RunState.COMPLETED, run.state());
      assertEquals(3, Json.rows(result(run, AnalysisToTrade.VALIDATE_SIGNALS), "orders").size());
      assertEquals(false, result(run, AnalysisToTrade.EXECUTE_TRADES).get("executed"));
    }
    assertEquals(List.of(), sent());
  }

  /** An order that was sent before the upgrade is the same order afterwards. */
  @Test
  void aPlanFromBeforeRowsNamedTheirStrategyIsSentAsItWasMeant() {
    WorkflowRun run = bench.start(parameters("execute", true));
    Map<String, Object> row =
        new java.util.HashMap<>(
            Json.rows(result(run, AnalysisToTrade.VALIDATE_SIGNALS), "orders").getFirst());
    OrderRequest now = OrderPlanner.fromRow("wf-1", row);
    row.remove("strategy");
    OrderRequest then = OrderPlanner.fromRow("wf-1", row);
    assertEquals("workflow", then.strategy());
    assertTrue(OrderRules.sameContent(then, now));
    assertEquals(then, now.of("workflow"));
  }

  @Test
  void whereverTheProcessDiesEveryPlannedOrderIsSentOnceAndUnderItsName() {
    crashes.plan(0, false);
    desk.positions.add(position("AAA", -20));
    bench.start(parameters("execute", true));
    List<OrderRequest> expected = List.copyOf(desk.atTheBroker);
    int calls = crashes.calls();
    assertTrue(calls > 12, "too few places to die: " + calls);
    for (int call = 1; call <= calls; call++) {
      for (boolean after : new boolean[] {false, true}) {
        var again = new AnalysisToTradeTest();
        again.desk.positions.add(position("AAA", -20));
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
  void barsThatAreLostInACrashAreFetchedAgainAndAreTheSame() {
    // The last call of the first step is past; the first one behind it is the portfolio.
    crashes.plan(5, false);
    WorkflowRun run = bench.start(parameters());
    assertEquals(1, bench.crashes());
    assertEquals(RunState.COMPLETED, run.state());
    assertEquals(List.of(), result(run, AnalysisToTrade.RUN_ANALYSIS).get("data_changed"));
  }

  @Test
  void oneBadSymbolAndOneBrokenEngineSpoilNothing() {
    market.unknown.add("BBB");
    engines.get(2).broken = "out of memory";
    WorkflowRun run = bench.start(parameters("execute", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of("BUY 49 AAA", "SELL 49 CCC"), sent());
    Map<String, Object> fetched = result(run, AnalysisToTrade.FETCH_MARKET_DATA);
    assertTrue(Json.map(fetched, "failures").get("BBB").toString().contains("unknown_symbol"));
    Map<String, Object> analysed = result(run, AnalysisToTrade.RUN_ANALYSIS);
    assertEquals("out of memory", Json.map(analysed, "failures").get("neural_network"));
  }

  @Test
  void nothingUsableEndsTheRunWithItsReasonAndWithoutRetries() {
    market.unknown.addAll(List.of("AAA", "BBB", "CCC", "DDD"));
    WorkflowRun run = bench.start(parameters());
    assertEquals(RunState.FAILED, run.state());
    assertTrue(run.error().orElseThrow().startsWith("no symbol has usable data"));
    assertEquals(4, market.histories);
  }

  @Test
  void aRunThatNamesNoSymbolsTakesTheConfiguredOnes() {
    Map<String, Object> parameters = parameters("execute", true);
    parameters.remove("symbols");
    WorkflowRun run = bench.start(parameters);
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of("BUY 49 AAA", "SELL 49 CCC"), sent());
  }

  @Test
  void equalDataAreAnalysedOnceInAnHour() {
    var twice =
        AnalysisToTrade.program(
            new AnalysisToTrade.Dependencies(
                market,
                desk,
                algorithms,
                new RecordedEvents(),
                List.copyOf(engines),
                engine -> "",
                SignalSettings.DEFAULT,
                TradingCalendar.nyse(),
                () -> CompletableFuture.completedFuture(limits),
                Runnable::run,
                marketEvents,
                List.of("AAA", "CCC"),
                Duration.ofHours(1),
                () -> Instant.parse("2026-01-07T16:00:00Z")));
    var a = new RunBench(clock -> twice).start(parameters());
    var b = new RunBench(clock -> twice).start(parameters());
    assertEquals(
        result(a, AnalysisToTrade.FETCH_MARKET_DATA), result(b, AnalysisToTrade.FETCH_MARKET_DATA));
    assertEquals(1, engines.getFirst().runs);
  }

  @Test
  void ordersAreSizedByTheLimitsInForceNow() {
    limits =
        new LimitSet(
            1,
            RiskLimits.DEFAULT,
            Map.of(
                "AAA",
                NarrowLimitsOf.order(2_200, 1e9, 1),
                "CCC",
                NarrowLimitsOf.order(1e9, 3_900, 10)),
            Map.of());
    bench.start(parameters("execute", true));
    assertEquals(
        List.of("BUY 20 AAA", "BUY 49 BBB", "SELL 30 CCC"),
        sent(),
        "largest order in AAA; largest position and lot of CCC");
  }

  @Test
  void aPositionAgainstTheSignalIsClosedFirst() {
    desk.positions.add(position("AAA", -20));
    desk.positions.add(position("CCC", 30));
    desk.positions.add(position("BBB", 500));
    WorkflowRun run = bench.start(parameters("execute", true));
    assertEquals(List.of("BUY 20 AAA", "BUY 49 AAA", "SELL 30 CCC", "SELL 49 CCC"), sent());
    assertEquals(20, desk.atTheBroker.getFirst().quantity(), "exits leave first");
    assertTrue(
        Json.rows(result(run, AnalysisToTrade.VALIDATE_SIGNALS), "refused").stream()
            .anyMatch(r -> r.get("symbol").equals("BBB")),
        "enough of it is held");
  }

  @Test
  void withoutShortSellingAFallingSignalOnlyClosesWhatIsHeld() {
    desk.positions.add(position("CCC", 30));
    bench.start(parameters("execute", true, "allow_short", false));
    assertEquals(List.of("BUY 49 AAA", "BUY 49 BBB", "SELL 30 CCC"), sent());
  }

  @Test
  void theGateTheMarketAndTheQuoteAreAskedBeforeAnOrderIsPlanned() {
    desk.refusedByGate.add("AAA");
    market.quotes.put("BBB", market.quote(Symbol.of("BBB"), 100, 103));
    market.quotes.put("CCC", market.quote(Symbol.of("CCC"), 0, 100));
    WorkflowRun run = bench.start(parameters("execute", true));
    assertEquals(List.of(), sent());
    var codes =
        Json.rows(result(run, AnalysisToTrade.VALIDATE_SIGNALS), "refused").stream()
            .map(r -> r.get("symbol") + " " + r.get("code"))
            .sorted()
            .toList();
    assertEquals(
        List.of("AAA risk.var_limit", "BBB market.no_fresh_quote", "CCC market.no_fresh_quote"),
        codes);
    market.now = Instant.parse("2026-01-10T16:00:00Z");
    bench.journal.clear();
    run = bench.start(parameters("execute", true));
    assertEquals(false, result(run, AnalysisToTrade.VALIDATE_SIGNALS).get("market_open"));
    assertEquals(List.of(), sent());
  }

  @Test
  void whatIsNotFilledInTimeIsCancelled() {
    desk.resting.add("AAA");
    WorkflowRun run = bench.start(parameters("execute", true, "fill_timeout_seconds", 1));
    var statuses =
        Json.rows(result(run, AnalysisToTrade.EXECUTE_TRADES), "orders").stream()
            .map(o -> o.get("symbol") + " " + o.get("status"))
            .sorted()
            .toList();
    assertEquals(List.of("AAA CANCELLED", "BBB FILLED", "CCC FILLED"), statuses);
  }

  @Test
  void aCancelTakesBackWhatRests() {
    desk.resting.add("AAA");
    CompletableFuture.runAsync(
            () -> {},
            CompletableFuture.delayedExecutor(300, java.util.concurrent.TimeUnit.MILLISECONDS))
        .thenRun(bench::cancel);
    WorkflowRun run = bench.start(parameters("execute", true, "fill_timeout_seconds", 600));
    assertTrue(run.ended());
    assertTrue(desk.atTheBroker.size() <= 3);
    desk.orders(false, 10)
        .toCompletableFuture()
        .join()
        .forEach(o -> assertTrue(o.status().terminal(), "still at work: " + o));
  }

  @Test
  void anOldPlanIsNotSentAnyMore() {
    crashes.plan(0, false);
    bench.start(parameters());
    int beforeExecution = crashes.calls();
    var late = new AnalysisToTradeTest();
    // Dies after its first order, and comes back when the plan is too old.
    late.crashes.plan(beforeExecution + 2, false);
    var parameters = parameters("execute", true, "plan_valid_seconds", 60);
    late.dieFor(Duration.ofMinutes(5));
    WorkflowRun run = late.bench.start(parameters);
    assertEquals(1, late.desk.atTheBroker.size());
    Map<String, Object> executed = result(run, AnalysisToTrade.EXECUTE_TRADES);
    assertEquals(2, Json.rows(executed, "not_sent").size());
    assertEquals(1, Json.rows(executed, "orders").size());
    assertFalse(run.error().isPresent());
  }

  @Test
  void aRunThatAsksForApprovalSendsNothingBeforeItAndNothingWithoutIt() {
    WorkflowRun run = bench.start(parameters("execute", true, "approval", true));
    assertEquals(RunState.FAILED, run.state(), "nobody approved");
    assertTrue(run.error().orElseThrow().contains("workflow.signal_expired"), run::toString);
    assertEquals(List.of(), sent());
    bench.journal.clear();
    bench.approves();
    run = bench.start(parameters("execute", true, "approval", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(3, sent().size());
    assertEquals("bob", run.step(AnalysisToTrade.EXECUTE_TRADES).signal().orElseThrow().by());
  }

  @Test
  void aPlanThatAgedWhileTheRunWasPausedIsJudgedAgain() {
    bench.pauseDuring(AnalysisToTrade.VALIDATE_SIGNALS, Duration.ofMinutes(5));
    WorkflowRun run = bench.start(parameters("execute", true, "plan_valid_seconds", 60));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertTrue(
        bench.journal.stream().anyMatch(e -> e instanceof WorkflowEvent.GateExpired),
        bench.journal::toString);
    assertEquals(3, desk.atTheBroker.size(), "all orders of the new plan");
    assertEquals(List.of(), Json.rows(result(run, AnalysisToTrade.EXECUTE_TRADES), "not_sent"));
  }

  @Test
  void aRunOrdersNoMoreThanItsBudgetAllowsWhateverDies() {
    // 49 shares at 100.52 are 4,925 USD: two of the three fit.
    WorkflowRun run = bench.start(parameters("execute", true, "max_notional", 10_000));
    assertEquals(2, sent().size());
    assertTrue(
        Json.rows(result(run, AnalysisToTrade.VALIDATE_SIGNALS), "refused").stream()
            .anyMatch(r -> r.get("code").equals("workflow.budget")));
    crashes.plan(0, false);
    for (int call = 5; call <= 16; call++) {
      var again = new AnalysisToTradeTest();
      again.crashes.plan(call, true);
      again.bench.start(parameters("execute", true, "max_notional", 10_000));
      assertEquals(2, again.desk.atTheBroker.size(), "died after call " + call);
    }
  }

  private void dieFor(Duration time) {
    crashes.whenDying(() -> bench.later(time));
  }

  private static Position position(String symbol, long quantity) {
    BigDecimal hundred = new BigDecimal("100");
    return new Position(
        symbol,
        quantity,
        hundred,
        hundred,
        hundred.multiply(BigDecimal.valueOf(quantity)),
        BigDecimal.ZERO,
        BigDecimal.ZERO);
  }

  private List<String> refused(WorkflowRun run) {
    return Json.rows(result(run, AnalysisToTrade.VALIDATE_SIGNALS), "refused").stream()
        .map(r -> Json.text(r, "symbol") + " " + Json.text(r, "code"))
        .sorted()
        .toList();
  }

  @Test
  void aVolatilityTargetSizesAllSignalsTogether() {
    WorkflowRun run =
        bench.start(
            parameters(
                "execute",
                true,
                "method",
                "volatility_target",
                "volatility_target",
                0.02,
                "max_position_fraction",
                0.5,
                "max_participation",
                1));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    Map<String, Object> signals = result(run, AnalysisToTrade.GENERATE_SIGNALS);
    Map<String, Object> sizing = Json.map(signals, "sizing");
    assertEquals(0.02, Json.number(sizing, "volatility"), 1e-9);
    double gross = 0;
    for (Map<String, Object> row : Json.rows(signals, "signals")) {
      if (Json.whole(row, "direction") != 0) {
        double weight = Json.number(row, "weight");
        assertEquals(Json.whole(row, "direction"), Math.signum(weight));
        gross += Math.abs(weight);
      }
    }
    // Names of 9 % a year: three of them, nearly independent, to 2 %.
    assertTrue(gross > 0.2 && gross < 0.8, "gross " + gross);
    double bought = 0;
    for (OrderRequest order : desk.atTheBroker) {
      bought += order.quantity() * 100.0 / 100_000;
    }
    assertEquals(gross, bought, 0.01, "orders are as large as the weights");
  }

  @Test
  void kellyIsCappedByName() {
    WorkflowRun run = bench.start(parameters("execute", true, "method", "capped_kelly"));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of("BUY 49 AAA", "BUY 49 BBB", "SELL 49 CCC"), sent());
  }

  @Test
  void conditionsForbidEntriesAndNeverExits() throws Exception {
    marketEvents = folder.resolve("market-events.csv");
    Files.writeString(marketEvents, "date,symbol,kind\n# own\n2026-01-08,AAA,earnings\n");
    desk.positions.add(position("BBB", -10));
    WorkflowRun run = bench.start(parameters("execute", true, "min_dollar_volume", 1e9));
    assertEquals(
        List.of("AAA market.event", "BBB market.liquidity", "CCC market.liquidity"), refused(run));
    assertEquals(List.of("BUY 10 BBB"), sent(), "what closes a position passes");
  }

  @Test
  void hoursVolatilityAndAnUnreadableCalendarForbidEntries() throws Exception {
    // 11:00 in New York: 90 minutes after the beginning.
    WorkflowRun early = bench.start(parameters("avoid_open_minutes", 91));
    assertEquals("AAA market.hours", refused(early).getFirst());
    bench.journal.clear();
    WorkflowRun late = bench.start(parameters("avoid_close_minutes", 301));
    assertEquals("AAA market.hours", refused(late).getFirst());
    bench.journal.clear();
    WorkflowRun wild = bench.start(parameters("max_volatility_ratio", 0.1));
    assertEquals("AAA market.volatility", refused(wild).getFirst());
    bench.journal.clear();
    marketEvents = folder.resolve("market-events.csv");
    Files.writeString(marketEvents, "2026-01-08,AAA\n");
    WorkflowRun unreadable = bench.start(parameters());
    assertEquals("AAA market.events_unreadable", refused(unreadable).getFirst());
  }

  @Test
  void hundredsOfSymbolsAndSomeBadOnesDoNotSpoilTheOthers() {
    var names = new java.util.ArrayList<String>();
    for (int i = 0; i < 300; i++) {
      String name = "N" + i;
      names.add(name);
      opinions.put(name, i % 2 == 0 ? 0.8 : 0.2);
      if (i % 100 == 0) {
        market.unknown.add(name);
      }
    }
    desk.refusedByGate.add("N1");
    market.quotes.put("N2", market.quote(Symbol.of("N2"), 101, 100));
    WorkflowRun run =
        bench.start(
            parameters(
                "execute",
                true,
                "symbols",
                names,
                "method",
                "volatility_target",
                "max_orders",
                50));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(3, Json.map(result(run, AnalysisToTrade.FETCH_MARKET_DATA), "failures").size());
    assertEquals(297, Json.rows(result(run, AnalysisToTrade.GENERATE_SIGNALS), "signals").size());
    assertEquals(50, desk.atTheBroker.size());
    assertTrue(refused(run).contains("N2 market.no_fresh_quote"), refused(run).toString());
    assertFalse(sent().toString().contains(" N1,"));
  }
}
