package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.network.ConditionalInformation.Batches;
import io.orchestrator.analysis.information.network.ConditionalInformation.Measured;
import io.orchestrator.analysis.information.network.ConditionalInformation.NullLaw;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.TargetResult.Moments;
import io.orchestrator.analysis.information.network.TargetResult.Tested;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The tests of the greedy inference. With surrogates: the chance is the share of surrogates at or
 * above the value, at least 1/n; significant below alpha. A test whose outcome is already decided
 * is not finished; the decision is that of the full test. Where the estimator knows the law of its
 * values without dependence, that law is used, and candidates count as independent, as their
 * surrogates would be.
 */
final class SignificanceTests {
  private final RowOrders orders;
  private final Run run;
  private final Optional<Batches> batches;

  /** A tie counts as reached whatever computed it. */
  private final double slack;

  SignificanceTests(RowOrders orders, Run run, Optional<Batches> batches) {
    this.orders = orders;
    this.run = run;
    this.batches = batches;
    this.slack = batches.isPresent() ? Batches.ROUNDING : 0;
  }

  private Optional<List<NullLaw>> laws(List<Measured> measured, Test test) {
    if (!orders.inTime(test.permutations())) {
      return Optional.empty();
    }
    List<NullLaw> laws = new ArrayList<>();
    for (Measured one : measured) {
      one.nullLaw().ifPresent(laws::add);
    }
    return laws.size() == measured.size() ? Optional.of(laws) : Optional.empty();
  }

  private static Tested decided(double value, double chance, Test test, Moments moments) {
    return new Tested(value, chance, chance < test.alpha(), moments);
  }

  private static double chance(int reached, Test test) {
    return Math.max(1, reached) / (double) test.permutations();
  }

  /** So many surrogates at or above the value, and it is not significant. */
  private static int lost(Test test) {
    return (int) Math.ceil(test.alpha() * test.permutations() - 1e-9);
  }

  /**
   * Is {@code value}, the largest of the candidates' values, larger than the largest of what they
   * would show by chance?
   *
   * @param candidates the likeliest first
   */
  Tested maximum(double value, List<Measured> candidates, Test test, long stream) {
    Optional<List<NullLaw>> laws = laws(candidates, test);
    if (laws.isPresent()) {
      double logNone = 0;
      for (NullLaw law : laws.get()) {
        logNone += Math.log1p(-law.tail(value));
      }
      return decided(value, -Math.expm1(logNone), test, Moments.NONE);
    }
    int reached = reached(value, candidates, test, stream, true);
    return decided(value, chance(reached, test), test, Moments.NONE);
  }

  /**
   * Is {@code value}, the smallest of the variables' values, larger than the smallest of what they
   * would show by chance?
   */
  Tested minimum(double value, List<Measured> variables, Test test, long stream) {
    Optional<List<NullLaw>> laws = laws(variables, test);
    if (laws.isPresent()) {
      double all = 1;
      for (NullLaw law : laws.get()) {
        all *= law.tail(value);
      }
      return decided(value, all, test, Moments.NONE);
    }
    int reached = reached(value, variables, test, stream, false);
    return decided(value, chance(reached, test), test, Moments.NONE);
  }

  /**
   * Permutations in which any, or all, of the surrogates reach the value; stops when it is lost.
   * Each looks at no more surrogates than it needs.
   */
  private int reached(double value, List<Measured> measured, Test test, long stream, boolean any) {
    int size = batch(measured, test);
    if (size > 0) {
      return reachedInBatches(value, measured, test, stream, any, size);
    }
    boolean inTime = orders.inTime(test.permutations());
    return run.countUntil(
        test.permutations(),
        s -> {
          for (int c = 0; c < measured.size(); c++) {
            int[] order = orders.order(inTime, stream * 31 + c, s);
            if (measured.get(c).surrogate(order) >= value == any) {
              return any;
            }
          }
          return !any;
        },
        lost(test));
  }

  /** How many permutations to compute at once; 0: one by one. */
  private int batch(List<Measured> measured, Test test) {
    return batches.map(b -> b.size(measured, test.permutations())).orElse(0);
  }

  /** The same count. */
  private int reachedInBatches(
      double value, List<Measured> measured, Test test, long stream, boolean any, int size) {
    int reached = 0;
    for (int from = 0; from < test.permutations() && reached < lost(test); from += size) {
      for (double[] permutation : batch(measured, test, stream, from, size)) {
        boolean hit = !any;
        for (double surrogate : permutation) {
          if (surrogate + slack >= value == any) {
            hit = any;
          }
        }
        reached += hit ? 1 : 0;
      }
    }
    return Math.min(reached, lost(test));
  }

  /** {@code [permutation][variable]} of the permutations from {@code from} on. */
  private double[][] batch(List<Measured> measured, Test test, long stream, int from, int size) {
    run.goOn();
    boolean inTime = orders.inTime(test.permutations());
    int count = Math.min(size, test.permutations() - from);
    int[][][] wanted = new int[measured.size()][count][];
    for (int c = 0; c < wanted.length; c++) {
      for (int s = 0; s < count; s++) {
        wanted[c][s] = orders.order(inTime, stream * 31 + c, from + s);
      }
    }
    double[][] values = batches.orElseThrow().surrogates(measured, wanted);
    double[][] byPermutation = new double[count][values.length];
    for (int s = 0; s < count; s++) {
      for (int c = 0; c < values.length; c++) {
        byPermutation[s][c] = values[c][s];
      }
    }
    return byPermutation;
  }

  /** One value against its own surrogates, all of them drawn, for their moments. */
  Tested single(Measured measured, Test test, long stream) {
    double value = measured.value();
    Optional<List<NullLaw>> laws = laws(List.of(measured), test);
    if (laws.isPresent()) {
      return decided(value, laws.get().get(0).tail(value), test, Moments.NONE);
    }
    double[] surrogates = surrogates(measured, test, stream);
    int reached = (int) Arrays.stream(surrogates).filter(s -> s + slack >= value).count();
    return decided(value, chance(reached, test), test, moments(surrogates));
  }

  /**
   * Each value against the surrogates of its rank: the r-th largest value against the r-th largest
   * of each permutation. Ranks below the first that fails are not significant.
   *
   * @return in the order of {@code variables}
   */
  List<Tested> sequential(List<Measured> variables, Test test, long stream) {
    int count = variables.size();
    double[] values = new double[count];
    run.forEach(count, i -> values[i] = variables.get(i).value());
    int[] ranked =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) -> Double.compare(values[b], values[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    Optional<List<NullLaw>> laws = laws(variables, test);
    double[][] drawn = laws.isPresent() ? null : table(variables, test, stream);
    Tested[] results = new Tested[count];
    boolean open = true;
    for (int rank = 0; rank < count; rank++) {
      int i = ranked[rank];
      int place = count - 1 - rank;
      double[] ofRank =
          laws.isPresent() ? null : Arrays.stream(drawn).mapToDouble(row -> row[place]).toArray();
      double chance = 1;
      if (open) {
        double value = values[i];
        chance =
            laws.isPresent()
                ? atLeast(rank + 1, laws.get(), value)
                : chance((int) Arrays.stream(ofRank).filter(s -> s + slack >= value).count(), test);
      }
      open = open && chance < test.alpha();
      Moments moments = laws.isPresent() ? Moments.NONE : moments(ofRank);
      results[i] = new Tested(values[i], chance, open, moments);
    }
    return List.of(results);
  }

  /** {@code [permutation][variable]}, each row rising. */
  private double[][] table(List<Measured> variables, Test test, long stream) {
    int size = batch(variables, test);
    if (size > 0) {
      double[][] rows = new double[test.permutations()][];
      for (int from = 0; from < rows.length; from += size) {
        double[][] part = batch(variables, test, stream, from, size);
        System.arraycopy(part, 0, rows, from, part.length);
      }
      Arrays.stream(rows).forEach(Arrays::sort);
      return rows;
    }
    boolean inTime = orders.inTime(test.permutations());
    double[][] drawn = new double[test.permutations()][variables.size()];
    run.forEach(
        test.permutations(),
        s -> {
          for (int c = 0; c < variables.size(); c++) {
            drawn[s][c] = variables.get(c).surrogate(orders.order(inTime, stream * 31 + c, s));
          }
          Arrays.sort(drawn[s]);
        });
    return drawn;
  }

  private double[] surrogates(Measured measured, Test test, long stream) {
    return Arrays.stream(table(List.of(measured), test, stream)).mapToDouble(r -> r[0]).toArray();
  }

  private static Moments moments(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Moments(values.length, mean, Math.sqrt(squares / Math.max(1, values.length - 1)));
  }

  /** Chance that at least {@code count} of independent variables reach the value. */
  private static double atLeast(int count, List<NullLaw> laws, double value) {
    double[] exactly = new double[laws.size() + 1];
    exactly[0] = 1;
    for (NullLaw law : laws) {
      double one = law.tail(value);
      for (int n = laws.size(); n >= 1; n--) {
        exactly[n] = exactly[n] * (1 - one) + exactly[n - 1] * one;
      }
      exactly[0] *= 1 - one;
    }
    double chance = 0;
    for (int n = count; n < exactly.length; n++) {
      chance += exactly[n];
    }
    return Math.min(1, chance);
  }
}
