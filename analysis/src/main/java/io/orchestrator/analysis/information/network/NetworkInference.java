package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.network.ConditionalInformation.Rows;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.TargetResult.Selected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs an inference over targets and corrects for their number. Series are scaled first. Targets
 * that are known already, from a run that was interrupted, are not analysed again.
 */
public final class NetworkInference {
  private final Inference kind;
  private final ConditionalInformation estimator;
  private final InferenceSettings settings;
  private final Run run;

  public NetworkInference(
      Inference kind, ConditionalInformation estimator, InferenceSettings settings, Run run) {
    boolean lagged = kind == Inference.MULTIVARIATE_TE || kind == Inference.BIVARIATE_TE;
    if (lagged && settings.minLagSources() < 1) {
      throw new IllegalArgumentException("min_lag_sources must be at least 1 for transfer entropy");
    }
    this.kind = kind;
    this.estimator = estimator;
    this.settings = settings;
    this.run = run;
  }

  /** Every series as target, all others as its sources. */
  public NetworkResult analyse(SeriesSet series) {
    return analyse(
        series, IntStream.range(0, series.processes()).boxed().toList(), List.of(), target -> {});
  }

  /**
   * @param targets series to analyse
   * @param known results of an earlier run over the same data with the same settings
   * @param finished told each target as soon as it is done, to be kept for {@code known}
   * @throws IllegalArgumentException unknown series, too few rows
   * @throws java.util.concurrent.CancellationException by the run
   */
  public NetworkResult analyse(
      SeriesSet series,
      Collection<Integer> targets,
      Collection<TargetResult> known,
      Consumer<TargetResult> finished) {
    for (int target : targets) {
      if (target < 0 || target >= series.processes()) {
        throw new IllegalArgumentException("there is no series " + target);
      }
    }
    int needed = needed(series, targets.size());
    InferenceSettings enough = enoughPermutations(needed);
    // Only by target does the chance of the whole search enter the correction.
    int resolution = enough.falseDiscovery().by() == By.TARGET ? needed : 1;
    int largestLag = enough.largestLag(kind);
    SeriesSet scaled = series.normalised();
    Realisations realisations = new Realisations(scaled, largestLag);
    Rows rows = estimator.over(scaled, largestLag);
    RowOrders orders =
        new RowOrders(
            enough.permutations(),
            realisations.rowsPerTrial(),
            series.replications(),
            enough.seed());
    SignificanceTests tests = new SignificanceTests(orders, run, estimator.batches());
    Map<Integer, TargetResult> results = new TreeMap<>();
    known.forEach(result -> results.put(result.target(), result));
    results.keySet().retainAll(targets);
    for (int target : targets) {
      if (!results.containsKey(target)) {
        double share = (double) results.size() / targets.size();
        List<Integer> sources =
            IntStream.range(0, series.processes()).filter(p -> p != target).boxed().toList();
        TargetResult result =
            new TargetInference(kind, enough, rows, run.from(share), tests, resolution, target)
                .run(sources);
        results.put(target, result);
        finished.accept(result);
      }
    }
    run.done();
    List<TargetResult> found = List.copyOf(results.values());
    return new NetworkResult(
        kind,
        estimator.name(),
        estimator.parameters(),
        estimator.unit(),
        series.processes(),
        realisations.rows(),
        enough,
        found,
        corrected(found, enough.falseDiscovery()));
  }

  /**
   * Surrogates so many that even the strictest rank of the correction can be passed: 1/n must be
   * below alpha / (m · sum of 1/i).
   */
  private int needed(SeriesSet series, int targets) {
    FalseDiscoverySettings fdr = settings.falseDiscovery();
    if (fdr.by() == By.NOTHING) {
      return 1;
    }
    int lags = 1 + (settings.maxLagSources() - settings.minLagSources()) / settings.tauSources();
    int others = series.processes() - 1;
    boolean oneByOne = !kind.together() && kind != Inference.INFORMATION_STORAGE;
    long perTarget = fdr.by() == By.TARGET && oneByOne ? Math.max(1, others) : 1;
    long tests = fdr.by().target() ? targets : (long) targets * others * lags;
    double harmonic = fdr.anyDependence() ? Math.log(Math.max(1, tests)) + 1 : 1;
    double needed = Math.ceil(tests * harmonic * perTarget / fdr.alpha()) + 1;
    return (int) Math.min(1_000_000, needed);
  }

  private InferenceSettings enoughPermutations(int needed) {
    FalseDiscoverySettings fdr = settings.falseDiscovery();
    boolean byTarget = fdr.by().target();
    Test omnibus = byTarget ? settings.omnibus().atLeast(needed) : settings.omnibus();
    Test storage = byTarget ? settings.storage().atLeast(needed) : settings.storage();
    Test sequential =
        fdr.by() == By.LINK ? settings.sequential().atLeast(needed) : settings.sequential();
    return new InferenceSettings(
        settings.maxLagSources(),
        settings.minLagSources(),
        settings.maxLagTarget(),
        settings.tauSources(),
        settings.tauTarget(),
        settings.maxStatistic(),
        settings.minStatistic(),
        omnibus,
        sequential,
        storage,
        settings.permutations(),
        settings.conditions(),
        settings.localValues(),
        fdr,
        settings.seed());
  }

  /** Kept are targets, or variables, that survive among all tests that were done. */
  private static List<TargetResult> corrected(
      List<TargetResult> found, FalseDiscoverySettings fdr) {
    return switch (fdr.by()) {
      case NOTHING -> found;
      case TARGET, TARGET_JOINT -> {
        double[] adjusted = targetChances(found, fdr);
        List<TargetResult> kept = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
          kept.add(adjusted[i] <= fdr.alpha() ? found.get(i) : found.get(i).keeping(List.of()));
        }
        yield List.copyOf(kept);
      }
      case LINK -> byLink(found, fdr);
    };
  }

  /** Adjusted where the correction is by target, else as they are. */
  static double[] targetChances(List<TargetResult> found, FalseDiscoverySettings fdr) {
    boolean joint = fdr.by() == By.TARGET_JOINT;
    double[] chances =
        found.stream().mapToDouble(t -> joint ? t.joint().chance() : t.chance()).toArray();
    return fdr.by().target() ? FalseDiscovery.adjust(chances, fdr.anyDependence()) : chances;
  }

  private static List<TargetResult> byLink(List<TargetResult> found, FalseDiscoverySettings fdr) {
    List<Double> chances = new ArrayList<>();
    found.forEach(t -> t.selectedSources().forEach(s -> chances.add(s.tested().chance())));
    // Every candidate was tested, not only the selected: the others count with chance 1.
    int tests = found.stream().mapToInt(TargetResult::testsDone).sum();
    double[] all = new double[Math.max(tests, chances.size())];
    java.util.Arrays.fill(all, 1);
    for (int i = 0; i < chances.size(); i++) {
      all[i] = chances.get(i);
    }
    double[] adjusted = FalseDiscovery.adjust(all, fdr.anyDependence());
    List<TargetResult> kept = new ArrayList<>();
    int at = 0;
    for (TargetResult target : found) {
      List<Selected> survivors = new ArrayList<>();
      for (Selected selected : target.selectedSources()) {
        if (adjusted[at++] <= fdr.alpha()) {
          survivors.add(selected);
        }
      }
      kept.add(target.keeping(survivors));
    }
    return List.copyOf(kept);
  }
}
