package io.orchestrator.analysis.learn;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** A way to learn from samples. */
public interface Learner {
  /** Name of the engine: {@code machine_learning} or {@code neural_network}. */
  String engine();

  /** Feature layout and hyper-parameters in one word: only a model of equal layout is loaded. */
  String layout();

  /** Bars that a row needs before its newest one, on top of the features' warm-up. */
  int history();

  /**
   * Trains on all rows and scores out of sample.
   *
   * @param rows oldest first
   * @param progress told values 0 to 1 in rising order
   */
  Trained train(List<Samples.Row> rows, long seed, DoubleConsumer progress);

  /**
   * @throws IOException the bytes are no model of this kind
   */
  Model load(byte[] bytes) throws IOException;

  /**
   * @param library what trained it, with a reason if it was the second choice
   */
  record Trained(Model model, Scores scores, String library) {}

  /** A trained model; not thread-safe. */
  interface Model extends AutoCloseable {
    /** One probability of "up" per window. */
    double[] probabilityUp(List<Samples.Window> windows);

    byte[] bytes();

    /** Feature to relative importance, summing to 1; empty where the model has none. */
    Map<String, Double> importance();

    @Override
    void close();
  }
}
