package io.orchestrator.cli;

import io.orchestrator.analysis.information.decomposition.BivariateDecomposition;
import io.orchestrator.analysis.information.decomposition.JointDistribution;
import io.orchestrator.analysis.information.decomposition.SharedExclusions;
import io.orchestrator.analysis.information.decomposition.SharedExclusions.Atom;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What sources tell about a target: each alone, either, only together. */
@Command(
    name = "pid",
    description = "Decomposes what two to four sources tell about a target, in bits.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Two sources are decomposed as Bertschinger et al. (BROJA) and by shared exclusions (SxPID),",
      "three and four by the latter only. There is no significance test: few bins, many rows.",
      "",
      "Example:",
      "  orchestrator analyse pid --csv series.csv --source x,y --target z --lags_pid 1,1"
    })
final class AnalyseDecomposition implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin SeriesOptions series;

  @Option(
      names = "--source",
      required = true,
      split = ",",
      paramLabel = "NAME",
      description = "Two to four.")
  List<String> sources;

  @Option(names = "--target", required = true, paramLabel = "NAME", description = "One.")
  String target;

  @Option(
      names = "--lags_pid",
      split = ",",
      description = "Steps that each source is earlier; 1 unless given.")
  int[] lags;

  @Option(names = "--json", description = "Result as JSON.")
  boolean json;

  @Override
  public Integer call() {
    SeriesFile data = series.read();
    try {
      double[][] columns = data.columns();
      int[] steps = lags == null ? ones(sources.size()) : lags;
      JointDistribution joint =
          JointDistribution.ofSeries(
              columns[data.index(target)],
              sources.stream().map(s -> columns[data.index(s)]).toArray(double[][]::new),
              steps,
              series.binning());
      print(
          steps,
          sources.size() == 2 ? Optional.of(BivariateDecomposition.of(joint)) : Optional.empty(),
          SharedExclusions.of(joint));
      return 0;
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.USAGE, "This cannot be measured: " + e.getMessage());
    }
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private void print(int[] steps, Optional<BivariateDecomposition> two, SharedExclusions all) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("measure", "pid");
      answer.put("unit", "bits");
      answer.put("sources", sources);
      answer.put("target", target);
      answer.put("lags_pid", steps);
      two.ifPresent(parts -> answer.put("broja", named(parts)));
      Map<String, Double> atoms = new LinkedHashMap<>();
      all.atoms().forEach(atom -> atoms.put(atom.label(), atom.bits()));
      answer.put("sxpid", atoms);
      out.println(ApiClient.text(answer));
      out.flush();
      return;
    }
    Table table = new Table("measure", "part", "bits");
    two.ifPresent(
        parts -> named(parts).forEach((n, v) -> table.row("broja", n, NetworkView.shown(v))));
    for (Atom atom : all.atoms()) {
      table.row("sxpid", atom.label(), NetworkView.shown(atom.bits()));
    }
    table.print(out);
  }

  private static Map<String, Double> named(BivariateDecomposition parts) {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("unq_s1", parts.uniqueFirst());
    named.put("unq_s2", parts.uniqueSecond());
    named.put("shd_s1_s2", parts.shared());
    named.put("syn_s1_s2", parts.synergy());
    named.put("joint_mi_s1s2_t", parts.joint());
    named.put("gap", parts.gap());
    return named;
  }
}
