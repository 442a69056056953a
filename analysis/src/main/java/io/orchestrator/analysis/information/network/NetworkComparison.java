package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.network.ConditionalInformation.Measured;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Is a link stronger in one set of data than in another? IDTxl's NetworkComparison: of each target
 * the union of what the networks found is taken as its model, each link's information is measured
 * with that model in all data, and the difference is held against differences by chance.
 */
public final class NetworkComparison {
  /** Whose surrogates are drawn. */
  public enum Kind {
    /**
     * Two data sets of one system: the target's present is permuted in each by itself. The null
     * hypothesis is that the link exists in neither; where it does in both, the test is careful.
     */
    WITHIN,
    /** Groups of data sets: they change groups. */
    BETWEEN
  }

  /**
   * @param test [n_perm_comp, alpha_comp]; two-tailed: the smaller tail against half of alpha
   * @param seed equal seeds give equal results
   */
  public record Settings(InferenceSettings inference, Test test, long seed) {}

  /**
   * @param first information of the link in the first data, mean of the group
   * @param second the same of the second
   * @param chance of the smaller tail, at least 1/n
   */
  public record Difference(
      int source, int target, double first, double second, double chance, boolean significant) {
    /** [cmi_diff_abs] */
    public double absolute() {
      return Math.abs(first - second);
    }

    /** [a>b] */
    public boolean firstIsStronger() {
      return first > second;
    }
  }

  private final ConditionalInformation estimator;
  private final Settings settings;
  private final Run run;

  public NetworkComparison(ConditionalInformation estimator, Settings settings, Run run) {
    this.estimator = estimator;
    this.settings = settings;
    this.run = run;
  }

  /**
   * Two data sets of one system.
   *
   * @param first its network, and {@code a} its data
   * @throws IllegalArgumentException other series, other largest lags or other kinds of network
   */
  public List<Difference> within(
      NetworkResult first, NetworkResult second, SeriesSet a, SeriesSet b) {
    return compare(List.of(first, second), List.of(a), List.of(b), Kind.WITHIN);
  }

  /**
   * Two groups of data sets.
   *
   * @param networks of any of them
   * @throws IllegalArgumentException as {@link #within}; or too few data sets for the permutations
   */
  public List<Difference> between(
      List<NetworkResult> networks, List<SeriesSet> first, List<SeriesSet> second) {
    double regroupings = binomial(first.size() + second.size(), first.size());
    if (regroupings < settings.test().permutations()) {
      throw new IllegalArgumentException(
          "%d and %d data sets have %.0f groupings, fewer than %d permutations"
              .formatted(first.size(), second.size(), regroupings, settings.test().permutations()));
    }
    return compare(networks, first, second, Kind.BETWEEN);
  }

  private static double binomial(int n, int k) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return Math.rint(ways);
  }

  private List<Difference> compare(
      List<NetworkResult> networks, List<SeriesSet> first, List<SeriesSet> second, Kind kind) {
    check(networks, first, second);
    Inference inference = networks.get(0).kind();
    int largestLag = settings.inference().largestLag(inference);
    List<Bound> firsts = bound(first, largestLag);
    List<Bound> seconds = bound(second, largestLag);
    List<Difference> differences = new ArrayList<>();
    for (int target = 0; target < networks.get(0).processes(); target++) {
      Union union = Union.of(networks, target);
      for (int source : union.processes()) {
        run.goOn();
        long stream = (long) target << 20 | source;
        differences.add(
            kind == Kind.WITHIN
                ? within(union, source, firsts.get(0), seconds.get(0), inference, stream)
                : between(union, source, firsts, seconds, inference, stream));
      }
    }
    differences.sort(
        Comparator.comparingInt(Difference::target).thenComparingInt(Difference::source));
    return List.copyOf(differences);
  }

  private void check(List<NetworkResult> networks, List<SeriesSet> first, List<SeriesSet> second) {
    if (networks.isEmpty() || first.isEmpty() || second.isEmpty()) {
      throw new IllegalArgumentException("networks and data of both sides are needed");
    }
    NetworkResult one = networks.get(0);
    for (NetworkResult network : networks) {
      boolean alike =
          network.kind() == one.kind()
              && network.processes() == one.processes()
              && network.settings().maxLagSources() == settings.inference().maxLagSources()
              && network.settings().maxLagTarget() == settings.inference().maxLagTarget();
      if (!alike || network.kind() == Inference.INFORMATION_STORAGE) {
        throw new IllegalArgumentException(
            "networks of one kind, of the same series and with equal largest lags are needed");
      }
    }
    for (List<SeriesSet> group : List.of(first, second)) {
      for (SeriesSet data : group) {
        if (data.processes() != one.processes()) {
          throw new IllegalArgumentException(
              "data of %d series for networks of %d".formatted(data.processes(), one.processes()));
        }
      }
    }
  }

  /** What the networks found of a target, together. */
  private record Union(int target, List<Variable> past, List<Variable> sources) {
    static Union of(List<NetworkResult> networks, int target) {
      Set<Variable> past = new LinkedHashSet<>();
      Set<Variable> sources = new LinkedHashSet<>();
      for (NetworkResult network : networks) {
        for (TargetResult result : network.corrected()) {
          if (result.target() == target) {
            past.addAll(result.selectedPast());
            result.sourceVariables().forEach(sources::add);
          }
        }
      }
      return new Union(target, List.copyOf(past), List.copyOf(sources));
    }

    List<Integer> processes() {
      return sources.stream().map(Variable::process).distinct().sorted().toList();
    }
  }

  /** A data set with the estimator bound to its rows. */
  private record Bound(ConditionalInformation.Rows rows, RowOrders orders) {}

  private List<Bound> bound(List<SeriesSet> group, int largestLag) {
    return group.stream()
        .map(
            data -> {
              SeriesSet scaled = data.normalised();
              Realisations rows = new Realisations(scaled, largestLag);
              return new Bound(
                  estimator.over(scaled, largestLag),
                  new RowOrders(
                      settings.inference().permutations(),
                      rows.rowsPerTrial(),
                      data.replications(),
                      settings.seed()));
            })
        .toList();
  }

  private Measured link(Union union, int source, Bound data, Inference inference, int questions) {
    List<Variable> own = new ArrayList<>();
    List<Variable> given = new ArrayList<>(union.past());
    for (Variable variable : union.sources()) {
      if (variable.process() == source) {
        own.add(variable);
      } else if (inference.together()) {
        given.add(variable);
      }
    }
    return data.rows().given(new Variable(union.target(), 0), given, questions).of(own);
  }

  private Difference within(
      Union union, int source, Bound a, Bound b, Inference inference, long stream) {
    int count = settings.test().permutations();
    Measured first = link(union, source, a, inference, count + 1);
    Measured second = link(union, source, b, inference, count + 1);
    double[] differences = new double[count];
    run.forEach(
        count,
        s ->
            differences[s] =
                surrogate(first, a.orders(), 2 * stream, s)
                    - surrogate(second, b.orders(), 2 * stream + 1, s));
    return tested(source, union.target(), first.value(), second.value(), differences);
  }

  /** Rows of the sources change places: against them the present does, as if it were permuted. */
  private double surrogate(Measured measured, RowOrders orders, long stream, int index) {
    return measured.surrogate(
        orders.order(orders.inTime(settings.test().permutations()), stream, index));
  }

  private Difference between(
      Union union,
      int source,
      List<Bound> first,
      List<Bound> second,
      Inference inference,
      long stream) {
    List<Bound> all = new ArrayList<>(first);
    all.addAll(second);
    double[] values = new double[all.size()];
    run.forEach(
        values.length, i -> values[i] = link(union, source, all.get(i), inference, 1).value());
    UniformRandomProvider random =
        RandomSource.SPLIT_MIX_64.create(settings.seed() * 0x9E3779B97F4A7C15L + stream);
    double[] differences = new double[settings.test().permutations()];
    double[] regrouped = values.clone();
    for (int s = 0; s < differences.length; s++) {
      for (int i = regrouped.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double swap = regrouped[i];
        regrouped[i] = regrouped[j];
        regrouped[j] = swap;
      }
      differences[s] =
          mean(regrouped, 0, first.size()) - mean(regrouped, first.size(), values.length);
    }
    return tested(
        source,
        union.target(),
        mean(values, 0, first.size()),
        mean(values, first.size(), values.length),
        differences);
  }

  private static double mean(double[] values, int from, int to) {
    return IntStream.range(from, to).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private Difference tested(
      int source, int target, double first, double second, double[] differences) {
    Test test = settings.test();
    double observed = first - second;
    // Sums of the same numbers in another order may differ in the last digit: ties count.
    double slack = 1e-12 * (Math.abs(first) + Math.abs(second));
    long above = Arrays.stream(differences).filter(d -> d >= observed - slack).count();
    long below = Arrays.stream(differences).filter(d -> d <= observed + slack).count();
    double chance = Math.max(1, Math.min(above, below)) / (double) test.permutations();
    return new Difference(source, target, first, second, chance, chance < test.alpha() / 2);
  }
}
