package io.orchestrator.analysis.learn;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When a new model takes over. Both are compared on the same forecasts, which neither had learned
 * from, by the mean gain in log-loss per bar time.
 *
 * <ol>
 *   <li>Of several kinds trained at once the simplest is the challenger, unless a later one is
 *       better by more than one standard error.
 *   <li>The challenger meets the champion on the bars that came after the champion's learning
 *       window: from {@value Scores#MIN_TIMES} bar times on, the lower log-loss wins.
 *   <li>On fewer, fresher data win, unless the challenger's log-loss out of sample is more than one
 *       percent above the champion's.
 * </ol>
 */
final class Promotion {
  private static final double ONE_ERROR = 1;
  private static final double TOLERANCE = 0.01;

  private Promotion() {}

  /**
   * @param promoted the challenger takes over
   * @param reason for people
   */
  record Verdict(boolean promoted, String reason) {}

  /**
   * @param outcomes of one training, the simplest kind first
   * @return the one to challenge the champion
   */
  static Training.Outcome challenger(List<Training.Outcome> outcomes) {
    Training.Outcome best = outcomes.getFirst();
    for (Training.Outcome other : outcomes.subList(1, outcomes.size())) {
      double z = Scores.zScore(gains(other.forecasts(), best.forecasts()));
      if (z > ONE_ERROR) {
        best = other;
      }
    }
    return best;
  }

  /**
   * @param champion card of the model in charge
   * @param unseen its calibrated forecasts of bars after its learning window
   */
  static Verdict judge(Training.Outcome challenger, ModelCard champion, List<Forecast> unseen) {
    double[] gains = gains(challenger.forecasts(), unseen);
    if (gains.length >= Scores.MIN_TIMES) {
      double gain = java.util.Arrays.stream(gains).average().orElse(0);
      return new Verdict(
          gain > 0,
          "log-loss %.5f nats %s version %d on %d bar times after its learning window"
              .formatted(
                  Math.abs(gain),
                  gain > 0 ? "below" : "not below",
                  champion.version(),
                  gains.length));
    }
    double mine = challenger.card().scores().logLoss();
    double its = champion.scores().logLoss();
    boolean promoted = mine <= its * (1 + TOLERANCE);
    return new Verdict(
        promoted,
        "%s: log-loss out of sample %.4f, version %d had %.4f"
            .formatted(
                promoted ? "fresher and not worse" : "fresher but worse",
                mine,
                champion.version(),
                its));
  }

  /** Per bar time that both forecast: what the second lost more than the first. */
  private static double[] gains(List<Forecast> first, List<Forecast> second) {
    Map<String, Forecast> others = new HashMap<>();
    second.forEach(f -> others.put(key(f.symbol(), f.time()), f));
    List<Forecast> common =
        first.stream().filter(f -> others.containsKey(key(f.symbol(), f.time()))).toList();
    return Scores.gains(common, f -> others.get(key(f.symbol(), f.time())).logLoss());
  }

  private static String key(String symbol, Instant time) {
    return symbol + "@" + time;
  }
}
