package io.orchestrator.analysis.information.discrete;

import io.orchestrator.analysis.information.network.ConditionalInformation;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.information.network.Variable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counting, for the network inference. Each variable's rows are binned by themselves. The exact law
 * stands in for surrogates only where the table is well filled.
 */
public record DiscreteInformation(Binning binning) implements ConditionalInformation {
  @Override
  public String name() {
    return "discrete";
  }

  @Override
  public String unit() {
    return "bits";
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> named = new TreeMap<>();
    named.put("discretise_method", binning.method().name().toLowerCase(Locale.ROOT));
    named.put("n_discrete_bins", binning.bins());
    return named;
  }

  @Override
  public Rows over(SeriesSet series, int largestLag) {
    Map<Variable, int[]> known = new ConcurrentHashMap<>();
    return (y, z, questions) -> {
      Counted.Given given =
          new Counted.Given(
              columns(known, series, largestLag, List.of(y)),
              columns(known, series, largestLag, z));
      return x -> new Estimate(new Counted(given, columns(known, series, largestLag, x)));
    };
  }

  private int[][] columns(
      Map<Variable, int[]> known, SeriesSet series, int largestLag, List<Variable> variables) {
    return variables.stream()
        .map(v -> known.computeIfAbsent(v, one -> binning.symbols(series.column(one, largestLag))))
        .toArray(int[][]::new);
  }

  private record Estimate(Counted counted) implements Measured {
    @Override
    public double value() {
      return counted.value().bits();
    }

    @Override
    public double surrogate(int[] order) {
      return counted.surrogate(order);
    }

    @Override
    public double[] local() {
      return counted.local();
    }

    @Override
    public Optional<NullLaw> nullLaw() {
      return counted.dense() ? Optional.of(counted.value()::tail) : Optional.empty();
    }
  }
}
