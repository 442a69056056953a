package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.analysis.backtest.Backtest;
import io.orchestrator.analysis.backtest.Costs;
import io.orchestrator.analysis.backtest.PriceTable;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.Stage;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyVersion;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * After each close: what the promoted versions of strategies did since they came to their stage, by
 * the prices of those days and the costs of a back-test, on paper and with capital alike. Who
 * drifts is taken back; who was seen long enough goes a stage on.
 */
public final class StrategyReview {
  public static final String FETCH_MARKET_DATA = AnalysisToTrade.FETCH_MARKET_DATA;
  public static final String REVIEW_VERSIONS = "review_versions";

  /** A champion's newest quarter: years of success must not hide that it ended. */
  private static final int MOST_DAYS = 63;

  private static final RetryPolicy DATA =
      new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.2);

  /**
   * @param clock of the market: the days of a stage are its days
   */
  public record Dependencies(
      Market market, TradingCalendar calendar, StrategyVersions versions, InstantSource clock) {}

  private record Wanted(List<Symbol> symbols, int bars) implements BarsWanted {
    @Override
    public Timeframe timeframe() {
      return Timeframe.D1;
    }
  }

  private final Dependencies outside;
  private final MarketHistory history;

  private StrategyReview(Dependencies outside) {
    this.outside = outside;
    this.history = new MarketHistory(outside.market(), outside.calendar());
  }

  public static WorkflowProgram program(Dependencies dependencies) {
    var w = new StrategyReview(dependencies);
    Duration minutes = Duration.ofMinutes(10);
    return WorkflowProgram.of(WorkflowType.STRATEGY_REVIEW, 1, schema())
        .pure(FETCH_MARKET_DATA, Pool.WAITING, DATA, minutes, w::fetch)
        .idempotent(REVIEW_VERSIONS, Pool.ANALYSIS, DATA, minutes, w::review)
        .build();
  }

  private static ParameterSchema schema() {
    return ParameterSchema.of(
        Parameter.whole("bars", 300, 5_000, 750, "daily bars per symbol"),
        Parameter.number(
            "strategy_capital", 1_000, 1e9, 100_000, "USD of each strategy at its full stage"),
        Parameter.flag(
            "execute", false, "who was seen long enough goes a stage on, with capital at the end"),
        Parameter.flag("dry_run", false, "report only: nothing is noted, nobody is taken back"));
  }

  private List<StrategyLine> lines(StepContext context) {
    return context.await(outside.versions().all());
  }

  private static List<StrategyVersion> reviewed(StrategyLine line) {
    return line.versions().values().stream()
        .filter(v -> v.stage().underWay() || v.stage() == Stage.CHAMPION)
        .toList();
  }

  private Map<String, Object> fetch(StepContext context) {
    var symbols = new TreeSet<Symbol>();
    for (StrategyLine line : lines(context)) {
      reviewed(line).forEach(v -> v.symbols().forEach(s -> symbols.add(Symbol.of(s))));
    }
    return symbols.isEmpty()
        ? Json.row("symbols", List.of(), "failures", Map.of())
        : history.fetch(context, wanted(context, symbols));
  }

  private static Wanted wanted(StepContext context, TreeSet<Symbol> symbols) {
    return new Wanted(List.copyOf(symbols), (int) Json.whole(context.parameters(), "bars"));
  }

  private Map<String, Object> review(StepContext context) {
    Map<String, Object> fetched = context.output(FETCH_MARKET_DATA);
    if (Json.rows(fetched, "symbols").isEmpty()) {
      return Json.row("versions", List.of(), "note", "no version is promoted");
    }
    var symbols = new TreeSet<Symbol>();
    Json.rows(fetched, "symbols").forEach(row -> symbols.add(Symbol.of(Json.text(row, "symbol"))));
    Map<Symbol, List<Bar>> bars =
        history.load(context, wanted(context, symbols), fetched, new ArrayList<>());
    var rows = new ArrayList<Map<String, Object>>();
    for (StrategyLine line : lines(context)) {
      for (StrategyVersion v : reviewed(line)) {
        rows.add(reviewed(context, line, v, bars));
      }
    }
    history.forget(context.workflowId());
    return Json.row("versions", rows);
  }

  private Map<String, Object> reviewed(
      StepContext context, StrategyLine line, StrategyVersion v, Map<Symbol, List<Bar>> bars) {
    var own = new TreeMap<Symbol, List<Bar>>();
    v.symbols().stream()
        .map(Symbol::of)
        .filter(bars::containsKey)
        .forEach(s -> own.put(s, bars.get(s)));
    if (own.size() < v.symbols().size()) {
      return Json.row(
          "strategy", line.name(),
          "version", v.version(),
          "stage", v.stage().wireName(),
          "note", "prices are missing; nothing is concluded");
    }
    Map<String, Object> p = context.parameters();
    double share = v.stage() == Stage.SHADOW ? 1 : line.capital(v);
    Review seen =
        Review.of(
            v,
            returns(line, v, own),
            share * Json.number(p, "strategy_capital"),
            outside.clock().instant());
    String after = v.stage().wireName();
    if (!Json.flag(p, "dry_run")) {
      after =
          context
              .await(
                  outside
                      .versions()
                      .review(
                          line.name(),
                          v.version(),
                          seen,
                          Json.flag(p, "execute"),
                          "workflow:" + context.workflowId()))
              .versions()
              .get(v.version())
              .stage()
              .wireName();
    }
    return Json.row(
        "strategy", line.name(),
        "version", v.version(),
        "stage", v.stage().wireName(),
        "stage_after", after,
        "days", seen.days(),
        "mean_return", seen.meanReturn(),
        "z", seen.z(),
        "drawdown", seen.drawdown(),
        "profit", seen.profit(),
        "drift", seen.drift().orElse(""));
  }

  /** Of the closes after its stage began, none of which its search saw. */
  private static double[] returns(
      StrategyLine line, StrategyVersion v, Map<Symbol, List<Bar>> bars) {
    PriceTable table = PriceTable.of(bars);
    Strategies strategy = Strategies.parse(line.name()).orElseThrow();
    double[] all =
        new Backtest(table, Costs.DEFAULT, 1e6)
            .run(strategy.make(strategy.space().values(v.parameters())))
            .returns();
    LocalDate begun = v.since().atZone(TradingCalendar.NEW_YORK).toLocalDate();
    LocalDate searched = LocalDate.parse(v.evidence().to());
    LocalDate after = begun.isAfter(searched) ? begun : searched;
    int days = (int) Arrays.stream(table.days()).filter(d -> d.isAfter(after)).count();
    days = Math.min(Math.min(days, all.length), MOST_DAYS);
    return Arrays.copyOfRange(all, all.length - days, all.length);
  }
}
