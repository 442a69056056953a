package io.orchestrator.analysis.learn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * Out-of-sample quality of up-or-down forecasts; what has "base" in its name is the same of a
 * forecast that always says the share of "up" in the learning window.
 *
 * @param samples forecasts scored
 * @param times distinct bar times among them: symbols move together, so times are what is
 *     independent
 * @param logLoss mean, nats; log 2 is a coin
 * @param brier mean squared error of the probability, 0 to 1
 * @param auc area under the ROC curve, 0.5 is chance
 * @param hitRate share of right signs
 * @param informationCoefficient Spearman's correlation of probability and return, −1 to 1
 * @param calibrationError mean distance of said and seen share of "up" over ten groups of equal
 *     size, 0 to 1
 * @param z mean gain in log-loss over the base, in standard errors over times
 * @param evidence 0 to 1: see {@link #evidence(double, int)}
 */
public record Scores(
    int samples,
    int times,
    double logLoss,
    double baseLogLoss,
    double brier,
    double baseBrier,
    double auc,
    double hitRate,
    double baseHitRate,
    double informationCoefficient,
    double calibrationError,
    double z,
    double evidence) {
  /** Fewer times than this prove nothing. */
  static final int MIN_TIMES = 20;

  private static final double LEVEL = 0.05;
  private static final int GROUPS = 10;
  private static final double COIN = Math.log(2);

  public static final Scores NONE =
      new Scores(0, 0, COIN, COIN, 0.25, 0.25, 0.5, 0.5, 0.5, 0, 0, 0, 0);

  /**
   * @param trials models that were tried on the same forecasts, this one included
   */
  public static Scores of(List<Forecast> forecasts, int trials) {
    if (forecasts.isEmpty()) {
      return NONE;
    }
    double z = zScore(gains(forecasts, Forecast::baseLogLoss));
    return new Scores(
        forecasts.size(),
        (int) forecasts.stream().map(Forecast::time).distinct().count(),
        mean(forecasts, Forecast::logLoss),
        mean(forecasts, Forecast::baseLogLoss),
        mean(forecasts, Forecast::brier),
        mean(forecasts, f -> square((f.up() ? 1 : 0) - f.baseRate())),
        auc(forecasts),
        mean(forecasts, f -> (f.probabilityUp() > 0.5) == f.up() ? 1 : 0),
        mean(forecasts, f -> (f.baseRate() > 0.5) == f.up() ? 1 : 0),
        informationCoefficient(forecasts),
        calibrationError(forecasts),
        z,
        evidence(z, trials));
  }

  /**
   * How much of the gain is more than luck: 0 up to the critical value of a one-sided test at 5 %
   * (Bonferroni over the trials, because the best of several is kept), above it {@code 1 −
   * (critical/z)²}, the share by which a James-Stein estimate would leave the gain. With one trial
   * 0.5 means z = 2.33, a level of 1 %.
   */
  static double evidence(double z, int trials) {
    double critical =
        new NormalDistribution().inverseCumulativeProbability(1 - LEVEL / Math.max(1, trials));
    return z > critical ? 1 - square(critical / z) : 0;
  }

  /** Mean over the symbols of each time of what {@code other} lost more than the forecast. */
  static double[] gains(
      List<Forecast> forecasts, java.util.function.ToDoubleFunction<Forecast> other) {
    Map<Instant, double[]> byTime = new TreeMap<>();
    for (Forecast f : forecasts) {
      double[] sum = byTime.computeIfAbsent(f.time(), t -> new double[2]);
      sum[0] += other.applyAsDouble(f) - f.logLoss();
      sum[1]++;
    }
    return byTime.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray();
  }

  /** Mean in standard errors; 0 of fewer than {@link #MIN_TIMES} values. */
  static double zScore(double[] values) {
    if (values.length < MIN_TIMES) {
      return 0;
    }
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> square(v - mean)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    return error > 1e-12 ? mean / error : 0;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double mean(
      List<Forecast> forecasts, java.util.function.ToDoubleFunction<Forecast> of) {
    return forecasts.stream().mapToDouble(of).average().orElse(0);
  }

  private static double informationCoefficient(List<Forecast> forecasts) {
    if (forecasts.size() < 3) {
      return 0;
    }
    double[] said = forecasts.stream().mapToDouble(Forecast::probabilityUp).toArray();
    double[] seen = forecasts.stream().mapToDouble(Forecast::nextReturn).toArray();
    double rank = new SpearmansCorrelation().correlation(said, seen);
    return Double.isFinite(rank) ? rank : 0; // not a number where all forecasts are equal
  }

  private static double calibrationError(List<Forecast> forecasts) {
    List<Forecast> sorted = sorted(forecasts);
    double error = 0;
    for (int g = 0; g < GROUPS; g++) {
      List<Forecast> group =
          sorted.subList(sorted.size() * g / GROUPS, sorted.size() * (g + 1) / GROUPS);
      if (!group.isEmpty()) {
        double gap = mean(group, Forecast::probabilityUp) - mean(group, f -> f.up() ? 1 : 0);
        error += Math.abs(gap) * group.size() / sorted.size();
      }
    }
    return error;
  }

  private static List<Forecast> sorted(List<Forecast> forecasts) {
    List<Forecast> sorted = new ArrayList<>(forecasts);
    sorted.sort(Comparator.comparingDouble(Forecast::probabilityUp));
    return sorted;
  }

  /** Mann-Whitney form, ties counted by half. */
  static double auc(List<Forecast> forecasts) {
    List<Forecast> sorted = sorted(forecasts);
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
    described.put("log_loss", logLoss);
    described.put("base_log_loss", baseLogLoss);
    described.put("brier", brier);
    described.put("base_brier", baseBrier);
    described.put("auc", auc);
    described.put("hit_rate", hitRate);
    described.put("base_hit_rate", baseHitRate);
    described.put("information_coefficient", informationCoefficient);
    described.put("calibration_error", calibrationError);
    described.put("z", z);
    described.put("evidence", evidence);
    return described;
  }
}
