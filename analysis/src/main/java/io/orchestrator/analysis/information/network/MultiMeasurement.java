package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.nearest.MultiInformation;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.TargetResult.Moments;
import io.orchestrator.analysis.information.network.TargetResult.Tested;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Multi-information (total correlation) of several series at the same times, with its test: each
 * series but the first in an order of its own. Nearest neighbours measure it at once; the others by
 * the chain rule, the sum of what each series tells about those before it.
 */
public final class MultiMeasurement {
  private MultiMeasurement() {}

  /**
   * @param processes at least two different series
   * @throws IllegalArgumentException fewer than two series, or too few rows
   * @throws java.util.concurrent.CancellationException by the run
   */
  public static Measurement of(
      ConditionalInformation estimator,
      SeriesSet series,
      List<Integer> processes,
      Test test,
      PermutationSettings permutations,
      long seed,
      Run run) {
    if (processes.stream().distinct().count() < Math.max(2, processes.size())) {
      throw new IllegalArgumentException("at least two different series are needed");
    }
    SeriesSet scaled = series.normalised();
    double[][] columns =
        processes.stream().map(p -> scaled.column(new Variable(p, 0), 0)).toArray(double[][]::new);
    RowOrders orders = new RowOrders(permutations, series.samples(), series.replications(), seed);
    boolean inTime = orders.inTime(test.permutations());
    double value = value(estimator, columns);
    double[] surrogates = new double[test.permutations()];
    run.forEach(
        surrogates.length,
        s -> {
          double[][] moved = columns.clone();
          for (int c = 1; c < moved.length; c++) {
            int[] order = orders.order(inTime, c, s);
            double[] column = columns[c];
            moved[c] = Arrays.stream(order).mapToDouble(i -> column[i]).toArray();
          }
          surrogates[s] = value(estimator, moved);
        });
    Map<String, Object> parameters = new TreeMap<>(estimator.parameters());
    parameters.put("estimator", estimator.name());
    parameters.put("n_perm", test.permutations());
    parameters.put("alpha", test.alpha());
    parameters.put("perm_type", permutations.type().name().toLowerCase(Locale.ROOT));
    parameters.put("seed", seed);
    return new Measurement(
        estimator.unit(),
        columns[0].length,
        parameters,
        tested(value, surrogates, test),
        new double[0]);
  }

  private static Tested tested(double value, double[] surrogates, Test test) {
    long reached = Arrays.stream(surrogates).filter(s -> s >= value).count();
    double chance = Math.max(1, reached) / (double) surrogates.length;
    double mean = Arrays.stream(surrogates).average().orElseThrow();
    double squares = Arrays.stream(surrogates).map(s -> (s - mean) * (s - mean)).sum();
    return new Tested(
        value,
        chance,
        chance < test.alpha(),
        new Moments(surrogates.length, mean, Math.sqrt(squares / (surrogates.length - 1))));
  }

  private static double value(ConditionalInformation estimator, double[][] columns) {
    if (estimator instanceof KraskovInformation nearest) {
      return Arrays.stream(MultiInformation.local(columns, nearest.settings()))
          .average()
          .orElseThrow();
    }
    ConditionalInformation.Rows rows = estimator.over(SeriesSet.of(columns), 0);
    double sum = 0;
    for (int c = 1; c < columns.length; c++) {
      List<Variable> before = IntStream.range(0, c).mapToObj(p -> new Variable(p, 0)).toList();
      sum += rows.given(new Variable(c, 0), List.of(), 1).of(before).value();
    }
    return sum;
  }
}
