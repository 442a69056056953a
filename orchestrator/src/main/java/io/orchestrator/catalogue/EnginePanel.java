package io.orchestrator.catalogue;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import io.orchestrator.domain.workflow.JsonLike;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * All engines on one batch, at the same time; one that fails does not spoil the others. Results are
 * kept for a while by data, engine and seed, and made once for all who ask for them at once.
 */
final class EnginePanel {
  private static final int KEPT_RESULTS = 32;

  /** Characters of explanation that one run may put in the journal. */
  private static final int EXPLANATION_BUDGET = 300_000;

  private final List<AnalysisEngine> engines;
  private final Executor executor;
  private final InstantSource clock;
  private final Duration keptFor;
  private final UnaryOperator<String> inCharge;
  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT_RESULTS;
        }
      };

  /** As many as engines at work, guarded by {@link #kept}. */
  private final Map<String, CompletableFuture<EngineResult>> underWay = new HashMap<>();

  private record Kept(EngineResult result, Instant until) {}

  /**
   * @param inCharge of an engine: what differs when another model is; an answer of the model before
   *     is not given any more
   */
  EnginePanel(
      List<AnalysisEngine> engines,
      Executor executor,
      InstantSource clock,
      Duration keptFor,
      UnaryOperator<String> inCharge) {
    this.engines = List.copyOf(engines);
    this.executor = executor;
    this.clock = clock;
    this.keptFor = keptFor;
    this.inCharge = inCharge;
  }

  /**
   * @param dataKey differs where the bars of the request do
   */
  Map<String, Object> analyse(StepContext context, AnalysisRequest request, String dataKey) {
    var progress =
        new AtomicReferenceArray<>(Collections.nCopies(engines.size(), 0.0).toArray(Double[]::new));
    var answers = new LinkedHashMap<String, CompletableFuture<EngineResult>>();
    for (int i = 0; i < engines.size(); i++) {
      int place = i;
      AnalysisEngine engine = engines.get(i);
      String key =
          String.join(
              "/",
              engine.name(),
              inCharge.apply(engine.name()),
              dataKey,
              Long.toString(request.seed()));
      answers.put(
          engine.name(),
          recallOr(
              key,
              () ->
                  engine.analyse(
                      request,
                      done -> {
                        progress.set(place, done);
                        context.progress(mean(progress), "engines at work");
                      })));
    }
    return collect(context, answers, request.bars().size());
  }

  /** Whoever asks for what another run has an engine at work on gets that answer, or failure. */
  private CompletableFuture<EngineResult> recallOr(String key, Supplier<EngineResult> work) {
    synchronized (kept) {
      Kept earlier = kept.get(key);
      if (earlier != null && clock.instant().isBefore(earlier.until())) {
        return CompletableFuture.completedFuture(earlier.result());
      }
      CompletableFuture<EngineResult> running = underWay.get(key);
      if (running == null) {
        // What is handed out ends after the answer was kept, so that the next to ask finds it.
        running =
            CompletableFuture.supplyAsync(work, executor)
                .whenComplete((result, failure) -> ended(key, result));
        if (!running.isDone()) {
          underWay.put(key, running);
        }
      }
      return running.copy();
    }
  }

  /**
   * @param result null when it failed
   */
  private void ended(String key, EngineResult result) {
    synchronized (kept) {
      underWay.remove(key);
      if (result != null) {
        kept.put(key, new Kept(result, clock.instant().plus(keptFor)));
      }
    }
  }

  private static double mean(AtomicReferenceArray<Double> parts) {
    double sum = 0;
    for (int i = 0; i < parts.length(); i++) {
      sum += parts.get(i);
    }
    return sum / parts.length();
  }

  private static Map<String, Object> collect(
      StepContext context, Map<String, CompletableFuture<EngineResult>> answers, int symbols) {
    var results = new ArrayList<Map<String, Object>>();
    var failures = new TreeMap<String, Object>();
    boolean retryable = false;
    int budget = EXPLANATION_BUDGET / Math.max(1, symbols * answers.size());
    for (var answer : answers.entrySet()) {
      try {
        results.add(toRow(context.await(answer.getValue()), budget));
      } catch (StepContext.StepCancelled e) {
        throw e;
      } catch (RuntimeException e) {
        failures.put(answer.getKey(), MarketHistory.words(e));
        retryable |= !(e instanceof AnalysisFailure f) || f.retryable();
      }
    }
    if (results.isEmpty()) {
      String error = "no engine gave a result: " + failures;
      throw retryable ? StepFailure.retryable(error) : StepFailure.permanent(error);
    }
    return Json.row("engines", results, "failures", failures);
  }

  private static Map<String, Object> toRow(EngineResult r, int budget) {
    var predictions = new ArrayList<Map<String, Object>>();
    for (Prediction p : r.predictions()) {
      predictions.add(
          Json.row(
              "symbol", p.symbol(),
              "probability_up", p.probabilityUp(),
              "confidence", p.confidence(),
              "explanation", within(p.explanation(), budget)));
    }
    return Json.row(
        "engine", r.engine(),
        "predictions", predictions,
        "failures", r.failures(),
        "details", within(r.details(), EXPLANATION_BUDGET / 10));
  }

  private static Map<String, Object> within(Map<String, Object> explanation, int chars) {
    Map<String, Object> copy = JsonLike.copy(explanation);
    return JsonLike.canonical(copy).length() <= chars
        ? copy
        : Map.of("omitted", "longer than the " + chars + " characters kept for a batch this large");
  }

  /** The opposite of what {@link #analyse} wrote; explanations stay behind. */
  static List<EngineResult> results(Map<String, Object> output) {
    return Json.rows(output, "engines").stream().map(EnginePanel::fromRow).toList();
  }

  private static EngineResult fromRow(Map<String, Object> row) {
    List<Prediction> predictions =
        Json.rows(row, "predictions").stream()
            .map(
                p ->
                    new Prediction(
                        Json.text(p, "symbol"),
                        Json.number(p, "probability_up"),
                        Json.number(p, "confidence"),
                        Map.of()))
            .toList();
    var failures = new TreeMap<String, String>();
    Json.map(row, "failures").forEach((symbol, why) -> failures.put(symbol, String.valueOf(why)));
    return new EngineResult(Json.text(row, "engine"), predictions, failures, Map.of());
  }
}
