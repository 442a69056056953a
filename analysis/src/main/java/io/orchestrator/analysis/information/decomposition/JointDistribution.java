package io.orchestrator.analysis.information.decomposition;

import io.orchestrator.analysis.information.discrete.Binning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joint probabilities of a target and its sources; only what occurs is kept.
 *
 * @param outcomes each once, probabilities above 0 that sum to 1
 */
public record JointDistribution(List<Outcome> outcomes) {
  /** More different outcomes are refused. */
  private static final int MOST_OUTCOMES = 20_000;

  /**
   * @param sources symbol of each source; not to be changed
   */
  public record Outcome(int target, List<Integer> sources, double probability) {
    public Outcome {
      sources = List.copyOf(sources);
    }
  }

  /**
   * @throws IllegalArgumentException unequal numbers of sources, a probability that is not above 0,
   *     an outcome twice, a sum other than 1
   */
  public JointDistribution {
    outcomes = List.copyOf(outcomes);
    if (outcomes.isEmpty() || outcomes.size() > MOST_OUTCOMES) {
      throw new IllegalArgumentException(
          "%d different outcomes: 1 to %d are needed; use fewer bins"
              .formatted(outcomes.size(), MOST_OUTCOMES));
    }
    double sum = 0;
    for (Outcome outcome : outcomes) {
      if (outcome.sources().size() != outcomes.get(0).sources().size()) {
        throw new IllegalArgumentException("outcomes have different numbers of sources");
      }
      if (!(outcome.probability() > 0)) {
        throw new IllegalArgumentException("probabilities must be above 0: " + outcome);
      }
      sum += outcome.probability();
    }
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw new IllegalArgumentException("probabilities must sum to 1, not to " + sum);
    }
    long distinct = outcomes.stream().map(o -> List.of(o.target(), o.sources())).distinct().count();
    if (distinct < outcomes.size()) {
      throw new IllegalArgumentException("an outcome stands there twice");
    }
  }

  public int sources() {
    return outcomes.get(0).sources().size();
  }

  /**
   * Shares of the rows.
   *
   * @param sources {@code [source][row]}
   */
  public static JointDistribution ofRows(int[] target, int[]... sources) {
    if (target.length == 0 || Arrays.stream(sources).anyMatch(s -> s.length != target.length)) {
      throw new IllegalArgumentException("columns of equal length with at least a row are needed");
    }
    Map<List<Integer>, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < target.length; i++) {
      List<Integer> row = new ArrayList<>(sources.length + 1);
      row.add(target[i]);
      for (int[] source : sources) {
        row.add(source[i]);
      }
      counts.merge(List.copyOf(row), 1, Integer::sum);
    }
    return new JointDistribution(
        counts.entrySet().stream()
            .map(
                e ->
                    new Outcome(
                        e.getKey().get(0),
                        e.getKey().subList(1, e.getKey().size()),
                        (double) e.getValue() / target.length))
            .toList());
  }

  /**
   * Of a target's present values and each source's value some steps before.
   *
   * @param sources {@code [source][time]}
   * @param lags of the sources, IDTxl's lags_pid; 0 or more
   */
  public static JointDistribution ofSeries(
      double[] target, double[][] sources, int[] lags, Binning binning) {
    if (lags.length != sources.length || Arrays.stream(lags).anyMatch(lag -> lag < 0)) {
      throw new IllegalArgumentException("each source needs a lag of 0 or more");
    }
    int first = Arrays.stream(lags).max().orElse(0);
    if (Arrays.stream(sources).anyMatch(s -> s.length != target.length) || target.length <= first) {
      throw new IllegalArgumentException(
          "series of equal length, longer than the largest lag, are needed");
    }
    int[] present = binning.symbols(Arrays.copyOfRange(target, first, target.length));
    int[][] pasts = new int[sources.length][];
    for (int s = 0; s < pasts.length; s++) {
      pasts[s] =
          binning.symbols(Arrays.copyOfRange(sources[s], first - lags[s], target.length - lags[s]));
    }
    return ofRows(present, pasts);
  }
}
