package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.information.network.TargetResult;
import io.orchestrator.analysis.information.network.Variable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Active information storage. */
@Command(
    name = "ais",
    description = "What a series' own past tells about its present value (information storage).",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  orchestrator analyse ais --csv series.csv --estimator gaussian --max_lag 5"
    })
final class AnalyseStorage implements Callable<Integer> {
  @Mixin AnalyseOptions common;
  @Spec CommandSpec spec;

  @Option(names = "--target", split = ",", description = "Repeatable; every series if none.")
  List<String> targets = List.of();

  @Option(names = "--max_lag", defaultValue = "5", description = "Largest lag (${DEFAULT-VALUE}).")
  int maxLag;

  @Option(names = "--tau", defaultValue = "1", description = "Step of lags (${DEFAULT-VALUE}).")
  int tau;

  @Option(
      names = "--n_perm_mi",
      defaultValue = "500",
      description = "Surrogates, where there is no exact test (${DEFAULT-VALUE}).")
  int permutations;

  @Option(names = "--alpha_mi", defaultValue = "0.05", description = "Level (${DEFAULT-VALUE}).")
  double alpha;

  @Override
  public Integer call() {
    return common.execute(spec, this::infer);
  }

  private void infer(SeriesFile data, SeriesSet series, Run run) {
    InferenceSettings defaults = InferenceSettings.of(1, maxLag);
    InferenceSettings settings =
        new InferenceSettings(
            maxLag,
            1,
            maxLag,
            1,
            tau,
            defaults.maxStatistic(),
            defaults.minStatistic(),
            defaults.omnibus(),
            defaults.sequential(),
            new Test(permutations, alpha),
            common.permutations(),
            List.of(),
            false,
            new FalseDiscoverySettings(By.TARGET, alpha, true),
            common.seed);
    List<Integer> wanted =
        targets.isEmpty()
            ? IntStream.range(0, series.processes()).boxed().toList()
            : targets.stream().map(data::index).distinct().toList();
    PrintWriter err = spec.commandLine().getErr();
    NetworkResult result =
        new NetworkInference(Inference.INFORMATION_STORAGE, common.estimator(), settings, run)
            .analyse(
                series,
                wanted,
                List.of(),
                target -> {
                  err.println(Table.printable(data.names().get(target.target()) + ": done"));
                  err.flush();
                });
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      out.println(ApiClient.text(NetworkView.json(result, data.names())));
      out.flush();
      return;
    }
    Table table = new Table("series", result.unit(), "chance", "significant", "lags");
    for (TargetResult target : result.corrected()) {
      table.row(
          data.names().get(target.target()),
          NetworkView.shown(target.joint().value()),
          String.format(Locale.ROOT, "%.2g", target.joint().chance()),
          target.joint().significant() ? "yes" : "no",
          target.selectedPast().stream()
              .map(Variable::lag)
              .map(String::valueOf)
              .collect(Collectors.joining(", ")));
    }
    table.print(out);
  }
}
