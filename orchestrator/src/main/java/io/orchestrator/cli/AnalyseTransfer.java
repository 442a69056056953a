package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Variable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Transfer entropy of pairs with given histories. */
@Command(
    name = "te",
    description = "Transfer entropy from sources to targets, with given histories.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  orchestrator analyse te --csv series.csv --estimator ksg --source x --target y"
    })
final class AnalyseTransfer implements Callable<Integer> {
  @Mixin AnalyseOptions common;
  @Mixin PairOptions pairs;
  @Spec CommandSpec spec;

  @Option(
      names = "--history_target",
      defaultValue = "1",
      description = "Values of the target's past (${DEFAULT-VALUE}).")
  int historyTarget;

  @Option(
      names = "--history_source",
      description = "Values of the source's past; as of the target unless given.")
  Integer historySource;

  @Option(names = "--tau_source", defaultValue = "1", description = "Step (${DEFAULT-VALUE}).")
  int tauSource;

  @Option(names = "--tau_target", defaultValue = "1", description = "Step (${DEFAULT-VALUE}).")
  int tauTarget;

  @Option(
      names = "--source_target_delay",
      defaultValue = "1",
      description = "From the newest source value to the target's (${DEFAULT-VALUE}).")
  int delay;

  @Override
  public Integer call() {
    int ofSource = historySource == null ? historyTarget : historySource;
    for (int value : new int[] {historyTarget, ofSource, tauSource, tauTarget, delay}) {
      if (value < 1 || value > 1_000) {
        throw new CliFailure(CliFailure.USAGE, "Histories, steps and the delay must be 1 to 1000.");
      }
    }
    PairOptions.Variables variables =
        new PairOptions.Variables() {
          @Override
          public List<Variable> x(int source) {
            return past(source, ofSource, tauSource, delay);
          }

          @Override
          public List<Variable> z(int target) {
            return past(target, historyTarget, tauTarget, 1);
          }
        };
    return common.execute(
        spec,
        (data, series, run) -> pairs.measure("te", common, spec, data, series, run, variables));
  }

  private static List<Variable> past(int series, int history, int tau, int first) {
    return IntStream.range(0, history)
        .mapToObj(i -> new Variable(series, first + i * tau))
        .toList();
  }
}
