package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.network.TargetResult.Selected;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The network as found and as corrected.
 *
 * @param estimator its name
 * @param parameters of the estimator by IDTxl's names
 * @param unit of every value
 * @param targets one for each analysed target, as tested
 * @param corrected the same after the correction over the network; equal to {@code targets} without
 *     one
 * @param rows that entered each estimate
 * @param settings that were used, permutations raised where the correction needs more
 */
public record NetworkResult(
    Inference kind,
    String estimator,
    Map<String, Object> parameters,
    String unit,
    int processes,
    int rows,
    InferenceSettings settings,
    List<TargetResult> targets,
    List<TargetResult> corrected) {

  /**
   * @param lag of the variable that tells most
   * @param value of the source's variables jointly, given everything else
   * @param chance of the least likely variable
   */
  public record Edge(
      int source, int target, int lag, double value, double chance, List<Variable> variables) {}

  /** What an adjacency matrix holds. */
  public enum Weight {
    /** 1 where there is a link. */
    BINARY,
    /** Lag of the variable that tells most. */
    MAX_TE_LAG,
    /** Lag of the variable that is least likely by chance. */
    MAX_P_LAG,
    VARIABLES_COUNT,
    /** Information of the link. */
    VALUE
  }

  /** Chance of each target's finding in the order of {@code targets}, as the correction saw it. */
  public double[] targetChances() {
    return NetworkInference.targetChances(targets, settings.falseDiscovery());
  }

  /** Links after correction, by target, then source. */
  public List<Edge> edges() {
    return corrected.stream()
        .flatMap(target -> target.links().stream().map(link -> edge(target, link)))
        .sorted(Comparator.comparingInt(Edge::target).thenComparingInt(Edge::source))
        .toList();
  }

  private static Edge edge(TargetResult target, TargetResult.Link link) {
    List<Selected> own =
        target.selectedSources().stream()
            .filter(s -> s.variable().process() == link.source())
            .toList();
    Selected strongest =
        own.stream().max(Comparator.comparingDouble(s -> s.tested().value())).orElse(null);
    return new Edge(
        link.source(),
        target.target(),
        strongest == null ? 0 : strongest.variable().lag(),
        link.value(),
        own.stream().mapToDouble(s -> s.tested().chance()).min().orElse(target.joint().chance()),
        own.stream().map(Selected::variable).toList());
  }

  /** {@code [source][target]}, 0 where there is no link. */
  public double[][] adjacency(Weight weight) {
    double[][] matrix = new double[processes][processes];
    for (TargetResult target : corrected) {
      Map<Integer, List<Selected>> bySource =
          target.selectedSources().stream()
              .collect(java.util.stream.Collectors.groupingBy(s -> s.variable().process()));
      for (TargetResult.Link link : target.links()) {
        List<Selected> own = bySource.getOrDefault(link.source(), List.of());
        matrix[link.source()][target.target()] =
            switch (weight) {
              case BINARY -> 1;
              case VALUE -> link.value();
              case VARIABLES_COUNT -> own.size();
              case MAX_TE_LAG ->
                  lag(own, Comparator.comparingDouble((Selected s) -> s.tested().value()));
              case MAX_P_LAG ->
                  lag(own, Comparator.comparingDouble((Selected s) -> -s.tested().chance()));
            };
      }
    }
    return matrix;
  }

  private static int lag(List<Selected> own, Comparator<Selected> by) {
    return own.stream().max(by).map(s -> s.variable().lag()).orElse(0);
  }
}
