package io.orchestrator.analysis.learn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.special.Erf;

/**
 * Out-of-sample quality of up-or-down forecasts.
 *
 * @param samples forecasts scored
 * @param times distinct bar times among them: symbols move together, so times are what is
 *     independent
 * @param auc area under the ROC curve, 0.5 is chance
 * @param accuracy share of right signs
 * @param baseline share that always saying the learning window's majority would have got
 * @param evidence 0 to 1, that the accuracy beats the better of one half and the baseline: normal
 *     probability of the mean excess over times; 0 if it does not
 */
public record Scores(
    int samples, int times, double auc, double accuracy, double baseline, double evidence) {
  /** Fewer times than this prove nothing. */
  static final int MIN_TIMES = 20;

  public static final Scores NONE = new Scores(0, 0, 0.5, 0.5, 0.5, 0);

  /**
   * @param probabilityUp the forecast
   * @param up what happened
   * @param majorityUp what the learning window's majority was
   */
  public record Forecast(Instant time, double probabilityUp, boolean up, boolean majorityUp) {}

  public static Scores of(List<Forecast> forecasts) {
    if (forecasts.isEmpty()) {
      return NONE;
    }
    int correct = 0;
    int majority = 0;
    Map<Instant, List<Double>> excess = new TreeMap<>();
    for (Forecast f : forecasts) {
      boolean right = (f.probabilityUp() > 0.5) == f.up();
      boolean baseRight = f.majorityUp() == f.up();
      correct += right ? 1 : 0;
      majority += baseRight ? 1 : 0;
      excess.computeIfAbsent(f.time(), t -> new ArrayList<>()).add(right ? 1.0 : 0.0);
    }
    double n = forecasts.size();
    double bar = Math.max(0.5, majority / n);
    double[] means =
        excess.values().stream()
            .mapToDouble(v -> v.stream().mapToDouble(x -> x - bar).average().orElse(0))
            .toArray();
    return new Scores(
        forecasts.size(), means.length, auc(forecasts), correct / n, majority / n, evidence(means));
  }

  private static double evidence(double[] means) {
    if (means.length < MIN_TIMES) {
      return 0;
    }
    double mean = Arrays.stream(means).average().orElse(0);
    double squares = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum();
    double error = Math.sqrt(squares / (means.length - 1) / means.length);
    if (mean <= 0) {
      return 0;
    }
    return error == 0 ? 1 : Erf.erf(mean / error / Math.sqrt(2));
  }

  /** Mann-Whitney form, ties counted by half. */
  static double auc(List<Forecast> forecasts) {
    List<Forecast> sorted = new ArrayList<>(forecasts);
    sorted.sort(Comparator.comparingDouble(Forecast::probabilityUp));
    double rankSum = 0;
    long ups = sorted.stream().filter(Forecast::up).count();
    long downs = sorted.size() - ups;
    if (ups == 0 || downs == 0) {
      return 0.5;
    }
    int i = 0;
    while (i < sorted.size()) {
      int j = i;
      while (j < sorted.size() && sorted.get(j).probabilityUp() == sorted.get(i).probabilityUp()) {
        j++;
      }
      double rank = (i + 1 + j) / 2.0;
      for (int k = i; k < j; k++) {
        rankSum += sorted.get(k).up() ? rank : 0;
      }
      i = j;
    }
    return (rankSum - ups * (ups + 1) / 2.0) / ((double) ups * downs);
  }

  public Map<String, Object> describe() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("samples", samples);
    described.put("times", times);
    described.put("auc", auc);
    described.put("accuracy", accuracy);
    described.put("baseline", baseline);
    described.put("evidence", evidence);
    return described;
  }
}
