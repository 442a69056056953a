package io.orchestrator.analysis.information.network;

import java.util.List;

/**
 * Of all network inferences; the names of IDTxl in brackets, its defaults in {@link #of}.
 *
 * @param maxLagSources [max_lag_sources] 0 (information without a lag) only for mutual information
 * @param minLagSources [min_lag_sources]
 * @param maxLagTarget [max_lag_target] at least 1; of transfer entropy and information storage
 * @param tauSources [tau_sources] distance of candidate lags
 * @param tauTarget [tau_target]
 * @param maxStatistic [n_perm_max_stat, alpha_max_stat] of inclusion
 * @param minStatistic [n_perm_min_stat, alpha_min_stat] of pruning
 * @param omnibus [n_perm_omnibus, alpha_omnibus] of all sources jointly
 * @param sequential [n_perm_max_seq, alpha_max_seq] of each source
 * @param storage [n_perm_mi, alpha_mi] of information storage
 * @param permutations how surrogates are made, where the estimator has no exact test
 * @param conditions [add_conditionals] always conditioned on, never candidates
 * @param localValues [local_values] also a value for each row
 * @param falseDiscovery correction over the network
 * @param seed equal seeds give equal results, whatever the number of threads
 */
public record InferenceSettings(
    int maxLagSources,
    int minLagSources,
    int maxLagTarget,
    int tauSources,
    int tauTarget,
    Test maxStatistic,
    Test minStatistic,
    Test omnibus,
    Test sequential,
    Test storage,
    PermutationSettings permutations,
    List<Variable> conditions,
    boolean localValues,
    FalseDiscoverySettings falseDiscovery,
    long seed) {

  /**
   * @param permutations surrogates where the estimator has no exact test
   * @param alpha a chance below it is significant, in (0, 1)
   */
  public record Test(int permutations, double alpha) {
    public Test {
      if (!(alpha > 0 && alpha < 1)) {
        throw new IllegalArgumentException("alpha must be in (0, 1), was " + alpha);
      }
      if (permutations < 1 || permutations > 1_000_000 || !(1.0 / permutations < alpha)) {
        throw new IllegalArgumentException(
            "%d permutations cannot give a chance below alpha %s: more than %d are needed"
                .formatted(permutations, alpha, (long) Math.floor(1 / alpha)));
      }
    }

    /** At least {@code count} permutations. */
    Test atLeast(int count) {
      return count > permutations ? new Test(count, alpha) : this;
    }
  }

  /**
   * @param by what is corrected for
   * @param alpha share of false findings among all
   * @param anyDependence Benjamini and Yekutieli instead of Benjamini and Hochberg
   */
  public record FalseDiscoverySettings(By by, double alpha, boolean anyDependence) {
    /** [correct_by_target] */
    public enum By {
      NOTHING,
      /** Targets, by a chance that counts the search among all candidates. */
      TARGET,
      /** As IDTxl: targets, by the joint test alone. Noise gives too many links. */
      TARGET_JOINT,
      /** Variables, among all that were candidates. */
      LINK;

      public boolean target() {
        return this == TARGET || this == TARGET_JOINT;
      }
    }
  }

  public InferenceSettings {
    if (minLagSources < 0 || maxLagSources < minLagSources || maxLagSources > 1_000) {
      throw new IllegalArgumentException(
          "0 <= min_lag_sources <= max_lag_sources <= 1000 is needed");
    }
    if (maxLagTarget < 1 || maxLagTarget > 1_000) {
      throw new IllegalArgumentException("max_lag_target must be 1 to 1000");
    }
    if (tauSources < 1 || tauSources > Math.max(1, maxLagSources)) {
      throw new IllegalArgumentException("tau_sources must be 1 to max_lag_sources");
    }
    if (tauTarget < 1 || tauTarget > maxLagTarget) {
      throw new IllegalArgumentException("tau_target must be 1 to max_lag_target");
    }
    conditions = List.copyOf(conditions);
  }

  /** IDTxl's defaults, samples permuted, seed 0. */
  public static InferenceSettings of(int minLagSources, int maxLagSources) {
    return new InferenceSettings(
        maxLagSources,
        minLagSources,
        Math.max(1, maxLagSources),
        1,
        1,
        new Test(200, 0.05),
        new Test(500, 0.05),
        new Test(500, 0.05),
        new Test(500, 0.05),
        new Test(500, 0.05),
        PermutationSettings.RANDOM_IN_TIME,
        List.of(),
        false,
        new FalseDiscoverySettings(FalseDiscoverySettings.By.TARGET, 0.05, true),
        0);
  }

  /** The same with other surrogates. */
  public InferenceSettings with(PermutationSettings surrogates, long newSeed) {
    return new InferenceSettings(
        maxLagSources,
        minLagSources,
        maxLagTarget,
        tauSources,
        tauTarget,
        maxStatistic,
        minStatistic,
        omnibus,
        sequential,
        storage,
        surrogates,
        conditions,
        localValues,
        falseDiscovery,
        newSeed);
  }

  int largestLag(Inference kind) {
    int ofConditions = conditions.stream().mapToInt(Variable::lag).max().orElse(0);
    int ofSources = kind == Inference.INFORMATION_STORAGE ? 0 : maxLagSources;
    int ofTarget = kind.ownPast() ? maxLagTarget : 0;
    return Math.max(ofConditions, Math.max(ofSources, ofTarget));
  }
}
