package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.NetworkCheckpoint;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.information.network.TargetResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Who informs whom. */
@Command(
    name = "network",
    description = "Infers which series inform which, with lags.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  orchestrator analyse network --csv prices/AAPL.csv prices/SPY.csv --column close \\",
      "    --returns --estimator gaussian --max_lag_sources 5 --svg network.svg"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the file cannot be used",
      "2:wrong usage or settings",
      "124:out of the time budget",
      "130:cancelled"
    })
final class AnalyseNetwork implements Callable<Integer> {
  private static final String DEFAULT = " (${DEFAULT-VALUE}).";

  @Mixin AnalyseOptions common;
  @Spec CommandSpec spec;

  @Option(
      names = "--inference",
      defaultValue = "multivariate_te",
      description = "multivariate_te, bivariate_te, multivariate_mi or bivariate_mi" + DEFAULT)
  Inference inference;

  @Option(
      names = {"--targets", "--target"},
      split = ",",
      description = "Names of the targets; all if none.")
  List<String> targets = List.of();

  @Option(
      names = "--max_lag_sources",
      defaultValue = "5",
      description = "Largest lag of a source" + DEFAULT)
  int maxLagSources;

  @Option(
      names = "--min_lag_sources",
      defaultValue = "1",
      description = "Smallest lag of a source" + DEFAULT)
  int minLagSources;

  @Option(
      names = "--max_lag_target",
      description = "Largest lag of the target's own past; as the sources unless given.")
  Integer maxLagTarget;

  @Option(names = "--tau_sources", defaultValue = "1", description = "Step of lags" + DEFAULT)
  int tauSources;

  @Option(names = "--tau_target", defaultValue = "1", description = "Step of lags" + DEFAULT)
  int tauTarget;

  @Option(names = "--n_perm_max_stat", defaultValue = "200", description = "Inclusion" + DEFAULT)
  int permMaxStat;

  @Option(names = "--alpha_max_stat", defaultValue = "0.05", description = "Inclusion" + DEFAULT)
  double alphaMaxStat;

  @Option(names = "--n_perm_min_stat", defaultValue = "500", description = "Pruning" + DEFAULT)
  int permMinStat;

  @Option(names = "--alpha_min_stat", defaultValue = "0.05", description = "Pruning" + DEFAULT)
  double alphaMinStat;

  @Option(names = "--n_perm_omnibus", defaultValue = "500", description = "All sources" + DEFAULT)
  int permOmnibus;

  @Option(names = "--alpha_omnibus", defaultValue = "0.05", description = "All sources" + DEFAULT)
  double alphaOmnibus;

  @Option(names = "--n_perm_max_seq", defaultValue = "500", description = "Each source" + DEFAULT)
  int permMaxSeq;

  @Option(names = "--alpha_max_seq", defaultValue = "0.05", description = "Each source" + DEFAULT)
  double alphaMaxSeq;

  @Option(
      names = "--add_conditionals",
      split = ",",
      paramLabel = "NAME:LAG",
      description = "Always conditioned on, never a source.")
  List<String> conditionals = List.of();

  @Option(
      names = "--local_values",
      description = "With --json: of each link a value for each row, too.")
  boolean localValues;

  @Option(
      names = "--fdr_correction",
      defaultValue = "true",
      arity = "1",
      description = "Correct for the number of tests in the network" + DEFAULT)
  boolean fdrCorrection;

  @Option(
      names = "--correct_by_target",
      defaultValue = "true",
      arity = "1",
      description = "false: by link, the stricter way" + DEFAULT)
  boolean correctByTarget;

  @Option(
      names = "--correct_search",
      defaultValue = "true",
      arity = "1",
      description =
          "By target: count the search among the candidates; false: as IDTxl, whose networks of noise"
              + " have too many links"
              + DEFAULT)
  boolean correctSearch;

  @Option(
      names = "--alpha_fdr",
      defaultValue = "0.05",
      description = "Share of false findings" + DEFAULT)
  double alphaFdr;

  @Option(
      names = "--fdr_constant",
      defaultValue = "2",
      description = "1: Benjamini-Hochberg, 2: Benjamini-Yekutieli" + DEFAULT)
  int fdrConstant;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = {
        "Keeps each target as soon as it is done; a run that was ended",
        "goes on from there with the same command."
      })
  Path checkpoint;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draws the network.")
  Path svg;

  @Override
  public Integer call() {
    if (inference == Inference.INFORMATION_STORAGE) {
      throw new CliFailure(CliFailure.USAGE, "For information storage use 'analyse ais'.");
    }
    if (fdrConstant != 1 && fdrConstant != 2) {
      throw new CliFailure(CliFailure.USAGE, "--fdr_constant must be 1 or 2.");
    }
    return common.execute(spec, this::infer);
  }

  private void infer(SeriesFile data, SeriesSet series, Run run) {
    List<Integer> wanted =
        targets.isEmpty()
            ? IntStream.range(0, series.processes()).boxed().toList()
            : targets.stream().map(data::index).distinct().toList();
    PrintWriter err = spec.commandLine().getErr();
    InferenceSettings settings = settings(data);
    Optional<NetworkCheckpoint> kept = checkpoint(series, wanted, settings);
    List<TargetResult> known = kept.map(NetworkCheckpoint::known).orElse(List.of());
    if (!known.isEmpty()) {
      err.println("%d of %d targets were done; going on".formatted(known.size(), wanted.size()));
      err.flush();
    }
    int[] done = {known.size()};
    NetworkResult result =
        new NetworkInference(inference, common.estimator(), settings, run)
            .analyse(
                series,
                wanted,
                known,
                target -> {
                  kept.ifPresent(c -> keep(c, target));
                  done[0]++;
                  err.println(progress(done[0], wanted.size(), target, data.names()));
                  err.flush();
                });
    if (svg != null) {
      draw(data, result);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      out.println(ApiClient.text(NetworkView.json(result, data.names())));
      out.flush();
    } else {
      NetworkView.print(result, data.names(), out);
    }
  }

  private Optional<NetworkCheckpoint> checkpoint(
      SeriesSet series, List<Integer> wanted, InferenceSettings settings) {
    if (checkpoint == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          NetworkCheckpoint.open(
              checkpoint, inference, common.estimator(), settings, series, wanted));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void keep(NetworkCheckpoint kept, TargetResult target) {
    try {
      kept.add(target);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private CliFailure unusable(IOException e) {
    return new CliFailure(
        CliFailure.REFUSED, "The checkpoint " + checkpoint + " cannot be used: " + e.getMessage());
  }

  private static String progress(int done, int all, TargetResult target, List<String> names) {
    return Table.printable(
        "target %d of %d: %s, %d sources"
            .formatted(done, all, names.get(target.target()), target.links().size()));
  }

  private InferenceSettings settings(SeriesFile data) {
    By byTarget = correctSearch ? By.TARGET : By.TARGET_JOINT;
    By by = correctByTarget ? byTarget : By.LINK;
    return new InferenceSettings(
        maxLagSources,
        minLagSources,
        maxLagTarget == null ? Math.max(1, maxLagSources) : maxLagTarget,
        tauSources,
        tauTarget,
        new Test(permMaxStat, alphaMaxStat),
        new Test(permMinStat, alphaMinStat),
        new Test(permOmnibus, alphaOmnibus),
        new Test(permMaxSeq, alphaMaxSeq),
        new Test(permOmnibus, alphaOmnibus),
        common.permutations(),
        conditionals.stream().map(data::variable).toList(),
        localValues,
        new FalseDiscoverySettings(fdrCorrection ? by : By.NOTHING, alphaFdr, fdrConstant == 2),
        common.seed);
  }

  /** Under another name first: whoever reads the file sees a whole one. */
  private void draw(SeriesFile data, NetworkResult result) {
    String title =
        "%s, %s, %d rows"
            .formatted(NetworkView.wireName(result.kind()), result.estimator(), result.rows());
    String drawing = NetworkDrawing.svg(title, data.names(), result.edges(), result.unit());
    try {
      Path part = svg.resolveSibling(svg.getFileName() + ".part");
      Files.writeString(part, drawing);
      Files.move(part, svg, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliFailure(CliFailure.REFUSED, svg + " cannot be written: " + e.getMessage());
    }
  }
}
