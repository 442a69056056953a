package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Boosted trees on pooled rows: LightGBM, or Tribuo's AdaBoost where LightGBM's native library
 * cannot be loaded (it needs the system's libgomp).
 */
public final class BoostedTreesLearner implements Learner {
  private static final Logger log = LoggerFactory.getLogger(BoostedTreesLearner.class);

  private final Optional<String> nativeProblem;

  public BoostedTreesLearner() {
    this(LightGbmModel.nativeProblem());
  }

  /**
   * @param nativeProblem why LightGBM must not be used; empty if it may
   */
  BoostedTreesLearner(Optional<String> nativeProblem) {
    this.nativeProblem = nativeProblem;
    nativeProblem.ifPresent(
        reason -> log.warn("LightGBM is not usable, AdaBoost takes over: {}", reason));
  }

  @Override
  public String kind() {
    return "boosted_trees";
  }

  @Override
  public String layout() {
    return FeatureSet.LAYOUT + (nativeProblem.isPresent() ? "/adaboost-1" : "/lightgbm-1");
  }

  @Override
  public String library() {
    return nativeProblem
        .map(reason -> "tribuo adaboost 4.3 (" + reason + ")")
        .orElse("lightgbm4j 4.3");
  }

  @Override
  public int history() {
    return 0;
  }

  @Override
  public int folds() {
    return 4;
  }

  @Override
  public double testShare() {
    return 0.5;
  }

  @Override
  public Model fit(List<Samples.Row> rows, long seed, DoubleConsumer progress) {
    Model model =
        nativeProblem.isPresent()
            ? AdaBoostModel.train(rows, seed)
            : LightGbmModel.train(rows, seed);
    progress.accept(1);
    return model;
  }

  @Override
  public Model load(byte[] bytes) throws IOException {
    return nativeProblem.isPresent() ? AdaBoostModel.load(bytes) : LightGbmModel.load(bytes);
  }

  /** Features of all windows, row after row. */
  static double[] matrix(List<Samples.Window> windows) {
    int columns = FeatureSet.names().size();
    double[] matrix = new double[windows.size() * columns];
    for (int r = 0; r < windows.size(); r++) {
      System.arraycopy(windows.get(r).features(), 0, matrix, r * columns, columns);
    }
    return matrix;
  }

  /** Each by its feature's name, divided by their sum. */
  static Map<String, Double> shares(double[] values) {
    double sum = Arrays.stream(values).sum();
    Map<String, Double> named = new LinkedHashMap<>();
    for (int f = 0; f < values.length; f++) {
      named.put(FeatureSet.names().get(f), sum > 0 ? values[f] / sum : 0);
    }
    return named;
  }
}
