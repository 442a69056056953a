package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one engine: which is in charge, in memory or on disk, and how a new one gets there.
 * A champion that somebody else put in charge is loaded with the next question. One thread.
 */
final class ModelShelf {
  private static final Logger log = LoggerFactory.getLogger(ModelShelf.class);

  private final String engine;
  private final List<Learner> learners;
  private final ModelRegistry registry;
  private final LearningSettings settings;
  private final Map<String, Ready> held = new HashMap<>();

  ModelShelf(
      String engine, List<Learner> learners, ModelRegistry registry, LearningSettings settings) {
    this.engine = engine;
    this.learners = List.copyOf(learners);
    this.registry = registry;
    this.settings = settings;
  }

  /**
   * @param newestVersion on disk when this was taken
   * @param trainedAt when the newest usable version was made, in charge or not
   */
  record Ready(
      Learner learner, Learner.Model model, ModelCard card, int newestVersion, Instant trainedAt) {}

  /**
   * The model to use for bars up to {@code asOf}: the champion, or the newest other one if the
   * champion knows what comes later.
   *
   * @return empty if one must be trained first, because there is none or all are too old
   */
  Optional<Ready> usable(String timeframe, Instant asOf, Instant now) {
    int champion =
        registry.champion(engine, timeframe).map(ModelRegistry.Champion::version).orElse(0);
    Ready ready = held.get(timeframe);
    boolean current =
        ready != null
            && ready.card().version() == champion
            && !ready.card().dataTo().isAfter(asOf)
            && ready.newestVersion() == registry.newestVersion(engine, timeframe);
    return (current ? Optional.of(ready) : load(timeframe, champion, asOf))
        .filter(r -> Duration.between(r.trainedAt(), now).compareTo(settings.maxModelAge()) <= 0);
  }

  private Optional<Ready> load(String timeframe, int champion, Instant asOf) {
    List<ModelCard> fitting =
        registry.cards(engine, timeframe).stream()
            .filter(card -> !card.dataTo().isAfter(asOf) && learner(card).isPresent())
            .sorted(
                Comparator.comparing((ModelCard card) -> card.version() == champion)
                    .thenComparing(ModelCard::version)
                    .reversed())
            .toList();
    Instant trainedAt =
        fitting.stream().map(ModelCard::trainedAt).max(Comparator.naturalOrder()).orElse(null);
    for (ModelCard card : fitting) {
      Optional<Ready> ready = load(card, trainedAt);
      if (ready.isPresent()) {
        hold(timeframe, ready.get());
        return ready;
      }
    }
    return Optional.empty();
  }

  private Optional<Ready> load(ModelCard card, Instant trainedAt) {
    Ready ready = held.get(card.timeframe());
    int newest = registry.newestVersion(engine, card.timeframe());
    if (ready != null && ready.card().sha256().equals(card.sha256())) {
      return Optional.of(new Ready(ready.learner(), ready.model(), card, newest, trainedAt));
    }
    try {
      Learner learner = learner(card).orElseThrow();
      return Optional.of(
          new Ready(learner, learner.load(registry.bytes(card)), card, newest, trainedAt));
    } catch (IOException | RuntimeException e) {
      log.warn("model {} version {} cannot be loaded: {}", engine, card.version(), e.toString());
      return Optional.empty();
    }
  }

  private Optional<Learner> learner(ModelCard card) {
    return learners.stream()
        .filter(l -> l.kind().equals(card.kind()) && l.layout().equals(card.layout()))
        .findFirst();
  }

  private void hold(String timeframe, Ready fresh) {
    Ready old = held.put(timeframe, fresh);
    if (old != null && old.model() != fresh.model()) {
      old.model().close();
    }
  }

  /**
   * Trains every kind, stores all, and lets the best challenge the champion.
   *
   * @return what is in charge for these bars now
   */
  Ready train(Samples samples, Training.Job job, Instant now, DoubleConsumer progress) {
    List<Training.Outcome> outcomes = new ArrayList<>();
    try {
      for (Learner learner : learners) {
        double done = outcomes.size();
        outcomes.add(
            stored(
                new Training(engine, learner, samples, job)
                    .run(
                        settings.minRows(),
                        learners.size(),
                        now,
                        p -> progress.accept((done + p) / learners.size()))));
      }
      Training.Outcome challenger = Promotion.challenger(outcomes);
      String timeframe = job.timeframe().wireName();
      if (promoted(challenger, samples, now)) {
        Ready ready =
            new Ready(
                learner(challenger.card()).orElseThrow(),
                challenger.model(),
                challenger.card(),
                registry.newestVersion(engine, timeframe),
                now);
        hold(timeframe, ready);
        return ready;
      }
      int champion = registry.champion(engine, timeframe).orElseThrow().version();
      return load(timeframe, champion, samples.newestBar())
          .orElseThrow(() -> new IllegalStateException(engine + ": no stored model can be loaded"));
    } finally {
      List<Learner.Model> inUse = held.values().stream().map(Ready::model).toList();
      outcomes.stream()
          .map(Training.Outcome::model)
          .filter(m -> !inUse.contains(m))
          .forEach(Learner.Model::close);
    }
  }

  private Training.Outcome stored(Training.Outcome outcome) {
    try {
      ModelCard card = registry.save(outcome.card(), outcome.model().bytes());
      return new Training.Outcome(outcome.model(), card, outcome.forecasts());
    } catch (IOException e) {
      log.warn("model {} cannot be stored and lives in memory only: {}", engine, e.toString());
      return outcome;
    }
  }

  private boolean promoted(Training.Outcome challenger, Samples samples, Instant now) {
    ModelCard card = challenger.card();
    Promotion.Verdict verdict = verdict(challenger, samples);
    log.info(
        "model {} {} version {} {}: {}",
        engine,
        card.kind(),
        card.version(),
        verdict.promoted() ? "is in charge" : "is kept as a challenger",
        verdict.reason());
    if (verdict.promoted()) {
      try {
        registry.promote(card, verdict.reason(), now);
      } catch (IOException e) {
        log.warn("model {} is in charge in memory only: {}", engine, e.toString());
      }
    }
    return verdict.promoted();
  }

  private Promotion.Verdict verdict(Training.Outcome challenger, Samples samples) {
    ModelCard card = challenger.card();
    Optional<ModelCard> champion =
        registry
            .champion(engine, card.timeframe())
            .flatMap(
                c ->
                    registry.cards(engine, card.timeframe()).stream()
                        .filter(other -> other.version() == c.version())
                        .findFirst());
    if (champion.isEmpty() || learner(champion.get()).isEmpty()) {
      return new Promotion.Verdict(true, "no usable model was in charge");
    }
    if (champion.get().dataTo().isAfter(card.dataTo())) {
      return new Promotion.Verdict(false, "it has learned from older data than the champion");
    }
    Optional<Ready> loaded = load(champion.get(), champion.get().trainedAt());
    if (loaded.isEmpty()) {
      return new Promotion.Verdict(true, "the champion's file is unusable");
    }
    Ready ready = loaded.get();
    try {
      return Promotion.judge(
          challenger, ready.card(), unseen(ready, samples.features(ready.card().drivers())));
    } finally {
      if (held.values().stream().noneMatch(h -> h.model() == ready.model())) {
        ready.model().close();
      }
    }
  }

  /** Calibrated forecasts of bars after the learning window. */
  static List<Forecast> unseen(Ready ready, Map<String, FeatureSet> features) {
    List<Samples.Row> rows =
        Samples.rows(features, ready.learner().history()).stream()
            .filter(row -> !row.time().isBefore(ready.card().dataTo()))
            .toList();
    return Training.forecasts(ready.model(), rows, 0.5).stream()
        .map(f -> f.calibrated(ready.card().calibration()))
        .toList();
  }

  void close() {
    held.values().forEach(ready -> ready.model().close());
    held.clear();
  }
}
