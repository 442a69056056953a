package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.Drivers;
import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.series.EngineParameters;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.AnalysisEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pooled model per timeframe: the champion of the registry, else one that is trained now. A
 * model serves any symbols, because its features are free of scale; it does not serve a window that
 * ends before the newest bar it has learned from, because it would know the future. The confidence
 * is the evidence of its out-of-sample skill, less what has drifted since. One request at a time.
 *
 * <p>Parameters: {@code retrain=1} trains whether there is a model or not; {@code partial=1} says
 * that only the newest bars were sent: where they do not do, because a model must be trained, the
 * answer has no predictions and the detail {@code needs_history}.
 */
public final class LearnedEngine implements AnalysisEngine {
  private static final Logger log = LoggerFactory.getLogger(LearnedEngine.class);
  private static final Set<String> KEYS = Set.of("retrain", "partial");

  private final String name;
  private final LearningSettings settings;
  private final ModelRegistry registry;
  private final ModelShelf shelf;
  private final int history;
  private final List<Learner> learners;
  private final InstantSource clock;
  private final Map<String, Drift> drifts = new HashMap<>();

  /** Of the last request that sent the newest bars only; the next has most of them again. */
  private Map<String, FeatureSet> recent = Map.of();

  /**
   * @param name {@code machine_learning} or {@code neural_network}
   * @param learners tried at every training, the simplest first
   * @param clock wall time, for the age of models
   */
  public LearnedEngine(
      String name,
      List<Learner> learners,
      ModelRegistry registry,
      LearningSettings settings,
      InstantSource clock) {
    this.name = name;
    this.learners = List.copyOf(learners);
    this.registry = registry;
    this.settings = settings;
    this.clock = clock;
    this.shelf = new ModelShelf(name, learners, registry, settings);
    this.history = learners.stream().mapToInt(Learner::history).max().orElseThrow();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
    try {
      EngineParameters parameters = new EngineParameters(request.parameters(), KEYS);
      boolean retrain = parameters.integer("retrain", 0) == 1;
      boolean partial = parameters.integer("partial", 0) == 1;
      Samples samples = samples(request);
      progress.accept(0.05);
      Instant now = clock.instant();
      Optional<ModelShelf.Ready> ready =
          retrain
              ? Optional.empty()
              : shelf.usable(request.timeframe().wireName(), samples.newestBar(), now);
      if (ready.isEmpty() && partial) {
        return new EngineResult(name, List.of(), Map.of(), Map.of("needs_history", true));
      }
      var job = new Training.Job(request.timeframe(), request.seed());
      ModelShelf.Ready use =
          ready.orElseGet(
              () -> shelf.train(samples, job, now, p -> progress.accept(0.05 + 0.9 * p)));
      Map<String, FeatureSet> features = samples.features(use.card().drivers(), recent);
      recent = partial ? features : Map.of();
      EngineResult result = predict(use, samples, features);
      progress.accept(1.0);
      return result;
    } catch (IllegalArgumentException e) {
      throw new AnalysisFailure(name + ": " + e.getMessage(), false, e);
    }
  }

  private Samples samples(AnalysisRequest request) {
    if (request.bars().size() > settings.maxSymbols()) {
      throw new IllegalArgumentException(
          request.bars().size() + " symbols, at most " + settings.maxSymbols());
    }
    Samples samples = Samples.of(request, history, settings.minBars(), settings.maxBars());
    if (samples.bars().isEmpty()) {
      throw new IllegalArgumentException("no symbol can be analysed: " + samples.failures());
    }
    return samples;
  }

  private EngineResult predict(
      ModelShelf.Ready use, Samples samples, Map<String, FeatureSet> features) {
    ModelCard card = use.card();
    Map<String, Samples.Window> newest = Samples.newest(features);
    List<Samples.Window> windows = List.copyOf(newest.values());
    Learner.Explained explained = use.model().explained(windows);
    double[] up = explained.probabilityUp();
    Drift drift = drift(use, features, samples.newestBar());
    double confidence = card.scores().evidence() * drift.trust();
    List<Prediction> predictions = new ArrayList<>();
    int i = 0;
    for (String symbol : newest.keySet()) {
      Map<String, Object> explanation = new LinkedHashMap<>();
      explanation.put("model", name + "/" + card.version());
      explanation.put("kind", card.kind());
      explanation.put("raw_probability_up", Double.isFinite(up[i]) ? up[i] : 0.5);
      explanation.put("evidence", card.scores().evidence());
      explanation.put("drift", drift.level());
      explanation.put("drivers", drivers(card.drivers().of(symbol)));
      explanation.put(
          "contributions",
          Contributions.largest(windows.get(i).features(), explained.contributions()[i]));
      double probability = card.calibration().apply(up[i]);
      predictions.add(
          new Prediction(
              symbol, probability, Double.isFinite(up[i]) ? confidence : 0, explanation));
      i++;
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("model_card", Cards.describe(card));
    details.put("importance", use.model().importance());
    details.put("drift", drift.describe());
    details.put("champion", champion(card));
    details.put("libraries", libraries());
    return new EngineResult(
        name, List.copyOf(predictions), Map.copyOf(samples.failures()), details);
  }

  /** Who is in charge of these bars in general, and why; this answer may be of an older model. */
  private Map<String, Object> champion(ModelCard card) {
    Map<String, Object> described = new LinkedHashMap<>();
    registry
        .champion(name, card.timeframe())
        .ifPresent(
            champion -> {
              described.put("version", champion.version());
              described.put("since", champion.since().toString());
              described.put("reason", champion.reason());
            });
    return described;
  }

  /** Looked at once per newest bar; where it stands is told to the registry when it changes. */
  private Drift drift(ModelShelf.Ready use, Map<String, FeatureSet> features, Instant newestBar) {
    String key = use.card().timeframe() + "/" + use.card().version();
    Drift known = drifts.get(key);
    if (known != null && known.asOf().equals(newestBar)) {
      return known;
    }
    Drift drift = Drift.of(use, features);
    drifts.keySet().removeIf(k -> k.startsWith(use.card().timeframe() + "/"));
    drifts.put(key, drift);
    try {
      registry.note(use.card(), drift);
    } catch (IOException e) {
      log.warn("drift of model {} cannot be noted: {}", key, e.toString());
    }
    return drift;
  }

  private static List<Map<String, Object>> drivers(List<Drivers.Link> links) {
    List<Map<String, Object>> described = new ArrayList<>();
    for (Drivers.Link link : links) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", link.source());
      one.put("lag", link.lag());
      one.put("te_nats", link.nats());
      one.put("sign", link.sign());
      described.add(one);
    }
    return described;
  }

  /** Only says what is in memory: a worker's sign of life is asked for by its parent. */
  @Override
  public ProbeResult probe() {
    return ProbeResult.ok(Duration.ZERO, name + ": " + libraries());
  }

  /** What does the work, and why where it is the second choice. */
  private String libraries() {
    return String.join(" and ", learners.stream().map(Learner::library).toList());
  }

  /** Forgets what is in memory; the next request loads from the registry. */
  @Override
  public synchronized void reset() {
    shelf.close();
    drifts.clear();
    recent = Map.of();
  }

  @Override
  public void close() {
    reset();
  }
}
