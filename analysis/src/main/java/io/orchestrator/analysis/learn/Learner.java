package io.orchestrator.analysis.learn;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** A kind of model and how it is fitted. */
public interface Learner {
  /** Short name of the kind: {@code logistic}, {@code boosted_trees} or {@code lstm}. */
  String kind();

  /** Feature layout and hyper-parameters in one word: only a model of equal layout is loaded. */
  String layout();

  /** What does the work, with its version and, where it is the second choice, the reason. */
  String library();

  /** Bars that a row needs before its newest one, on top of the features' warm-up. */
  int history();

  /** Steps of the walk forward, at least 2: the first serves for calibration only. */
  int folds();

  /** Share of the times that the walk forward is scored on, 0 to 1. */
  double testShare();

  /**
   * Fits to all rows.
   *
   * @param rows oldest first
   * @param progress told values 0 to 1 in rising order
   */
  Model fit(List<Samples.Row> rows, long seed, DoubleConsumer progress);

  /**
   * @throws IOException the bytes are no model of this kind
   */
  Model load(byte[] bytes) throws IOException;

  /**
   * @param probabilityUp as {@link Model#probabilityUp}
   * @param contributions what each feature adds to the log-odds of "up", {@code [window][feature]}
   */
  record Explained(double[] probabilityUp, double[][] contributions) {}

  /** A trained model; not thread-safe. */
  interface Model extends AutoCloseable {
    /** One probability of "up" per window, not calibrated. */
    double[] probabilityUp(List<Samples.Window> windows);

    /** The same probabilities with their reasons, in fewer passes than one after the other. */
    Explained explained(List<Samples.Window> windows);

    byte[] bytes();

    /** Feature to relative importance, summing to 1; empty where the model has none. */
    Map<String, Double> importance();

    @Override
    void close();
  }
}
