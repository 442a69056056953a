package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.NetworkResult.Edge;
import io.orchestrator.analysis.information.network.NetworkResult.Weight;
import io.orchestrator.analysis.information.network.TargetResult;
import io.orchestrator.analysis.information.network.TargetResult.Link;
import io.orchestrator.analysis.information.network.TargetResult.Selected;
import io.orchestrator.analysis.information.network.Variable;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A network's result for people and for programs. */
final class NetworkView {
  private NetworkView() {}

  static String wireName(Inference kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** A number for people. */
  static String shown(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  /** JSON knows neither infinity nor NaN. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  static void print(NetworkResult result, List<String> names, PrintWriter out) {
    Table table = new Table("source", "target", "lag", result.unit(), "chance", "lags");
    for (Edge edge : result.edges()) {
      table.row(
          names.get(edge.source()),
          names.get(edge.target()),
          edge.lag(),
          shown(edge.value()),
          String.format(Locale.ROOT, "%.2g", edge.chance()),
          edge.variables().stream()
              .map(v -> String.valueOf(v.lag()))
              .collect(Collectors.joining(", ")));
    }
    table.print(out);
    out.printf(
        Locale.ROOT,
        "%n%d links between %d series (%s, %s, %d rows).%n",
        result.edges().size(),
        names.size(),
        wireName(result.kind()),
        result.estimator(),
        result.rows());
    out.flush();
  }

  static Map<String, Object> json(NetworkResult result, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("inference", wireName(result.kind()));
    json.put("estimator", result.estimator());
    json.put("unit", result.unit());
    json.put("rows", result.rows());
    json.put("series", names);
    json.put("estimator_settings", result.parameters());
    json.put("settings", settings(result.settings()));
    if (result.kind() != Inference.INFORMATION_STORAGE) {
      json.put("edges", result.edges().stream().map(e -> edge(e, names)).toList());
      json.put("adjacency", adjacency(result));
    }
    json.put("targets", result.corrected().stream().map(t -> target(t, names)).toList());
    return json;
  }

  /** Rows are sources and columns targets, in the order of the series; 0 is no link. */
  private static Map<String, Object> adjacency(NetworkResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Weight weight : Weight.values()) {
      json.put(
          weight.name().toLowerCase(Locale.ROOT),
          Arrays.stream(result.adjacency(weight))
              .map(row -> Arrays.stream(row).mapToObj(NetworkView::finite).toList())
              .toList());
    }
    return json;
  }

  private static Map<String, Object> edge(Edge edge, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", names.get(edge.source()));
    json.put("target", names.get(edge.target()));
    json.put("lag", edge.lag());
    json.put("value", finite(edge.value()));
    json.put("p", finite(edge.chance()));
    json.put("lags", edge.variables().stream().map(Variable::lag).toList());
    return json;
  }

  private static Map<String, Object> target(TargetResult target, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("target", names.get(target.target()));
    json.put("past_lags", target.selectedPast().stream().map(Variable::lag).toList());
    json.put("sources", target.selectedSources().stream().map(s -> selected(s, names)).toList());
    json.put("joint", finite(target.joint().value()));
    json.put("links", target.links().stream().map(l -> link(l, names)).toList());
    json.put("joint_p", finite(target.joint().chance()));
    json.put("search_p", finite(target.first().chance()));
    json.put("significant", target.joint().significant());
    return json;
  }

  private static Map<String, Object> link(Link link, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", names.get(link.source()));
    json.put("value", finite(link.value()));
    if (link.local().length > 0) {
      json.put("local", Arrays.stream(link.local()).mapToObj(NetworkView::finite).toList());
    }
    return json;
  }

  private static Map<String, Object> selected(Selected selected, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", names.get(selected.variable().process()));
    json.put("lag", selected.variable().lag());
    json.put("value", finite(selected.tested().value()));
    json.put("p", finite(selected.tested().chance()));
    return json;
  }

  private static Map<String, Object> settings(InferenceSettings s) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("max_lag_sources", s.maxLagSources());
    json.put("min_lag_sources", s.minLagSources());
    json.put("max_lag_target", s.maxLagTarget());
    json.put("tau_sources", s.tauSources());
    json.put("tau_target", s.tauTarget());
    json.put("n_perm_max_stat", s.maxStatistic().permutations());
    json.put("alpha_max_stat", s.maxStatistic().alpha());
    json.put("n_perm_min_stat", s.minStatistic().permutations());
    json.put("alpha_min_stat", s.minStatistic().alpha());
    json.put("n_perm_omnibus", s.omnibus().permutations());
    json.put("alpha_omnibus", s.omnibus().alpha());
    json.put("n_perm_max_seq", s.sequential().permutations());
    json.put("alpha_max_seq", s.sequential().alpha());
    json.put("n_perm_mi", s.storage().permutations());
    json.put("alpha_mi", s.storage().alpha());
    json.put("perm_type", s.permutations().type().name().toLowerCase(Locale.ROOT));
    json.put("fdr_correction", s.falseDiscovery().by() != By.NOTHING);
    json.put("correct_by_target", s.falseDiscovery().by().target());
    json.put("correct_search", s.falseDiscovery().by() != By.TARGET_JOINT);
    json.put("alpha_fdr", s.falseDiscovery().alpha());
    json.put("fdr_constant", s.falseDiscovery().anyDependence() ? 2 : 1);
    json.put("seed", s.seed());
    return json;
  }
}
