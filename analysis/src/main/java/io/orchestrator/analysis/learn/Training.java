package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.DriverSearch;
import io.orchestrator.analysis.features.Drivers;
import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * One training of one kind of model: a purged walk forward gives forecasts that nobody had learned
 * from; they calibrate, and score what they did not calibrate; then a model is fitted to all rows.
 * Drivers of the walk forward are chosen on what its first step may learn from.
 */
final class Training {
  private final String engine;
  private final Learner learner;
  private final Samples samples;
  private final Timeframe timeframe;
  private final long seed;

  /**
   * @param seed of every random choice
   */
  record Job(Timeframe timeframe, long seed) {}

  Training(String engine, Learner learner, Samples samples, Job job) {
    this.engine = engine;
    this.learner = learner;
    this.samples = samples;
    this.timeframe = job.timeframe();
    this.seed = job.seed();
  }

  /**
   * @param forecasts calibrated by earlier steps only, out of sample
   */
  record Outcome(Learner.Model model, ModelCard card, List<Forecast> forecasts) {}

  /**
   * @param trials kinds of models that are tried on the same rows
   * @throws IllegalArgumentException too few rows
   */
  Outcome run(int minRows, int trials, Instant now, DoubleConsumer progress) {
    long start = System.nanoTime();
    List<Samples.Row> plain = rows(Drivers.NONE);
    if (plain.size() < minRows) {
      throw new IllegalArgumentException(
          plain.size() + " rows to learn from, at least " + minRows + " are needed");
    }
    Instant firstLearned = TimeSplit.firstLearned(plain, learner.testShare());
    List<Samples.Row> scored =
        rows(DriverSearch.run(samples.bars(), timeframe, firstLearned, seed));
    List<List<Forecast>> steps = walkForward(scored, p -> progress.accept(0.75 * p));
    Drivers drivers = DriverSearch.run(samples.bars(), timeframe, samples.newestBar(), seed);
    List<Samples.Row> rows = rows(drivers);
    Learner.Model model = learner.fit(rows, seed, p -> progress.accept(0.75 + 0.25 * p));
    List<Forecast> outOfSample = calibratedByEarlier(steps);
    Calibration calibration = Calibration.fit(steps.stream().flatMap(List::stream).toList());
    double seconds = (System.nanoTime() - start) / 1e9;
    var found = new Found(drivers, steps.size(), Scores.of(outOfSample, trials), calibration);
    return new Outcome(model, card(rows, model, found, now, seconds), outOfSample);
  }

  private List<Samples.Row> rows(Drivers drivers) {
    return Samples.rows(samples.features(drivers), learner.history());
  }

  private List<List<Forecast>> walkForward(List<Samples.Row> rows, DoubleConsumer progress) {
    List<TimeSplit> splits = TimeSplit.walkForward(rows, learner.folds(), learner.testShare());
    List<List<Forecast>> steps = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      TimeSplit split = splits.get(i);
      double done = i;
      try (Learner.Model model =
          learner.fit(split.learn(), seed, p -> progress.accept((done + p) / splits.size()))) {
        steps.add(forecasts(model, split.test(), split.baseRate()));
      }
    }
    return steps;
  }

  /** Raw forecasts of rows. */
  static List<Forecast> forecasts(Learner.Model model, List<Samples.Row> rows, double baseRate) {
    double[] up = model.probabilityUp(rows.stream().map(Samples.Row::window).toList());
    List<Forecast> forecasts = new ArrayList<>(up.length);
    for (int r = 0; r < up.length; r++) {
      Samples.Row row = rows.get(r);
      double finite = Double.isFinite(up[r]) ? Math.max(0, Math.min(1, up[r])) : 0.5;
      forecasts.add(new Forecast(row.time(), row.symbol(), finite, row.nextReturn(), baseRate));
    }
    return forecasts;
  }

  /** Each step by a curve that was fitted to the steps before it; the first one is not scored. */
  static List<Forecast> calibratedByEarlier(List<List<Forecast>> steps) {
    List<Forecast> seen = new ArrayList<>();
    List<Forecast> calibrated = new ArrayList<>();
    for (List<Forecast> step : steps) {
      if (!seen.isEmpty()) {
        Calibration earlier = Calibration.fit(seen);
        step.forEach(f -> calibrated.add(f.calibrated(earlier)));
      }
      seen.addAll(step);
    }
    return List.copyOf(calibrated);
  }

  private record Found(Drivers drivers, int folds, Scores scores, Calibration calibration) {}

  private ModelCard card(
      List<Samples.Row> rows, Learner.Model model, Found found, Instant now, double seconds) {
    int times = TimeSplit.times(rows).size();
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("features", FeatureSet.LAYOUT);
    versions.put("library", learner.library());
    versions.put("java", Runtime.version().toString());
    return new ModelCard(
        engine,
        learner.kind(),
        learner.layout(),
        timeframe.wireName(),
        0,
        learner.library(),
        List.copyOf(samples.bars().keySet()),
        FeatureSet.names(),
        model.importance(),
        found.drivers(),
        rows.size(),
        times,
        found.folds(),
        TimeSplit.PURGE,
        TimeSplit.embargo(times),
        seed,
        rows.getFirst().time(),
        samples.newestBar(),
        samples.dataHash(),
        now,
        seconds,
        found.scores(),
        found.calibration(),
        FeatureReference.of(rows),
        versions,
        "");
  }
}
