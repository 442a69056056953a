package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Boosted trees on pooled rows: LightGBM, or Tribuo's AdaBoost where LightGBM's native library
 * cannot be loaded (it needs the system's libgomp). Scored by a walk forward of three folds over
 * the last 40 % of the times; the model that is kept learned from all rows.
 */
public final class BoostedTreesLearner implements Learner {
  private static final Logger log = LoggerFactory.getLogger(BoostedTreesLearner.class);
  private static final int FOLDS = 3;
  private static final double TEST_SHARE = 0.4;
  private static final int PURGE = 2;

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
  public String engine() {
    return "machine_learning";
  }

  @Override
  public String layout() {
    return FeatureSet.LAYOUT + (nativeProblem.isPresent() ? "/adaboost-1" : "/lightgbm-1");
  }

  @Override
  public int history() {
    return 0;
  }

  @Override
  public Trained train(List<Samples.Row> rows, long seed, DoubleConsumer progress) {
    List<TimeSplit> splits = TimeSplit.walkForward(rows, FOLDS, TEST_SHARE, PURGE);
    List<Scores.Forecast> forecasts = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      TimeSplit split = splits.get(i);
      try (Model model = fit(split.learn(), seed)) {
        double[] up = model.probabilityUp(split.test().stream().map(Samples.Row::window).toList());
        for (int r = 0; r < up.length; r++) {
          Samples.Row row = split.test().get(r);
          forecasts.add(new Scores.Forecast(row.time(), up[r], row.up(), split.majorityUp()));
        }
      }
      progress.accept((i + 1.0) / (splits.size() + 1));
    }
    Model model = fit(rows, seed);
    progress.accept(1);
    String library =
        nativeProblem.map(reason -> "tribuo adaboost (" + reason + ")").orElse("lightgbm");
    return new Trained(model, Scores.of(forecasts), library);
  }

  @Override
  public Model load(byte[] bytes) throws IOException {
    return nativeProblem.isPresent() ? AdaBoostModel.load(bytes) : LightGbmModel.load(bytes);
  }

  private Model fit(List<Samples.Row> rows, long seed) {
    return nativeProblem.isPresent()
        ? AdaBoostModel.train(rows, seed)
        : LightGbmModel.train(rows, seed);
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

  /** Each divided by their sum. */
  static double[] normalised(double[] values) {
    double sum = Arrays.stream(values).sum();
    return Arrays.stream(values).map(v -> sum > 0 ? v / sum : 0).toArray();
  }
}
