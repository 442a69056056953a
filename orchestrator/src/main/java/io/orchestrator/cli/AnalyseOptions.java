package io.orchestrator.cli;

import io.orchestrator.analysis.information.discrete.DiscreteInformation;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.nearest.Norm;
import io.orchestrator.analysis.information.network.ConditionalInformation;
import io.orchestrator.analysis.information.network.GaussianConditional;
import io.orchestrator.analysis.information.network.KraskovInformation;
import io.orchestrator.analysis.information.network.PermutationSettings;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.domain.port.Accelerator;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What every measure takes: data, estimator, surrogates. Settings are named as in IDTxl. */
final class AnalyseOptions {
  /** As of a process that was ended by Ctrl-C. */
  static final int CANCELLED = 130;

  /** As of timeout(1). */
  static final int OUT_OF_TIME = 124;

  private static final int MOST_THREADS = 256;
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final long ENDING_SECONDS = 10;
  private static final int MOST_ROWS = 1_000_000;

  enum Estimator {
    KSG,
    GAUSSIAN,
    DISCRETE
  }

  @Mixin SeriesOptions series;

  @Option(
      names = "--estimator",
      required = true,
      description =
          "ksg (nearest neighbours, any dependence), gaussian (linear, exact tests), discrete"
              + " (counting, bits).")
  Estimator estimator;

  @Option(names = "--kraskov_k", defaultValue = "4", description = "Neighbours (${DEFAULT-VALUE}).")
  int neighbours;

  @Option(
      names = "--algorithm_num",
      defaultValue = "1",
      description = "Kraskov's algorithm 1 or 2 (${DEFAULT-VALUE}).")
  int algorithm;

  @Option(
      names = "--theiler_t",
      defaultValue = "0",
      description = "Rows so near in time are no neighbours (${DEFAULT-VALUE}).")
  int theiler;

  @Option(
      names = "--noise_level",
      defaultValue = "0",
      description = "Deviation of noise that breaks ties (${DEFAULT-VALUE}).")
  double noise;

  @Option(
      names = "--perm_type",
      defaultValue = "random",
      description = "random, circular, block or local (${DEFAULT-VALUE}).")
  PermutationSettings.Type permutation;

  @Option(
      names = "--max_shift",
      defaultValue = "1",
      description = "Of circular: largest shift (${DEFAULT-VALUE}).")
  int maxShift;

  @Option(
      names = "--block_size",
      defaultValue = "1",
      description = "Of block: samples (${DEFAULT-VALUE}).")
  int blockSize;

  @Option(
      names = "--perm_range",
      defaultValue = "2",
      description = "Of block and local: range (${DEFAULT-VALUE}).")
  int range;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Equal seeds give equal results (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--num_threads",
      paramLabel = "N",
      description = "All cores unless given; results do not depend on it.")
  Integer threads;

  @Option(
      names = "--use_gpu",
      defaultValue = "true",
      arity = "1",
      description = "ksg: large tests on a GPU where there is one (${DEFAULT-VALUE}).")
  boolean useGpu;

  @Option(
      names = "--time_budget",
      paramLabel = "TIME",
      description = "Ends when it takes longer: 90s, 30m, 8h; no end unless given.")
  String budget;

  @Option(names = "--json", description = "Result as JSON.")
  boolean json;

  private Accelerator accelerator = Accelerator.NONE;

  /** What a measure does with its data. */
  interface Work {
    void on(SeriesFile data, SeriesSet series, Run run);
  }

  /**
   * Reads, runs, and turns a refusal or Ctrl-C into an exit code.
   *
   * @throws CliFailure the file or the settings cannot be used
   */
  int execute(CommandSpec spec, Work work) {
    SeriesFile data = series.read();
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (count < 1 || count > MOST_THREADS) {
      throw new CliFailure(CliFailure.USAGE, "--num_threads must be 1 to " + MOST_THREADS + ".");
    }
    AtomicBoolean cancelled = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    Thread onExit = new Thread(() -> cancel(cancelled, ended), "cancel-analysis");
    Runtime.getRuntime().addShutdownHook(onExit);
    ExecutorService helpers = Executors.newFixedThreadPool(count);
    try (AnalyseGpu gpu = gpu(spec)) {
      accelerator = gpu == null ? Accelerator.NONE : gpu.accelerator();
      Run run =
          new Run(
              helpers,
              count,
              cancelled::get,
              InstantSource.system(),
              budget(),
              new AnalyseProgress(spec.commandLine().getErr(), InstantSource.system()));
      work.on(data, SeriesSet.of(data.columns()), run);
      return 0;
    } catch (Run.OutOfTime e) {
      return ended(spec, "The time budget of " + budget + " is used up", OUT_OF_TIME);
    } catch (CancellationException e) {
      return ended(spec, "Cancelled", CANCELLED);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.USAGE, "This cannot be measured: " + e.getMessage());
    } finally {
      helpers.shutdownNow();
      ended.countDown();
      if (!cancelled.get()) {
        Runtime.getRuntime().removeShutdownHook(onExit);
      }
    }
  }

  private static int ended(CommandSpec spec, String why, int code) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(why + "; no result was written.");
    err.flush();
    return code;
  }

  private Duration budget() {
    if (budget == null) {
      return LONGEST;
    }
    try {
      Duration given = Duration.parse("PT" + budget.strip());
      if (given.isPositive() && given.compareTo(LONGEST) <= 0) {
        return given;
      }
    } catch (DateTimeParseException e) {
      // The same words as for a budget that is not positive.
    }
    throw new CliFailure(
        CliFailure.USAGE, "--time_budget is a time like 90s, 30m or 8h, not '" + budget + "'.");
  }

  private AnalyseGpu gpu(CommandSpec spec) {
    return estimator == Estimator.KSG && useGpu
        ? AnalyseGpu.open(spec.commandLine().getErr())
        : null;
  }

  /** Ctrl-C: the process waits until the work has noticed. */
  private static void cancel(AtomicBoolean cancelled, CountDownLatch ended) {
    cancelled.set(true);
    try {
      ended.await(ENDING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ConditionalInformation estimator() {
    return switch (estimator) {
      case GAUSSIAN -> new GaussianConditional();
      case DISCRETE -> new DiscreteInformation(series.binning());
      case KSG ->
          new KraskovInformation(
              new KraskovSettings(
                  neighbours, algorithm, Norm.MAXIMUM, theiler, noise, seed, false, MOST_ROWS),
              accelerator);
    };
  }

  PermutationSettings permutations() {
    return new PermutationSettings(true, permutation, maxShift, blockSize, range);
  }
}
