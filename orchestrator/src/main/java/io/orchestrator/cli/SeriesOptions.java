package io.orchestrator.cli;

import io.orchestrator.analysis.information.discrete.Binning;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which series are measured, and how they become symbols where that is wanted. */
final class SeriesOptions {
  @Option(
      names = "--csv",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "First line: names; columns are series; 'date' or 'timestamp' is left out.",
        "Several files: with --column."
      })
  private List<Path> files;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "Take this column of each file, joined by date; series are named as files.")
  private String column;

  @Option(names = "--returns", description = "Take ln(v(t)/v(t-1)) of each series.")
  private boolean returns;

  @Option(
      names = "--discretise_method",
      defaultValue = "max_ent",
      description = "none, equal or max_ent (${DEFAULT-VALUE}).")
  private Binning.Method binning;

  @Option(
      names = "--n_discrete_bins",
      defaultValue = "2",
      description = "Symbols of each series (${DEFAULT-VALUE}).")
  private int bins;

  SeriesFile read() {
    return read(files);
  }

  /** Other files, read as those of {@code --csv}. */
  SeriesFile read(List<Path> others) {
    return SeriesFile.of(others, column, returns);
  }

  /**
   * @throws IllegalArgumentException if there are too few or too many bins
   */
  Binning binning() {
    return binning == Binning.Method.NONE ? Binning.none() : new Binning(binning, bins);
  }
}
