package io.orchestrator.analysis.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.orchestrator.analysis.features.FeatureSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * The linear baseline: logistic regression with a ridge penalty by LIBLINEAR, pure Java, on
 * standardised features. Whatever cannot beat it is not worth its complexity.
 */
public final class LogisticLearner implements Learner {
  /** Ridge penalty per row and squared weight: heavy, because the signal is weak. */
  private static final double PENALTY_SHARE = 0.02;

  private static final double TOLERANCE = 1e-4;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String kind() {
    return "logistic";
  }

  @Override
  public String layout() {
    return FeatureSet.LAYOUT + "/logistic-1";
  }

  @Override
  public String library() {
    return "liblinear 2.44";
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

  /** Without randomness: the seed changes nothing. */
  @Override
  public Model fit(List<Samples.Row> rows, long seed, DoubleConsumer progress) {
    int columns = FeatureSet.names().size();
    double[] means = new double[columns];
    double[] scales = new double[columns];
    standardise(rows, means, scales);
    Feature[][] x = new Feature[rows.size()][columns + 1];
    double[] y = new double[rows.size()];
    for (int r = 0; r < x.length; r++) {
      double[] features = rows.get(r).window().features();
      for (int f = 0; f < columns; f++) {
        x[r][f] = new FeatureNode(f + 1, (features[f] - means[f]) / scales[f]);
      }
      x[r][columns] = new FeatureNode(columns + 1, 1); // the constant
      y[r] = rows.get(r).up() ? 1 : -1;
    }
    Problem problem = new Problem();
    problem.l = x.length;
    problem.n = columns + 1;
    problem.x = x;
    problem.y = y;
    Linear.disableDebugOutput();
    double c = 1 / (PENALTY_SHARE * x.length);
    var trained = Linear.train(problem, new Parameter(SolverType.L2R_LR, c, TOLERANCE));
    // The library's weights speak for the label it met first.
    int sign = trained.getLabels()[0] == 1 ? 1 : -1;
    double[] weights = Arrays.stream(trained.getFeatureWeights()).map(w -> sign * w).toArray();
    progress.accept(1);
    return new Weights(
        Arrays.copyOf(weights, columns),
        weights.length > columns ? weights[columns] : 0,
        means,
        scales);
  }

  private static void standardise(List<Samples.Row> rows, double[] means, double[] scales) {
    double[] squares = new double[means.length];
    for (Samples.Row row : rows) {
      double[] features = row.window().features();
      for (int f = 0; f < means.length; f++) {
        means[f] += features[f] / rows.size();
        squares[f] += features[f] * features[f] / rows.size();
      }
    }
    for (int f = 0; f < means.length; f++) {
      double deviation = Math.sqrt(Math.max(0, squares[f] - means[f] * means[f]));
      scales[f] = deviation > 1e-9 ? deviation : 1; // a constant feature says nothing
    }
  }

  @Override
  public Model load(byte[] bytes) throws IOException {
    Weights weights = JSON.readValue(bytes, Weights.class);
    int columns = FeatureSet.names().size();
    if (weights.weights() == null
        || weights.weights().length != columns
        || weights.means().length != columns
        || weights.scales().length != columns) {
      throw new IOException("no logistic model of " + columns + " features");
    }
    return weights;
  }

  /**
   * @param weights of the standardised features, log-odds
   */
  record Weights(double[] weights, double constant, double[] means, double[] scales)
      implements Model {
    @Override
    public double[] probabilityUp(List<Samples.Window> windows) {
      return explained(windows).probabilityUp();
    }

    /** Weight times distance from the learning window's mean. */
    @Override
    public Explained explained(List<Samples.Window> windows) {
      double[] up = new double[windows.size()];
      double[][] contributions = new double[up.length][weights.length];
      for (int w = 0; w < up.length; w++) {
        double[] features = windows.get(w).features();
        double[] parts = contributions[w];
        for (int f = 0; f < parts.length; f++) {
          parts[f] = weights[f] * (features[f] - means[f]) / scales[f];
        }
        up[w] = Calibration.sigmoid(constant + Arrays.stream(parts).sum());
      }
      return new Explained(up, contributions);
    }

    @Override
    public byte[] bytes() {
      try {
        return JSON.writeValueAsBytes(
            Map.of("weights", weights, "constant", constant, "means", means, "scales", scales));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Map<String, Double> importance() {
      return BoostedTreesLearner.shares(Arrays.stream(weights).map(Math::abs).toArray());
    }

    @Override
    public void close() {
      // Numbers only: nothing to free.
    }
  }
}
