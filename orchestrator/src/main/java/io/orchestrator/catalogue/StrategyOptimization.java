package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.analysis.backtest.Backtest;
import io.orchestrator.analysis.backtest.Costs;
import io.orchestrator.analysis.backtest.Evidence;
import io.orchestrator.analysis.backtest.EvidenceReport;
import io.orchestrator.analysis.backtest.Metrics;
import io.orchestrator.analysis.backtest.PriceTable;
import io.orchestrator.analysis.backtest.Search;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.analysis.backtest.TrialStore;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.strategy.Stage;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyVersion;
import io.orchestrator.domain.strategy.VersionEvidence;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Better parameters, with evidence that they are not luck: the specification's four steps. */
public final class StrategyOptimization {
  public static final String SELECT_STRATEGIES = "select_strategies";
  public static final String RUN_BACKTESTS = "run_backtests";
  public static final String ANALYZE_RESULTS = "analyze_results";
  public static final String UPDATE_PARAMETERS = "update_parameters";

  private static final double CAPITAL = 1_000_000;
  private static final int SHOWN_TRIALS = 200;
  private static final Duration TRIALS_KEPT = Duration.ofDays(7);
  private static final RetryPolicy DATA =
      new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.2);
  private static final RetryPolicy NUMBERS =
      new RetryPolicy(2, Duration.ofSeconds(2), 2, Duration.ofSeconds(10), 0.2);

  /**
   * @param folder of the trials and the reports
   * @param threads of a search
   * @param coresNeeded by the order path: a search goes on with one thread
   */
  public record Dependencies(
      Market market,
      TradingCalendar calendar,
      StrategyVersions versions,
      Path folder,
      int threads,
      BooleanSupplier coresNeeded) {}

  private final Dependencies outside;
  private final MarketHistory history;

  private StrategyOptimization(Dependencies outside) {
    this.outside = outside;
    this.history = new MarketHistory(outside.market(), outside.calendar());
  }

  public static WorkflowProgram program(Dependencies dependencies) {
    var w = new StrategyOptimization(dependencies);
    Duration minutes = Duration.ofMinutes(10);
    return WorkflowProgram.of(WorkflowType.STRATEGY_OPTIMIZATION, 1, schema())
        .pure(SELECT_STRATEGIES, Pool.WAITING, DATA, minutes, w::select)
        .pure(RUN_BACKTESTS, Pool.ANALYSIS, NUMBERS, Duration.ofHours(4), w::backtests)
        .with(StepTraits::onAnyNode)
        .pure(ANALYZE_RESULTS, Pool.ANALYSIS, NUMBERS, minutes, w::analyze)
        .idempotent(UPDATE_PARAMETERS, Pool.WAITING, DATA, minutes, w::update)
        .build();
  }

  private static ParameterSchema schema() {
    List<String> all = Arrays.stream(Strategies.values()).map(Strategies::wireName).toList();
    return ParameterSchema.of(
        Parameter.texts(
            "symbols", 1, 100, "[A-Z0-9@#][A-Z0-9@#.\\-+=]{0,29}", "traded by each strategy"),
        Parameter.choice(
            "timeframe", List.of(Timeframe.D1.wireName()), Timeframe.D1.wireName(), "of the bars"),
        Parameter.whole("bars", Evidence.FEWEST_DAYS + 1L, 5_000, 2_520, "daily bars per symbol"),
        new Parameter(
            "strategies",
            Parameter.Kind.TEXTS,
            1,
            all.size(),
            all,
            Optional.of(Pattern.compile("[a-z_]+")),
            Optional.of(all),
            "candidates"),
        Parameter.whole("top", 1, all.size(), 3, "how many of the best candidates are searched"),
        Parameter.choice(
            "method",
            Arrays.stream(Search.Kind.values()).map(Search.Kind::wireName).toList(),
            Search.Kind.TPE.wireName(),
            "of the search"),
        Parameter.whole("iterations", 10, 10_000, 200, "trials of each strategy"),
        Parameter.whole("seed", 0, 1L << 53, 1, "of search and bootstrap"),
        Parameter.number("commission_per_share", 0, 1, 0.005, "USD"),
        Parameter.number("slippage_bps", 0, 100, 2, "on every fill"),
        Parameter.flag(
            "execute", false, "let a challenger that fulfils every rule begin its way, on paper"),
        Parameter.flag("dry_run", false, "report only, whatever execute says"),
        Parameter.whole(
            "max_instruments", 0, 10_000, 0, "RTS 6 article 8; required for a promotion"),
        Parameter.number(
            "max_position", 0, 1e9, 0, "RTS 6 article 8, USD in one name; required as well"),
        Parameter.number("max_order_value", 0, 1e9, 0, "RTS 6 article 15, USD; required as well"),
        Parameter.whole(
            "max_messages_per_minute", 0, 100_000, 0, "RTS 6 article 15; required as well"),
        Parameter.number(
            "max_strategy_loss", 0, 1e9, 0, "USD at which it is stopped; required as well"));
  }

  private static TradeParameters window(Map<String, Object> p) {
    return new TradeParameters(
        Json.texts(p, "symbols").stream().map(Symbol::of).sorted().toList(),
        Timeframe.D1,
        (int) Json.whole(p, "bars"),
        Json.text(p, "method"),
        false,
        true,
        0,
        1,
        OrderType.LIMIT,
        false,
        1,
        1,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        TradeParameters.NO_ALGORITHM,
        Duration.ofMinutes(1),
        Json.whole(p, "seed"));
  }

  private Backtest backtest(StepContext context, Map<String, Object> fetched) {
    Map<String, Object> p = context.parameters();
    var changed = new ArrayList<String>();
    PriceTable table = PriceTable.of(history.load(context, window(p), fetched, changed));
    if (!changed.isEmpty()) {
      throw StepFailure.permanent(
          "The bars of " + changed + " are not the same any more; start a new run.");
    }
    if (table.length() < Evidence.FEWEST_DAYS) {
      throw StepFailure.permanent(
          "The names have %d days in common; %d are needed to tell luck from merit."
              .formatted(table.length(), Evidence.FEWEST_DAYS));
    }
    var costs =
        new Costs(
            Json.number(p, "commission_per_share"),
            Costs.DEFAULT.minCommission(),
            Json.number(p, "slippage_bps"),
            Costs.DEFAULT.impact(),
            Costs.DEFAULT.borrowRate(),
            Costs.DEFAULT.maxParticipation());
    return new Backtest(table, costs, CAPITAL);
  }

  /** The best of the candidates by what they would earn now: as promoted, else as preset. */
  private Map<String, Object> select(StepContext context) {
    Map<String, Object> p = context.parameters();
    Map<String, Object> data = history.fetch(context, window(p));
    Backtest backtest = backtest(context, data);
    var rows = new ArrayList<Map<String, Object>>();
    for (String name : Json.texts(p, "strategies")) {
      Strategies strategy = Strategies.parse(name).orElseThrow();
      Optional<StrategyVersion> champion = context.await(outside.versions().find(name)).champion();
      double[] values =
          champion
              .map(c -> strategy.space().values(c.parameters()))
              .orElseGet(strategy.space()::preset);
      double sharpe = Metrics.sharpe(backtest.run(strategy.make(values)).returns());
      rows.add(
          Json.row(
              "strategy", name,
              "sharpe", sharpe,
              "champion_version", champion.map(c -> (long) c.version()).orElse(0L)));
    }
    rows.sort(Comparator.comparingDouble(r -> -Json.number(r, "sharpe")));
    return Json.row(
        "candidates", rows,
        "selected", rows.stream().limit(Json.whole(p, "top")).toList(),
        "data", data);
  }

  /** Each selected strategy's parameters are searched; a repeat goes on where this ended. */
  private Map<String, Object> backtests(StepContext context) {
    Map<String, Object> p = context.parameters();
    Map<String, Object> selected = context.output(SELECT_STRATEGIES);
    // Of runs that ended otherwise than by update, or whose update was on another node.
    TrialStore.forgetOlder(outside.folder().resolve("trials"), TRIALS_KEPT);
    Backtest backtest = backtest(context, Json.map(selected, "data"));
    var way = new GiveWay(outside.coresNeeded(), Duration.ofSeconds(1));
    var kind = Search.Kind.valueOf(Json.text(p, "method").toUpperCase(Locale.ROOT));
    long seed = Json.whole(p, "seed");
    List<Map<String, Object>> rows = Json.rows(selected, "selected");
    var results = new ArrayList<Map<String, Object>>();
    for (Map<String, Object> row : rows) {
      Strategies strategy = Strategies.parse(Json.text(row, "strategy")).orElseThrow();
      double before = (double) results.size() / rows.size();
      var search =
          new Search(
              backtest,
              strategy,
              outside.threads(),
              () -> {
                way.betweenPieces(context::cancelled);
                return context.cancelled();
              },
              share -> context.progress(before + share / rows.size(), strategy.wireName()));
      String data = Json.text(Json.map(selected, "data"), "data_hash");
      try (TrialStore store = TrialStore.open(file("trials", context, strategy, "bin"), data)) {
        var trials = search.run(kind, (int) Json.whole(p, "iterations"), seed, store);
        Map<String, Object> evidence =
            Evidence.of(backtest, strategy, trials, Evidence.Rules.DEFAULT, seed).row();
        List<?> sharpes = (List<?>) evidence.get("trial_sharpes");
        int step = Math.max(1, sharpes.size() / SHOWN_TRIALS);
        var shown = new ArrayList<Object>();
        for (int i = 0; i < sharpes.size(); i += step) {
          shown.add(sharpes.get(i));
        }
        evidence.put("trial_sharpes", shown);
        evidence.put("resumed_trials", (long) store.earlier());
        results.add(evidence);
      } catch (Search.Stopped e) {
        throw new StepContext.StepCancelled();
      }
    }
    history.forget(context.workflowId());
    return Json.row("evidence", results);
  }

  private Path file(String kind, StepContext context, Strategies strategy, String ending) {
    return outside
        .folder()
        .resolve(kind)
        .resolve(context.workflowId() + "-" + strategy.wireName() + "." + ending);
  }

  /** Champion against challenger. */
  private Map<String, Object> analyze(StepContext context) {
    var rows = new ArrayList<Map<String, Object>>();
    List<Map<String, Object>> before = Json.rows(context.output(SELECT_STRATEGIES), "selected");
    for (Map<String, Object> e : Json.rows(context.output(RUN_BACKTESTS), "evidence")) {
      Map<String, Object> present =
          before.stream()
              .filter(r -> Json.text(r, "strategy").equals(Json.text(e, "strategy")))
              .findFirst()
              .orElseThrow();
      double now = Json.number(present, "sharpe");
      double best = Json.number(Json.map(e, "metrics"), "sharpe");
      var reasons = new ArrayList<>(Json.texts(e, "failures"));
      if (best <= now) {
        reasons.add("no better than the present parameters");
      }
      rows.add(
          Json.row(
              "strategy",
              Json.text(e, "strategy"),
              "parameters",
              Json.map(e, "parameters"),
              "sharpe_before",
              now,
              "sharpe_after",
              best,
              "improvement",
              best - now,
              "walk_forward_sharpe",
              Json.number(e, "walk_forward_sharpe"),
              "deflated_sharpe",
              Json.number(e, "deflated_sharpe"),
              "reasons_against",
              reasons));
    }
    return Json.row("comparison", rows);
  }

  /**
   * Writes reports and versions, lets the trials go; what fulfils every rule begins its way on
   * paper, if asked to.
   */
  private Map<String, Object> update(StepContext context) {
    Map<String, Object> p = context.parameters();
    boolean wished = Json.flag(p, "execute") && !Json.flag(p, "dry_run");
    StrategyLimits limits = limits(p);
    var reports = new ArrayList<String>();
    var rows = new ArrayList<Map<String, Object>>();
    List<Map<String, Object>> evidence = Json.rows(context.output(RUN_BACKTESTS), "evidence");
    List<Map<String, Object>> compared = Json.rows(context.output(ANALYZE_RESULTS), "comparison");
    for (int i = 0; i < evidence.size(); i++) {
      reports.add(report(context, evidence.get(i)));
      String strategy = Json.text(compared.get(i), "strategy");
      var against = new ArrayList<>(Json.texts(compared.get(i), "reasons_against"));
      if (!limits.missing().isEmpty()) {
        against.add("RTS 6 limits are missing: " + limits.missing());
      }
      Optional<StrategyVersion> version = Optional.empty();
      if (!Json.flag(p, "dry_run")) {
        version = Optional.of(added(context, evidence.get(i), compared.get(i), limits));
      }
      if (wished && against.isEmpty()) {
        version = promoted(context, strategy, version.orElseThrow(), against);
      }
      rows.add(
          Json.row(
              "strategy", strategy,
              "version", version.map(StrategyVersion::version).orElse(0),
              "stage", version.map(v -> v.stage().wireName()).orElse("none"),
              "promoted", version.filter(v -> v.stage() != Stage.CHALLENGER).isPresent(),
              "reasons_against", against));
    }
    return Json.row("strategies", rows, "reports", reports);
  }

  /** A run that was begun before a limit was asked for does not name it. */
  private static StrategyLimits limits(Map<String, Object> p) {
    return new StrategyLimits(
        p.containsKey("max_instruments") ? (int) Json.whole(p, "max_instruments") : 0,
        Json.number(p, "max_order_value"),
        (int) Json.whole(p, "max_messages_per_minute"),
        p.containsKey("max_position") ? Json.number(p, "max_position") : 0,
        Json.number(p, "max_strategy_loss"));
  }

  private StrategyVersion added(
      StepContext context,
      Map<String, Object> evidence,
      Map<String, Object> compared,
      StrategyLimits limits) {
    Map<String, Object> metrics = Json.map(evidence, "metrics");
    var parameters = new LinkedHashMap<String, Double>();
    Map<String, Object> found = Json.map(evidence, "parameters");
    found.forEach((name, value) -> parameters.put(name, Json.number(found, name)));
    Map<String, Object> data = Json.map(context.output(SELECT_STRATEGIES), "data");
    Strategies strategy = Strategies.parse(Json.text(evidence, "strategy")).orElseThrow();
    var proof =
        new VersionEvidence(
            Json.number(metrics, "sharpe"),
            Json.number(evidence, "deflated_sharpe"),
            Json.number(evidence, "walk_forward_sharpe"),
            Json.number(metrics, "volatility") / Math.sqrt(Metrics.YEAR),
            Json.number(metrics, "max_drawdown"),
            Json.text(evidence, "to"),
            Json.text(data, "data_hash"),
            file("reports", context, strategy, "html").getFileName().toString(),
            Json.texts(compared, "reasons_against"));
    List<String> symbols =
        Json.rows(data, "symbols").stream().map(row -> Json.text(row, "symbol")).toList();
    return context
        .await(
            outside
                .versions()
                .add(
                    strategy.wireName(),
                    context.workflowId(),
                    parameters,
                    symbols,
                    proof,
                    limits,
                    context.requestedBy()))
        .ofRun(context.workflowId())
        .orElseThrow();
  }

  /** The register has its own say: another version may be on its way. */
  private Optional<StrategyVersion> promoted(
      StepContext context, String strategy, StrategyVersion v, List<String> against) {
    if (v.stage() != Stage.CHALLENGER) {
      return Optional.of(v);
    }
    try {
      return context
          .await(
              outside
                  .versions()
                  .promote(
                      strategy,
                      v.version(),
                      Optional.empty(),
                      "fulfils every rule",
                      context.requestedBy()))
          .ofRun(v.run());
    } catch (RefusedException e) {
      against.add(e.refusal().detail());
      return Optional.of(v);
    }
  }

  private String report(StepContext context, Map<String, Object> evidence) {
    Strategies strategy = Strategies.parse(Json.text(evidence, "strategy")).orElseThrow();
    Path file = file("reports", context, strategy, "html");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, EvidenceReport.html(evidence));
      Files.deleteIfExists(file("trials", context, strategy, "bin"));
    } catch (IOException e) {
      throw StepFailure.retryable(file + " cannot be written: " + e.getMessage());
    }
    return file.toString();
  }
}
