package io.orchestrator.catalogue;

import static io.orchestrator.catalogue.StepPolicies.DATA;
import static io.orchestrator.catalogue.StepPolicies.MINUTES;
import static io.orchestrator.catalogue.StepPolicies.NUMBERS;
import static io.orchestrator.catalogue.StepPolicies.ORDERS;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.analysis.signal.SignalCombiner;
import io.orchestrator.analysis.signal.SignalSettings;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.Signal;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** From market data to orders, for many symbols in one batch: the specification's five steps. */
public final class AnalysisToTrade {
  public static final String FETCH_MARKET_DATA = "fetch_market_data";
  public static final String RUN_ANALYSIS = "run_analysis";
  public static final String GENERATE_SIGNALS = "generate_signals";
  public static final String VALIDATE_SIGNALS = "validate_signals";
  public static final String EXECUTE_TRADES = "execute_trades";

  /**
   * @param engines run at the same time
   * @param limits in force, asked for when a plan is made
   * @param inCharge of an engine: what differs when another of its models is
   * @param analysis where engines compute
   * @param marketEvents file of dates on which a name is not entered; need not be there
   * @param symbols of a run that names none
   * @param keepResults how long an engine's answer to the same question is used again
   * @param clock wall time
   */
  public record Dependencies(
      Market market,
      Trading trading,
      Algorithms algorithms,
      Events events,
      List<AnalysisEngine> engines,
      UnaryOperator<String> inCharge,
      SignalSettings signals,
      TradingCalendar calendar,
      Supplier<CompletionStage<LimitSet>> limits,
      Executor analysis,
      Path marketEvents,
      List<String> symbols,
      Duration keepResults,
      InstantSource clock) {}

  private final MarketHistory history;
  private final EnginePanel panel;
  private final OrderPlanner planner;
  private final OrderExecution execution;
  private final SignalSizing sizing;
  private final MarketEvents marketEvents;
  private final SignalSettings signals;
  private final DriftWatch drift;

  private AnalysisToTrade(Dependencies d) {
    this.history = new MarketHistory(d.market(), d.calendar());
    this.panel =
        new EnginePanel(d.engines(), d.analysis(), d.clock(), d.keepResults(), d.inCharge());
    this.drift = new DriftWatch(d.events());
    this.planner = new OrderPlanner(d.market(), d.trading(), d.calendar(), d.limits(), d.clock());
    this.execution = new OrderExecution(d.trading(), d.algorithms(), d.clock());
    this.sizing = new SignalSizing(planner);
    this.marketEvents = new MarketEvents(d.marketEvents());
    this.signals = d.signals();
  }

  public static WorkflowProgram program(Dependencies dependencies) {
    var w = new AnalysisToTrade(dependencies);
    var parameters =
        TradeParameters.schema(dependencies.signals().minConfidence(), dependencies.symbols());
    return WorkflowProgram.of(WorkflowType.ANALYSIS_TO_TRADE, 1, parameters)
        .pure(FETCH_MARKET_DATA, Pool.WAITING, DATA, MINUTES, w::fetchMarketData)
        .with(t -> t.gives(o -> o.text("data_hash").rows("symbols")))
        .pure(RUN_ANALYSIS, Pool.ENGINES, NUMBERS, MINUTES, w::runAnalysis)
        .with(t -> t.reads(FETCH_MARKET_DATA).gives(o -> o.text("data_hash").rows("engines")))
        .with(StepTraits::onAnyNode)
        .pure(GENERATE_SIGNALS, Pool.WAITING, NUMBERS, MINUTES, w::generateSignals)
        .with(t -> t.reads(FETCH_MARKET_DATA, RUN_ANALYSIS).gives(o -> o.rows("signals")))
        .pure(VALIDATE_SIGNALS, Pool.WAITING, DATA, MINUTES, w::validateSignals)
        .with(StepPolicies::gate)
        .with(t -> t.reads(FETCH_MARKET_DATA, GENERATE_SIGNALS).gives(StepPolicies::plan))
        .idempotent(EXECUTE_TRADES, Pool.WAITING, ORDERS, Duration.ofMinutes(30), w::executeTrades)
        .with(StepPolicies::trades)
        .with(t -> t.reads(VALIDATE_SIGNALS).gives(o -> o.flag("executed").rows("orders")))
        .build();
  }

  /** Retrieves the bars of all symbols and validates their quality. */
  private Map<String, Object> fetchMarketData(StepContext context) {
    return history.fetch(context, TradeParameters.of(context.parameters()));
  }

  /** Runs every engine on the batch. */
  private Map<String, Object> runAnalysis(StepContext context) {
    TradeParameters p = TradeParameters.of(context.parameters());
    Map<String, Object> fetched = context.output(FETCH_MARKET_DATA);
    var changed = new ArrayList<String>();
    var bars = history.load(context, p, fetched, changed);
    String dataHash = Json.text(fetched, "data_hash");
    long seed = p.seed() != 0 ? p.seed() : Long.parseUnsignedLong(dataHash.substring(0, 15), 16);
    var request = new AnalysisRequest(bars, p.timeframe(), seed, Map.of());
    // Bars that are not the same any more must not be mistaken for the ones that were hashed.
    String key = dataHash + p.timeframe().wireName() + changed + bars.size();
    Map<String, Object> output = panel.analyse(context, request, key);
    drift.look(context.workflowId(), Json.rows(output, "engines"));
    output.put("data_hash", dataHash);
    output.put("seed", seed);
    output.put("data_changed", changed);
    return output;
  }

  /** Combines the engines' opinions, applies the thresholds, and gives weights by the portfolio. */
  private Map<String, Object> generateSignals(StepContext context) {
    TradeParameters p = TradeParameters.of(context.parameters());
    var degraded = new TreeMap<String, String>();
    for (Map<String, Object> w : Json.rows(context.output(FETCH_MARKET_DATA), "symbols")) {
      List<String> reasons = Json.texts(w, "degraded");
      if (!reasons.isEmpty()) {
        degraded.put(Json.text(w, "symbol"), String.join("; ", reasons));
      }
    }
    var rows = new ArrayList<Map<String, Object>>();
    for (Signal s :
        SignalCombiner.combine(
            EnginePanel.results(context.output(RUN_ANALYSIS)),
            degraded,
            signals.withMinConfidence(p.minConfidence()))) {
      rows.add(row(s));
    }
    long actionable = rows.stream().filter(r -> Json.whole(r, "direction") != 0).count();
    Map<String, Object> output =
        Json.row("signals", rows, "actionable", actionable, "min_confidence", p.minConfidence());
    if (SignalSizing.wanted(p) && actionable > 0) {
      Map<String, Object> fetched = context.output(FETCH_MARKET_DATA);
      output.put(
          "sizing",
          sizing.size(context, p, rows, history.load(context, p, fetched, new ArrayList<>())));
    }
    history.forget(context.workflowId());
    return output;
  }

  private static Map<String, Object> row(Signal s) {
    return new LinkedHashMap<>(
        Json.row(
            "symbol", s.symbol(),
            "direction", s.direction(),
            "strength", s.strength(),
            "confidence", s.confidence(),
            "explanation", s.explanation()));
  }

  /** Risk checks and market conditions; fixes the plan of orders. */
  private Map<String, Object> validateSignals(StepContext context) {
    return planner.plan(
        context,
        TradeParameters.of(context.parameters()),
        Json.rows(context.output(GENERATE_SIGNALS), "signals"),
        Json.rows(context.output(FETCH_MARKET_DATA), "symbols"),
        marketEvents.read());
  }

  /** Places the orders of the plan, if asked to, and monitors them. */
  private Map<String, Object> executeTrades(StepContext context) {
    return execution.execute(
        context, TradeParameters.of(context.parameters()), context.output(VALIDATE_SIGNALS));
  }
}
