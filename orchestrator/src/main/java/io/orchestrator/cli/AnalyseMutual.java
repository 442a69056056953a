package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Variable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Mutual information of pairs. */
@Command(
    name = "mi",
    description = "Mutual information of sources and targets.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  orchestrator analyse mi --csv series.csv --estimator gaussian --source x --target y"
    })
final class AnalyseMutual implements Callable<Integer> {
  @Mixin AnalyseOptions common;
  @Mixin PairOptions pairs;
  @Spec CommandSpec spec;

  @Option(
      names = "--lag_mi",
      defaultValue = "0",
      description = "Steps that the source is earlier (${DEFAULT-VALUE}).")
  int lag;

  @Override
  public Integer call() {
    if (lag < 0) {
      throw new CliFailure(CliFailure.USAGE, "--lag_mi must be 0 or more.");
    }
    PairOptions.Variables variables =
        new PairOptions.Variables() {
          @Override
          public List<Variable> x(int source) {
            return List.of(new Variable(source, lag));
          }

          @Override
          public List<Variable> z(int target) {
            return List.of();
          }
        };
    return common.execute(
        spec,
        (data, series, run) -> pairs.measure("mi", common, spec, data, series, run, variables));
  }
}
