package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.ConditionalInformation;
import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.NetworkComparison;
import io.orchestrator.analysis.information.network.NetworkComparison.Difference;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which links differ between two sets of data. */
@Command(
    name = "compare",
    description = "Infers a network of each of two sets of data and says which links differ.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  orchestrator analyse compare --csv calm.csv --with wild.csv --estimator gaussian"
    })
final class AnalyseComparison implements Callable<Integer> {
  @Mixin AnalyseOptions common;
  @Spec CommandSpec spec;

  @Option(
      names = "--with",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "The second set of data, with the same series.")
  List<Path> second;

  @Option(
      names = "--inference",
      defaultValue = "multivariate_te",
      description = "multivariate_te, bivariate_te, multivariate_mi or bivariate_mi.")
  Inference inference;

  @Option(
      names = "--max_lag_sources",
      defaultValue = "5",
      description = "Largest lag of sources and of the own past (${DEFAULT-VALUE}).")
  int maxLag;

  @Option(
      names = "--n_perm_comp",
      defaultValue = "500",
      description = "Surrogates of each difference (${DEFAULT-VALUE}).")
  int permutations;

  @Option(
      names = "--alpha_comp",
      defaultValue = "0.05",
      description = "Of both tails together (${DEFAULT-VALUE}).")
  double alpha;

  @Override
  public Integer call() {
    return common.execute(spec, this::compare);
  }

  private void compare(SeriesFile data, SeriesSet first, Run run) {
    SeriesFile others = common.series.read(second);
    if (!others.names().equals(data.names())) {
      throw new CliFailure(
          CliFailure.USAGE,
          "The two sets have different series: " + data.names() + " and " + others.names() + ".");
    }
    SeriesSet other = SeriesSet.of(others.columns());
    ConditionalInformation estimator = common.estimator();
    InferenceSettings settings =
        InferenceSettings.of(1, maxLag).with(common.permutations(), common.seed);
    NetworkInference network = new NetworkInference(inference, estimator, settings, run);
    NetworkResult one = network.analyse(first);
    NetworkResult two = network.analyse(other);
    List<Difference> differences =
        new NetworkComparison(
                estimator,
                new NetworkComparison.Settings(
                    settings, new Test(permutations, alpha), common.seed),
                run)
            .within(one, two, first, other);
    print(data.names(), one, differences);
  }

  private void print(List<String> names, NetworkResult network, List<Difference> differences) {
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("measure", "compare");
      json.put("inference", NetworkView.wireName(network.kind()));
      json.put("estimator", network.estimator());
      json.put("estimator_settings", network.parameters());
      json.put("unit", network.unit());
      json.put("n_perm_comp", permutations);
      json.put("alpha_comp", alpha);
      json.put("seed", common.seed);
      json.put("links", differences.stream().map(d -> json(d, names)).toList());
      out.println(ApiClient.text(json));
      out.flush();
      return;
    }
    Table table = new Table("source", "target", "first", "second", "chance", "differs");
    for (Difference d : differences) {
      table.row(
          names.get(d.source()),
          names.get(d.target()),
          NetworkView.shown(d.first()),
          NetworkView.shown(d.second()),
          String.format(Locale.ROOT, "%.2g", d.chance()),
          d.significant() ? "yes" : "no");
    }
    table.print(out);
  }

  private static Map<String, Object> json(Difference d, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", names.get(d.source()));
    json.put("target", names.get(d.target()));
    json.put("first", NetworkView.finite(d.first()));
    json.put("second", NetworkView.finite(d.second()));
    json.put("cmi_diff_abs", NetworkView.finite(d.absolute()));
    json.put("a_larger", d.firstIsStronger());
    json.put("p", d.chance());
    json.put("significant", d.significant());
    return json;
  }
}
