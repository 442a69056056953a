package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.Measurement;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.information.network.Variable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Of measures between two series. */
final class PairOptions {
  @Option(
      names = "--source",
      split = ",",
      paramLabel = "NAME",
      description = "Repeatable; every series if none.")
  List<String> sources = List.of();

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "NAME",
      description = "Repeatable; every series if none.")
  List<String> targets = List.of();

  @Option(
      names = "--n_perm",
      defaultValue = "500",
      description = "Surrogates, where there is no exact test (${DEFAULT-VALUE}).")
  int permutations;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      description = "A smaller chance is significant (${DEFAULT-VALUE}).")
  double alpha;

  /** Which variables of two series a measure takes. */
  interface Variables {
    List<Variable> x(int source);

    List<Variable> z(int target);
  }

  private record Measured(String source, String target, Measurement value) {}

  /** Measures all pairs of different series. */
  void measure(
      String name,
      AnalyseOptions common,
      CommandSpec spec,
      SeriesFile data,
      SeriesSet series,
      Run run,
      Variables variables) {
    Test test = new Test(permutations, alpha);
    List<Measured> results = new ArrayList<>();
    PrintWriter err = spec.commandLine().getErr();
    for (int target : indices(targets, data)) {
      for (int source : indices(sources, data)) {
        if (source != target) {
          Measurement value =
              Measurement.of(
                  common.estimator(),
                  series,
                  variables.x(source),
                  new Variable(target, 0),
                  variables.z(target),
                  test,
                  common.permutations(),
                  common.seed,
                  run);
          results.add(new Measured(data.names().get(source), data.names().get(target), value));
          err.println(
              Table.printable(
                  data.names().get(source) + " to " + data.names().get(target) + ": done"));
          err.flush();
        }
      }
    }
    if (results.isEmpty()) {
      throw new CliFailure(CliFailure.USAGE, "Two different series are needed.");
    }
    print(name, common, results, spec.commandLine().getOut());
  }

  private static List<Integer> indices(List<String> names, SeriesFile data) {
    return names.isEmpty()
        ? IntStream.range(0, data.names().size()).boxed().toList()
        : names.stream().map(data::index).distinct().toList();
  }

  private static void print(
      String name, AnalyseOptions common, List<Measured> results, PrintWriter out) {
    String unit = results.get(0).value().unit();
    if (common.json) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("measure", name);
      json.put("estimator", common.estimator().name());
      json.put("unit", unit);
      json.put("seed", common.seed);
      json.put("pairs", results.stream().map(PairOptions::json).toList());
      out.println(ApiClient.text(json));
      out.flush();
      return;
    }
    Table table = new Table("source", "target", unit, "chance", "significant", "rows");
    for (Measured m : results) {
      table.row(
          m.source(),
          m.target(),
          NetworkView.shown(m.value().tested().value()),
          String.format(Locale.ROOT, "%.2g", m.value().tested().chance()),
          m.value().tested().significant() ? "yes" : "no",
          m.value().rows());
    }
    table.print(out);
  }

  private static Map<String, Object> json(Measured m) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", m.source());
    json.put("target", m.target());
    json.putAll(json(m.value()));
    return json;
  }

  /** A value with its test. */
  static Map<String, Object> json(Measurement m) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", NetworkView.finite(m.tested().value()));
    json.put("p", NetworkView.finite(m.tested().chance()));
    json.put("significant", m.tested().significant());
    json.put("rows", m.rows());
    json.put("settings", m.parameters());
    json.put("surrogates", m.tested().surrogates().count());
    json.put("surrogate_mean", NetworkView.finite(m.tested().surrogates().mean()));
    json.put("surrogate_sd", NetworkView.finite(m.tested().surrogates().deviation()));
    return json;
  }
}
