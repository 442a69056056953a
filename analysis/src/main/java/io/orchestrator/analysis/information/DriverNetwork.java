package io.orchestrator.analysis.information;

import io.orchestrator.analysis.information.network.ConditionalInformation;
import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.information.network.TargetResult;
import io.orchestrator.analysis.information.network.Variable;
import io.orchestrator.domain.port.Accelerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Who drives whom, and what each series' own past says; both corrected over all targets.
 *
 * @param targets one per series, in its order
 * @param rows that entered each estimate
 */
public record DriverNetwork(List<Target> targets, int rows) {
  /**
   * @param ownLags of its past that carry information; empty if none is significant
   * @param storageNats active information storage
   * @param storageChance of it, adjusted for the number of targets
   * @param drivers in the order of selection
   */
  public record Target(
      int index,
      List<Integer> ownLags,
      double storageNats,
      double storageChance,
      List<Driver> drivers) {}

  /**
   * @param source index of the driving series
   * @param lag steps from its value to the target's next one
   * @param nats information given the target's past and all other drivers
   * @param chance of the variable by itself
   * @param adjusted chance of the target's drivers together, the search and all targets counted
   */
  public record Driver(int source, int lag, double nats, double chance, double adjusted) {
    double leastSure() {
      return Math.max(chance, adjusted);
    }
  }

  /** With the estimator of the settings on the CPU. */
  public static DriverNetwork of(
      double[][] series, NetworkSettings settings, long seed, DoubleConsumer progress) {
    return of(series, settings, settings.information(Accelerator.NONE), seed, progress);
  }

  /**
   * @param series {@code [series][time]} of equal length, finite, scaled alike
   * @param progress told values 0 to 1 in rising order
   * @throws IllegalArgumentException too many columns or too few rows for the settings
   */
  static DriverNetwork of(
      double[][] series,
      NetworkSettings settings,
      ConditionalInformation estimator,
      long seed,
      DoubleConsumer progress) {
    settings.check(series.length, series[0].length);
    SeriesSet set = SeriesSet.of(series);
    InferenceSettings inference = settings.inference(seed);
    NetworkResult storage =
        new NetworkInference(
                Inference.INFORMATION_STORAGE, estimator, inference, run(progress, 0, 0.2))
            .analyse(set);
    NetworkResult transfer =
        new NetworkInference(
                Inference.MULTIVARIATE_TE, estimator, inference, run(progress, 0.2, 0.8))
            .analyse(set);
    double[] storageChances = storage.targetChances();
    double[] transferChances = transfer.targetChances();
    List<Target> targets = new ArrayList<>();
    for (int t = 0; t < series.length; t++) {
      TargetResult own = storage.corrected().get(t);
      boolean remembers = own.joint().significant();
      double adjusted = transferChances[t];
      targets.add(
          new Target(
              t,
              remembers ? own.selectedPast().stream().map(Variable::lag).toList() : List.of(),
              own.joint().value(),
              storageChances[t],
              transfer.corrected().get(t).selectedSources().stream()
                  .map(
                      s ->
                          new Driver(
                              s.variable().process(),
                              s.variable().lag(),
                              s.tested().value(),
                              s.tested().chance(),
                              adjusted))
                  .toList()));
    }
    return new DriverNetwork(List.copyOf(targets), transfer.rows());
  }

  /** Its caller bounds the time: a workflow step has a deadline and interrupts. */
  private static Run run(DoubleConsumer progress, double from, double share) {
    return new Run(
        null,
        1,
        () -> false,
        InstantSource.system(),
        Duration.ofDays(1),
        (done, what) -> progress.accept(from + share * done));
  }
}
