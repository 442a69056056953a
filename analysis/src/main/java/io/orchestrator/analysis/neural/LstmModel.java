package io.orchestrator.analysis.neural;

import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.learn.Learner;
import io.orchestrator.analysis.learn.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** LSTM, its last step, one sigmoid unit. */
final class LstmModel implements Learner.Model {
  /**
   * Windows per forward pass, to bound native memory; its cost is in the steps, not their width.
   */
  private static final int PREDICT_BATCH = 1_024;

  private final MultiLayerNetwork network;
  private final int window;

  private LstmModel(MultiLayerNetwork network, int window) {
    this.network = network;
    this.window = window;
  }

  static LstmModel create(LstmSettings settings, long seed) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new Adam(settings.learningRate()))
            .weightInit(WeightInit.XAVIER)
            .l2(1e-4)
            .list()
            .layer(
                new LastTimeStep(
                    new LSTM.Builder()
                        .nIn(FeatureSet.names().size())
                        .nOut(settings.units())
                        .activation(Activation.TANH)
                        .build()))
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.XENT)
                    .nIn(settings.units())
                    .nOut(1)
                    .activation(Activation.SIGMOID)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return new LstmModel(network, settings.window());
  }

  static LstmModel load(byte[] bytes, LstmSettings settings) throws IOException {
    try {
      return new LstmModel(
          ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes), false),
          settings.window());
    } catch (RuntimeException e) {
      throw new IOException("no Deeplearning4j network: " + e.getMessage(), e);
    }
  }

  /** One step on one batch. */
  void fit(List<Samples.Row> rows) {
    float[] labels = new float[rows.size()];
    for (int r = 0; r < labels.length; r++) {
      labels[r] = rows.get(r).up() ? 1 : 0;
    }
    try (INDArray inputs = inputs(rows.stream().map(Samples.Row::window).toList());
        INDArray targets = Nd4j.create(labels, new long[] {labels.length, 1})) {
      network.fit(inputs, targets);
    }
  }

  /** {@code [window][feature][step]} as the library wants it. */
  private INDArray inputs(List<Samples.Window> windows) {
    int features = FeatureSet.names().size();
    float[] values = new float[windows.size() * features * window];
    for (int w = 0; w < windows.size(); w++) {
      double[][] sequence = windows.get(w).sequence(window);
      for (int step = 0; step < window; step++) {
        for (int f = 0; f < features; f++) {
          values[(w * features + f) * window + step] = (float) sequence[step][f];
        }
      }
    }
    return Nd4j.create(values, new long[] {windows.size(), features, window}, 'c');
  }

  @Override
  public double[] probabilityUp(List<Samples.Window> windows) {
    double[] up = new double[windows.size()];
    for (int from = 0; from < windows.size(); from += PREDICT_BATCH) {
      int to = Math.min(windows.size(), from + PREDICT_BATCH);
      try (INDArray inputs = inputs(windows.subList(from, to));
          INDArray outputs = network.output(inputs, false)) {
        System.arraycopy(values(outputs), 0, up, from, to - from);
      }
    }
    return up;
  }

  /** Row after row, in one copy out of native memory. */
  private static double[] values(INDArray array) {
    try (INDArray rows = array.dup('c')) {
      return rows.data().asDouble();
    }
  }

  /**
   * Gradient of the log-odds times input, summed over the steps of the window. The library gives
   * the gradient of its loss, which for a sigmoid with cross-entropy is {@code p − label} at the
   * log-odds: with the label {@code p − 1} it is 1.
   */
  @Override
  public Learner.Explained explained(List<Samples.Window> windows) {
    double[] up = new double[windows.size()];
    double[][] contributions = new double[up.length][];
    for (int from = 0; from < windows.size(); from += PREDICT_BATCH) {
      int to = Math.min(windows.size(), from + PREDICT_BATCH);
      try (INDArray inputs = inputs(windows.subList(from, to));
          INDArray outputs = network.output(inputs, false);
          INDArray labels = outputs.sub(1)) {
        INDArray gradient = network.calculateGradients(inputs, labels, null, null).getSecond();
        try (INDArray product = gradient.mul(inputs);
            INDArray sums = product.sum(2)) {
          System.arraycopy(values(outputs), 0, up, from, to - from);
          double[] parts = values(sums);
          int features = parts.length / (to - from);
          for (int w = 0; w < to - from; w++) {
            contributions[from + w] = Arrays.copyOfRange(parts, w * features, (w + 1) * features);
          }
        }
      }
    }
    return new Learner.Explained(up, contributions);
  }

  @Override
  public byte[] bytes() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, out, false);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recurrent network has no importance per feature. */
  @Override
  public Map<String, Double> importance() {
    return Map.of();
  }

  @Override
  public void close() {
    network.close();
  }
}
