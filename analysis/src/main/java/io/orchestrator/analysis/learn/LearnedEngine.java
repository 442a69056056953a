package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.series.EngineParameters;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.AnalysisEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pooled model per timeframe: taken from memory, else from the registry, else trained. A model
 * serves any symbols, because its features are free of scale; it does not serve a window that ends
 * before the newest bar it has learned from, because it would know the future. The confidence is
 * the evidence of its out-of-sample skill. One request at a time.
 */
public final class LearnedEngine implements AnalysisEngine {
  private static final Logger log = LoggerFactory.getLogger(LearnedEngine.class);
  private static final Set<String> KEYS = Set.of("retrain");

  private final Learner learner;
  private final ModelRegistry registry;
  private final LearningSettings settings;
  private final InstantSource clock;
  private final Map<String, Ready> ready = new LinkedHashMap<>();

  /**
   * @param clock wall time, for the age of models
   */
  public LearnedEngine(
      Learner learner, ModelRegistry registry, LearningSettings settings, InstantSource clock) {
    this.learner = learner;
    this.registry = registry;
    this.settings = settings;
    this.clock = clock;
  }

  private record Ready(Learner.Model model, ModelCard card) {}

  @Override
  public String name() {
    return learner.engine();
  }

  @Override
  public synchronized EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
    try {
      EngineParameters parameters = new EngineParameters(request.parameters(), KEYS);
      if (request.bars().size() > settings.maxSymbols()) {
        throw new IllegalArgumentException(
            request.bars().size() + " symbols, at most " + settings.maxSymbols());
      }
      boolean retrain = parameters.integer("retrain", 0) == 1;
      Samples samples =
          Samples.of(request, learner.history(), settings.minBars(), settings.maxBars());
      if (samples.newest().isEmpty()) {
        throw new IllegalArgumentException("no symbol can be analysed: " + samples.failures());
      }
      progress.accept(0.05);
      Ready use = model(request, samples, retrain, progress);
      EngineResult result = predict(use, samples);
      progress.accept(1.0);
      return result;
    } catch (IllegalArgumentException e) {
      throw new AnalysisFailure(name() + ": " + e.getMessage(), false, e);
    }
  }

  private Ready model(
      AnalysisRequest request, Samples samples, boolean retrain, Consumer<Double> progress) {
    String timeframe = request.timeframe().wireName();
    Ready held = ready.get(timeframe);
    if (!retrain && held != null && fits(held.card(), samples)) {
      return held;
    }
    if (!retrain) {
      var stored = registry.newest(name(), timeframe, card -> fits(card, samples));
      if (stored.isPresent()) {
        try {
          return hold(timeframe, learner.load(stored.get().bytes()), stored.get().card());
        } catch (IOException | RuntimeException e) {
          log.warn(
              "model {} version {} cannot be loaded, a new one is trained: {}",
              name(),
              stored.get().card().version(),
              e.toString());
        }
      }
    }
    return train(request, samples, progress);
  }

  private boolean fits(ModelCard card, Samples samples) {
    return card.layout().equals(learner.layout())
        && !card.dataTo().isAfter(samples.newestBar())
        && Duration.between(card.trainedAt(), clock.instant()).compareTo(settings.maxModelAge())
            <= 0;
  }

  private Ready hold(String timeframe, Learner.Model model, ModelCard card) {
    Ready fresh = new Ready(model, card);
    Ready old = ready.put(timeframe, fresh);
    if (old != null) {
      old.model().close();
    }
    return fresh;
  }

  private Ready train(AnalysisRequest request, Samples samples, Consumer<Double> progress) {
    List<Samples.Row> rows = samples.rows();
    if (rows.size() < settings.minRows()) {
      throw new IllegalArgumentException(
          rows.size() + " rows to learn from, at least " + settings.minRows() + " are needed");
    }
    long start = System.nanoTime();
    Learner.Trained trained =
        learner.train(rows, request.seed(), p -> progress.accept(0.05 + 0.9 * p));
    double seconds = (System.nanoTime() - start) / 1e9;
    ModelCard card =
        new ModelCard(
            name(),
            learner.layout(),
            request.timeframe().wireName(),
            0,
            trained.library(),
            List.copyOf(samples.newest().keySet()),
            FeatureSet.names(),
            rows.size(),
            request.seed(),
            rows.get(0).time(),
            samples.newestBar(),
            samples.dataHash(),
            clock.instant(),
            seconds,
            trained.scores(),
            "");
    try {
      card = registry.save(card, trained.model().bytes());
    } catch (IOException e) {
      log.warn("model {} cannot be stored and lives in memory only: {}", name(), e.toString());
    }
    return hold(request.timeframe().wireName(), trained.model(), card);
  }

  private EngineResult predict(Ready use, Samples samples) {
    List<Samples.Window> windows = List.copyOf(samples.newest().values());
    double[] up = use.model().probabilityUp(windows);
    Map<String, Double> importance = use.model().importance();
    List<Prediction> predictions = new ArrayList<>();
    int i = 0;
    for (String symbol : samples.newest().keySet()) {
      Map<String, Object> explanation = new LinkedHashMap<>();
      explanation.put("model", name() + "/" + use.card().version());
      explanation.put("library", use.card().library());
      explanation.put("out_of_sample", use.card().scores().describe());
      explanation.put("features", features(windows.get(i)));
      double probability = Double.isFinite(up[i]) ? Math.max(0, Math.min(1, up[i])) : 0.5;
      double confidence = Double.isFinite(up[i]) ? use.card().scores().evidence() : 0;
      predictions.add(new Prediction(symbol, probability, confidence, explanation));
      i++;
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("model_card", describe(use.card()));
    details.put("importance", importance);
    return new EngineResult(
        name(), List.copyOf(predictions), Map.copyOf(samples.failures()), details);
  }

  private static Map<String, Object> features(Samples.Window window) {
    double[] values = window.features();
    Map<String, Object> named = new LinkedHashMap<>();
    for (int f = 0; f < values.length; f++) {
      named.put(FeatureSet.names().get(f), values[f]);
    }
    return named;
  }

  private static Map<String, Object> describe(ModelCard card) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("engine", card.engine());
    described.put("version", card.version());
    described.put("layout", card.layout());
    described.put("library", card.library());
    described.put("timeframe", card.timeframe());
    described.put("rows", card.rows());
    described.put("seed", card.seed());
    described.put("data_from", card.dataFrom().toString());
    described.put("data_to", card.dataTo().toString());
    described.put("data_hash", card.dataHash());
    described.put("trained_at", card.trainedAt().toString());
    described.put("training_seconds", card.trainingSeconds());
    described.put("scores", card.scores().describe());
    return described;
  }

  /** Only says what is in memory: a worker's sign of life is asked for by its parent. */
  @Override
  public ProbeResult probe() {
    return ProbeResult.ok(Duration.ZERO, name() + ": " + ready.size() + " models in memory");
  }

  /** Forgets the models in memory; the next request loads or trains. */
  @Override
  public synchronized void reset() {
    ready.values().forEach(one -> one.model().close());
    ready.clear();
  }

  @Override
  public void close() {
    reset();
  }
}
