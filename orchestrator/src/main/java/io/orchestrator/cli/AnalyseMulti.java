package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.Measurement;
import io.orchestrator.analysis.information.network.MultiMeasurement;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Multi-information of several series. */
@Command(
    name = "multi",
    description = "How far several series together are from independence (total correlation).",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  orchestrator analyse multi --csv series.csv --estimator ksg --series x,y,z"
    })
final class AnalyseMulti implements Callable<Integer> {
  @Mixin AnalyseOptions common;
  @Spec CommandSpec spec;

  @Option(
      names = "--series",
      split = ",",
      paramLabel = "NAME",
      description = "Two or more; every series if none.")
  List<String> wanted = List.of();

  @Option(names = "--n_perm", defaultValue = "500", description = "Surrogates (${DEFAULT-VALUE}).")
  int permutations;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      description = "A smaller chance is significant (${DEFAULT-VALUE}).")
  double alpha;

  @Override
  public Integer call() {
    return common.execute(spec, this::measure);
  }

  private void measure(SeriesFile data, SeriesSet series, Run run) {
    List<Integer> processes =
        wanted.isEmpty()
            ? IntStream.range(0, series.processes()).boxed().toList()
            : wanted.stream().map(data::index).toList();
    Measurement result =
        MultiMeasurement.of(
            common.estimator(),
            series,
            processes,
            new Test(permutations, alpha),
            common.permutations(),
            common.seed,
            run);
    List<String> names = processes.stream().map(data.names()::get).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("measure", "multi");
      json.put("unit", result.unit());
      json.put("series", names);
      json.putAll(PairOptions.json(result));
      out.println(ApiClient.text(json));
      out.flush();
      return;
    }
    Table table = new Table("series", result.unit(), "chance", "significant", "rows");
    table.row(
        String.join(", ", names),
        NetworkView.shown(result.tested().value()),
        String.format(Locale.ROOT, "%.2g", result.tested().chance()),
        result.tested().significant() ? "yes" : "no",
        result.rows());
    table.print(out);
  }
}
