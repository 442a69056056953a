package io.orchestrator.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The information-theory engine by itself, in this process and without a node. */
@Command(
    name = "analyse",
    description = "Measures information in CSV files; needs no running node.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AnalyseNetwork.class,
      AnalyseTransfer.class,
      AnalyseMutual.class,
      AnalyseMulti.class,
      AnalyseStorage.class,
      AnalyseDecomposition.class,
      AnalyseComparison.class
    })
public final class AnalyseCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Name what to measure: network, te, mi, multi, ais, pid or compare.");
  }
}
