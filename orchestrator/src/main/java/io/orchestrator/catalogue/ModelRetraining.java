package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import io.orchestrator.domain.workflow.JsonLike;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Trains the learned engines anew on fresh bars, whether their models are old or not. Each new
 * model challenges the one in charge; which of them is in charge afterwards, and why, is the result
 * and an event. A run that is repeated after a crash trains once more, which does no harm.
 */
public final class ModelRetraining {
  public static final String FETCH_MARKET_DATA = AnalysisToTrade.FETCH_MARKET_DATA;
  public static final String TRAIN_MODELS = "train_models";

  private static final String ALL = "all";
  private static final List<String> LEARNED = List.of("machine_learning", "neural_network");
  private static final RetryPolicy DATA =
      new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.2);
  private static final RetryPolicy TRAINING =
      new RetryPolicy(2, Duration.ofSeconds(5), 2, Duration.ofSeconds(30), 0.2);

  /**
   * @param engines those that learn are picked by name
   * @param analysis where engines compute
   */
  public record Dependencies(
      Market market,
      Events events,
      List<AnalysisEngine> engines,
      TradingCalendar calendar,
      Executor analysis) {}

  /**
   * @param engine {@value #ALL} or one of the learned ones
   * @param seed 0: derived from the data
   */
  private record Wanted(
      List<Symbol> symbols, Timeframe timeframe, int bars, String engine, long seed)
      implements BarsWanted {
    static Wanted of(StepContext context) {
      Map<String, Object> p = context.parameters();
      return new Wanted(
          Json.texts(p, "symbols").stream().map(Symbol::of).sorted().toList(),
          Timeframe.parse(Json.text(p, "timeframe")).orElseThrow(),
          (int) Json.whole(p, "bars"),
          Json.text(p, "engine"),
          Json.whole(p, "seed"));
    }
  }

  private final MarketHistory history;
  private final Dependencies around;

  private ModelRetraining(Dependencies around) {
    this.around = around;
    this.history = new MarketHistory(around.market(), around.calendar());
  }

  public static WorkflowProgram program(Dependencies dependencies) {
    var w = new ModelRetraining(dependencies);
    return WorkflowProgram.of(WorkflowType.MODEL_RETRAINING, 1, schema())
        .pure(FETCH_MARKET_DATA, Pool.WAITING, DATA, Duration.ofMinutes(10), w::fetchMarketData)
        .idempotent(TRAIN_MODELS, Pool.ENGINES, TRAINING, Duration.ofMinutes(30), w::trainModels)
        .build();
  }

  private static ParameterSchema schema() {
    List<String> choices = new ArrayList<>(List.of(ALL));
    choices.addAll(LEARNED);
    return ParameterSchema.of(
        Parameter.texts(
            "symbols", 1, 500, "[A-Z0-9@#][A-Z0-9@#.\\-+=]{0,29}", "pooled into one model"),
        Parameter.choice(
            "timeframe",
            Arrays.stream(Timeframe.values()).map(Timeframe::wireName).toList(),
            Timeframe.D1.wireName(),
            "length of a bar; each has models of its own"),
        Parameter.whole("bars", 100, 1_000, 750, "newest bars per symbol"),
        Parameter.choice("engine", choices, ALL, "which engine learns"),
        Parameter.whole(
            "seed", 0, 1L << 53, 0, "of training; 0: derived from the data, so that it repeats"));
  }

  private Map<String, Object> fetchMarketData(StepContext context) {
    return history.fetch(context, Wanted.of(context));
  }

  private Map<String, Object> trainModels(StepContext context) {
    Wanted wanted = Wanted.of(context);
    Map<String, Object> fetched = context.output(FETCH_MARKET_DATA);
    var changed = new ArrayList<String>();
    var bars = history.load(context, wanted, fetched, changed);
    String hash = Json.text(fetched, "data_hash");
    long seed =
        wanted.seed() != 0 ? wanted.seed() : Long.parseUnsignedLong(hash.substring(0, 15), 16);
    var request = new AnalysisRequest(bars, wanted.timeframe(), seed, Map.of("retrain", 1));
    var trained = new ArrayList<Map<String, Object>>();
    var failures = new TreeMap<String, Object>();
    boolean retryable = false;
    for (var answer : started(context, wanted, request).entrySet()) {
      try {
        EngineResult result = context.await(answer.getValue());
        trained.add(row(result));
        report(context, wanted, result);
      } catch (StepContext.StepCancelled e) {
        throw e;
      } catch (RuntimeException e) {
        failures.put(answer.getKey(), MarketHistory.words(e));
        Throwable cause = e.getCause() == null ? e : e.getCause();
        retryable |= !(cause instanceof AnalysisFailure f) || f.retryable();
      }
    }
    if (trained.isEmpty()) {
      String error = "no model was trained: " + failures;
      throw retryable ? StepFailure.retryable(error) : StepFailure.permanent(error);
    }
    history.forget(context.workflowId());
    return Json.row(
        "models", trained, "failures", failures, "data_hash", hash, "data_changed", changed);
  }

  /** All at once: each has a process of its own. */
  private Map<String, CompletableFuture<EngineResult>> started(
      StepContext context, Wanted wanted, AnalysisRequest request) {
    var answers = new LinkedHashMap<String, CompletableFuture<EngineResult>>();
    for (AnalysisEngine engine : around.engines()) {
      boolean asked = wanted.engine().equals(ALL) || wanted.engine().equals(engine.name());
      if (asked && LEARNED.contains(engine.name())) {
        answers.put(
            engine.name(),
            CompletableFuture.supplyAsync(
                () ->
                    engine.analyse(
                        request, done -> context.progress(done, engine.name() + " learns")),
                around.analysis()));
      }
    }
    return answers;
  }

  private static Map<String, Object> row(EngineResult result) {
    return Json.row(
        "engine",
        result.engine(),
        "in_charge",
        JsonLike.copy(Json.map(result.details(), "model_card")),
        "champion",
        JsonLike.copy(Json.map(result.details(), "champion")),
        "failures",
        result.failures());
  }

  private void report(StepContext context, Wanted wanted, EngineResult result) {
    Map<String, Object> card = Json.map(result.details(), "model_card");
    around
        .events()
        .record(
            EventDraft.of(
                    EventTypes.MODEL_RETRAINED,
                    "model_retraining",
                    Severity.INFO,
                    Json.row(
                        "engine", result.engine(),
                        "timeframe", wanted.timeframe().wireName(),
                        "version", card.get("version"),
                        "kind", card.get("kind"),
                        "reason", Json.map(result.details(), "champion").get("reason")))
                .about(context.workflowId()));
  }
}
