package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.network.ConditionalInformation.Measured;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.TargetResult.Tested;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One information with its test, without any search.
 *
 * @param unit of the value
 * @param rows that entered
 * @param parameters of estimator, test and surrogates by IDTxl's names
 * @param local one value for each row
 */
public record Measurement(
    String unit, int rows, Map<String, Object> parameters, Tested tested, double[] local) {
  @Override
  public double[] local() {
    return local.clone();
  }

  /**
   * I(X;Y|Z) of variables of the series, which are scaled first.
   *
   * @param x at least one variable
   * @throws IllegalArgumentException too few rows
   * @throws java.util.concurrent.CancellationException by the run
   */
  public static Measurement of(
      ConditionalInformation estimator,
      SeriesSet series,
      List<Variable> x,
      Variable y,
      List<Variable> z,
      Test test,
      PermutationSettings permutations,
      long seed,
      Run run) {
    int largestLag =
        Stream.of(x, List.of(y), z).flatMap(List::stream).mapToInt(Variable::lag).max().orElse(0);
    SeriesSet scaled = series.normalised();
    Realisations rows = new Realisations(scaled, largestLag);
    RowOrders orders =
        new RowOrders(permutations, rows.rowsPerTrial(), series.replications(), seed);
    Measured measured =
        estimator.over(scaled, largestLag).given(y, z, 1 + test.permutations()).of(x);
    Tested tested =
        new SignificanceTests(orders, run, estimator.batches()).single(measured, test, 0);
    Map<String, Object> parameters = new TreeMap<>(estimator.parameters());
    parameters.put("estimator", estimator.name());
    parameters.put("n_perm", test.permutations());
    parameters.put("alpha", test.alpha());
    parameters.put("perm_type", permutations.type().name().toLowerCase(Locale.ROOT));
    parameters.put("seed", seed);
    return new Measurement(estimator.unit(), rows.rows(), parameters, tested, measured.local());
  }
}
