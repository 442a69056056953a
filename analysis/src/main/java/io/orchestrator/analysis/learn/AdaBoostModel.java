package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** AdaBoost of shallow CART trees by Tribuo: pure Java, for where LightGBM cannot be loaded. */
final class AdaBoostModel implements Learner.Model {
  private static final int TREES = 20;
  private static final int DEPTH = 2;

  /** Share of all weight: boosting scales the weights of all rows to a sum of one. */
  private static final float LEAST_LEAF = 0.02f;

  private static final String UP = "up";
  private static final String DOWN = "down";

  private final Model<Label> model;

  private AdaBoostModel(Model<Label> model) {
    this.model = model;
  }

  static AdaBoostModel train(List<Samples.Row> rows, long seed) {
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> data =
        new MutableDataset<>(new SimpleDataSourceProvenance("bars", labels), labels);
    for (Samples.Row row : rows) {
      data.add(example(new Label(row.up() ? UP : DOWN), row.window().features()));
    }
    CARTClassificationTrainer tree =
        new CARTClassificationTrainer(DEPTH, LEAST_LEAF, 0f, 0.7f, new GiniIndex(), seed);
    AdaBoostTrainer trainer = new AdaBoostTrainer(tree, TREES, seed);
    return new AdaBoostModel(trainer.train(data));
  }

  static AdaBoostModel load(byte[] bytes) throws IOException {
    try {
      Model<?> any = Model.deserializeFromStream(new ByteArrayInputStream(bytes));
      return new AdaBoostModel(any.castModel(Label.class));
    } catch (RuntimeException e) {
      throw new IOException("no Tribuo model: " + e.getMessage(), e);
    }
  }

  private static Example<Label> example(Label label, double[] features) {
    return new ArrayExample<>(label, FeatureSet.names().toArray(String[]::new), features);
  }

  /** The weighted vote for "up", as a share of all votes. */
  @Override
  public double[] probabilityUp(List<Samples.Window> windows) {
    return windows.stream().mapToDouble(w -> probabilityUp(w.features())).toArray();
  }

  private double probabilityUp(double[] features) {
    Map<String, Label> votes =
        model.predict(example(LabelFactory.UNKNOWN_LABEL, features)).getOutputScores();
    double up = votes.containsKey(UP) ? votes.get(UP).getScore() : 0;
    double down = votes.containsKey(DOWN) ? votes.get(DOWN).getScore() : 0;
    return up + down > 0 ? up / (up + down) : 0.5;
  }

  /** What the probability's log-odds lose where a feature is set to 0, its neutral value. */
  @Override
  public Learner.Explained explained(List<Samples.Window> windows) {
    double[] up = probabilityUp(windows);
    double[][] contributions = new double[up.length][];
    for (int w = 0; w < up.length; w++) {
      double[] features = windows.get(w).features();
      double whole = Calibration.logOdds(up[w]);
      double[] parts = new double[features.length];
      for (int f = 0; f < parts.length; f++) {
        double[] without = features.clone();
        without[f] = 0;
        parts[f] = whole - Calibration.logOdds(probabilityUp(without));
      }
      contributions[w] = parts;
    }
    return new Learner.Explained(up, contributions);
  }

  @Override
  public byte[] bytes() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      model.serializeToStream(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, Double> importance() {
    return Map.of();
  }

  @Override
  public void close() {
    // Pure Java: nothing to free.
  }
}
