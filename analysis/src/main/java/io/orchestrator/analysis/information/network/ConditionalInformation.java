package io.orchestrator.analysis.information.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An estimator of I(X;Y|Z) as the inference asks it. Safe for many threads. */
public interface ConditionalInformation {
  /** {@code gaussian}, {@code kraskov}, … */
  String name();

  /** {@code nats} or {@code bits}. */
  String unit();

  /** Settings of the estimator by IDTxl's names, numbers and words. */
  Map<String, Object> parameters();

  /** Surrogates of many variables at once, where the estimator has a faster way for that. */
  default Optional<Batches> batches() {
    return Optional.empty();
  }

  /** Many at once. */
  interface Batches {
    /** Values that were computed elsewhere may differ by so much from {@link Measured#value}. */
    double ROUNDING = 1e-11;

    /**
     * @param permutations wanted of each variable
     * @return how many of them to ask for at once; 0: one by one is faster
     */
    int size(List<Measured> variables, int permutations);

    /**
     * @param orders {@code [variable][permutation][row]}
     * @return {@code [variable][permutation]}
     */
    double[][] surrogates(List<Measured> variables, int[][][] orders);
  }

  /** Binds the estimator to rows. */
  Rows over(SeriesSet series, int largestLag);

  /** Bound to rows. */
  interface Rows {
    /**
     * Fixes y and z.
     *
     * @param y the target's present value
     * @param questions about how many values and surrogates will be asked for
     */
    Given given(Variable y, List<Variable> z, int questions);
  }

  /** Bound to y and z. */
  @FunctionalInterface
  interface Given {
    /**
     * @param x at least one variable; several are taken jointly
     */
    Measured of(List<Variable> x);
  }

  /** One x given y and z. */
  interface Measured {
    /** I(X;Y|Z). */
    double value();

    /**
     * I(X;Y|Z) with the rows of x in another order.
     *
     * @param order row {@code i} takes what row {@code order[i]} had
     */
    double surrogate(int[] order);

    /** One value for each row, whose mean is {@link #value}. */
    double[] local();

    /** The law of the estimate when x tells nothing, where it is known. */
    Optional<NullLaw> nullLaw();
  }

  /** How large the estimate gets by chance. */
  @FunctionalInterface
  interface NullLaw {
    /** Chance of at least {@code value}, 0 to 1. */
    double tail(double value);
  }
}
