package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the world still looks as it did when a model learned.
 *
 * @param asOf newest bar that was looked at
 * @param features those that drifted: both the stability index and the Kolmogorov-Smirnov distance
 *     of the newest {@link FeatureReference#BLOCK} bars are beyond their limits
 * @param share of all features that drifted, 0 to 1
 * @param unseen bar times after the learning window that the model was scored on
 * @param logLoss its mean on them, nats; 0 where there are none
 * @param z how many standard errors that is above the log-loss on its card
 */
public record Drift(
    Instant asOf, List<FeatureDrift> features, double share, int unseen, double logLoss, double z) {
  /** Share of drifted features from which the model counts as drifted. */
  static final double MOST_FEATURES = 0.25;

  /** One-sided, 1 %. */
  static final double CRITICAL = 2.326;

  /** Symbols that are looked at, evenly over the batch. */
  private static final int MOST_SYMBOLS = 50;

  /** Forecasts that are scored anew: with each time after the learning window fewer symbols. */
  private static final int MOST_UNSEEN = 500;

  /** Of each time at least these symbols are scored. */
  private static final int LEAST_SYMBOLS = 5;

  /**
   * @param psi population stability index against the learning window
   * @param ks Kolmogorov-Smirnov distance
   */
  public record FeatureDrift(String feature, double psi, double psiLimit, double ks) {}

  /** Fresh data say that the model lost what it was trusted for. */
  public boolean performance() {
    return z > CRITICAL;
  }

  /** {@code none}, {@code features} or {@code performance}. */
  public String level() {
    if (performance()) {
      return "performance";
    }
    return share > MOST_FEATURES ? "features" : "none";
  }

  /** What is left of the model's confidence, 0 to 1. */
  double trust() {
    return performance() ? 0 : 1 - share;
  }

  static Drift of(ModelShelf.Ready ready, Map<String, FeatureSet> features) {
    ModelCard card = ready.card();
    Map<String, FeatureSet> looked = spread(features, MOST_SYMBOLS);
    List<double[]> rows = new ArrayList<>();
    Instant newest = Instant.EPOCH;
    for (FeatureSet set : looked.values()) {
      int last = set.bars().size() - 1;
      newest = set.bars().get(last).start().isAfter(newest) ? set.bars().get(last).start() : newest;
      int from = Math.max(FeatureSet.WARM_UP, last - FeatureReference.BLOCK + 1);
      for (int t = from; t <= last; t++) {
        rows.add(set.at(t));
      }
    }
    List<FeatureDrift> drifted = new ArrayList<>();
    for (int f = 0; f < card.references().size(); f++) {
      int feature = f;
      FeatureReference reference = card.references().get(f);
      double[] values = rows.stream().mapToDouble(row -> row[feature]).toArray();
      double psi = reference.stabilityIndex(values);
      double ks = reference.distance(values);
      if (psi > reference.psiLimit() && ks > reference.ksLimit()) {
        drifted.add(new FeatureDrift(reference.feature(), psi, reference.psiLimit(), ks));
      }
    }
    List<Forecast> unseen = unseen(ready, looked);
    double[] losses = Scores.gains(unseen, f -> 2 * f.logLoss() - card.scores().logLoss());
    return new Drift(
        newest,
        List.copyOf(drifted),
        (double) drifted.size() / Math.max(1, card.references().size()),
        losses.length,
        unseen.stream().mapToDouble(Forecast::logLoss).average().orElse(0),
        Scores.zScore(losses));
  }

  private static List<Forecast> unseen(ModelShelf.Ready ready, Map<String, FeatureSet> looked) {
    Instant known = ready.card().dataTo();
    long times =
        looked.values().stream()
            .mapToLong(set -> set.bars().stream().filter(bar -> bar.start().isAfter(known)).count())
            .max()
            .orElse(0);
    int symbols = (int) Math.max(LEAST_SYMBOLS, MOST_UNSEEN / Math.max(1, times));
    return ModelShelf.unseen(ready, spread(looked, symbols));
  }

  private static Map<String, FeatureSet> spread(Map<String, FeatureSet> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<String> symbols = List.copyOf(all.keySet());
    Map<String, FeatureSet> spread = new LinkedHashMap<>();
    for (int i = 0; i < most; i++) {
      String symbol = symbols.get(i * symbols.size() / most);
      spread.put(symbol, all.get(symbol));
    }
    return spread;
  }

  public Map<String, Object> describe() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("level", level());
    described.put("as_of", asOf.toString());
    described.put("drifted_share", share);
    described.put("features", features.stream().map(Drift::describe).toList());
    described.put("unseen_times", unseen);
    described.put("unseen_log_loss", logLoss);
    described.put("performance_z", z);
    return described;
  }

  private static Map<String, Object> describe(FeatureDrift f) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("feature", f.feature());
    described.put("psi", f.psi());
    described.put("psi_limit", f.psiLimit());
    described.put("ks", f.ks());
    return described;
  }
}
