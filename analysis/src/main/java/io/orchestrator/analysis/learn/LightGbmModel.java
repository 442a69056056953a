package io.orchestrator.analysis.learn;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import io.orchestrator.analysis.features.FeatureSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gradient boosting by LightGBM, one thread, bit-identical at equal seed. */
final class LightGbmModel implements Learner.Model {
  private static final int ROUNDS = 80;
  private static final String ONE_THREAD = "num_threads=1 verbosity=-1";
  private static final String PARAMETERS =
      "objective=binary num_leaves=15 learning_rate=0.05 min_data_in_leaf=30 lambda_l2=1"
          + " feature_fraction=0.8 bagging_fraction=0.8 bagging_freq=1"
          + " deterministic=true force_row_wise=true "
          + ONE_THREAD;

  private final LGBMBooster booster;

  private LightGbmModel(LGBMBooster booster) {
    this.booster = booster;
  }

  /** Why the native library cannot be used; empty if it is loaded. */
  static Optional<String> nativeProblem() {
    try {
      LGBMBooster.loadNative();
      return LGBMBooster.isNativeLoaded()
          ? Optional.empty()
          : Optional.of("LightGBM's native library is not loaded");
    } catch (IOException | LinkageError | RuntimeException e) {
      return Optional.of("LightGBM's native library cannot be loaded: " + e.getMessage());
    }
  }

  static LightGbmModel train(List<Samples.Row> rows, long seed) {
    int columns = FeatureSet.names().size();
    double[] matrix = BoostedTreesLearner.matrix(rows.stream().map(Samples.Row::window).toList());
    float[] labels = new float[rows.size()];
    for (int r = 0; r < labels.length; r++) {
      labels[r] = rows.get(r).up() ? 1 : 0;
    }
    String parameters = PARAMETERS + " seed=" + Math.floorMod(seed, Integer.MAX_VALUE);
    try (LGBMDataset data =
        LGBMDataset.createFromMat(matrix, rows.size(), columns, true, parameters, null)) {
      data.setFeatureNames(FeatureSet.names().toArray(String[]::new));
      data.setField("label", labels);
      try (LGBMBooster learning = LGBMBooster.create(data, parameters)) {
        for (int round = 0; round < ROUNDS; round++) {
          if (learning.updateOneIter()) {
            break; // nothing left to split
          }
        }
        // The trained booster points into the data set's memory; a copy from text does not.
        return parse(text(learning));
      }
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }
  }

  static LightGbmModel load(byte[] bytes) throws IOException {
    try {
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (LGBMException e) {
      throw new IOException("no LightGBM model: " + e.getMessage(), e);
    }
  }

  private static LightGbmModel parse(String text) throws LGBMException {
    return new LightGbmModel(LGBMBooster.loadModelFromString(text));
  }

  private static String text(LGBMBooster booster) throws LGBMException {
    return booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.GAIN);
  }

  @Override
  public double[] probabilityUp(List<Samples.Window> windows) {
    return predict(windows, PredictionType.C_API_PREDICT_NORMAL);
  }

  /** LightGBM's own SHAP values (TreeSHAP); the last column is the expected value and left out. */
  @Override
  public Learner.Explained explained(List<Samples.Window> windows) {
    double[] flat = predict(windows, PredictionType.C_API_PREDICT_CONTRIB);
    int columns = FeatureSet.names().size();
    double[][] contributions = new double[windows.size()][];
    for (int w = 0; w < contributions.length; w++) {
      int from = w * (columns + 1);
      contributions[w] = Arrays.copyOfRange(flat, from, from + columns);
    }
    return new Learner.Explained(probabilityUp(windows), contributions);
  }

  private double[] predict(List<Samples.Window> windows, PredictionType type) {
    try {
      return booster.predictForMat(
          BoostedTreesLearner.matrix(windows),
          windows.size(),
          FeatureSet.names().size(),
          true,
          type,
          ONE_THREAD);
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] bytes() {
    try {
      return text(booster).getBytes(StandardCharsets.UTF_8);
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }
  }

  @Override
  public Map<String, Double> importance() {
    try {
      return BoostedTreesLearner.shares(
          booster.featureImportance(0, LGBMBooster.FeatureImportanceType.GAIN));
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      booster.close();
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }
  }
}
