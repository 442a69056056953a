package io.orchestrator.analysis.neural;

/**
 * Size of the network and of its training.
 *
 * @param units of the recurrent layer
 * @param window bars per sequence
 * @param epochs passes over the learning windows
 * @param batch windows per step
 * @param maxWindows that are learned from, evenly drawn over time if there are more
 * @param learningRate of Adam
 */
public record LstmSettings(
    int units, int window, int epochs, int batch, int maxWindows, double learningRate) {
  public static final LstmSettings DEFAULT = new LstmSettings(16, 20, 5, 96, 1_500, 0.008);

  public LstmSettings {
    if (units < 1 || units > 256 || window < 2 || window > 200) {
      throw new IllegalArgumentException("1 <= units <= 256 and 2 <= window <= 200 are needed");
    }
    if (epochs < 1 || batch < 1 || maxWindows < batch || !(learningRate > 0)) {
      throw new IllegalArgumentException(
          "epochs >= 1, 1 <= batch <= max-windows and learning-rate > 0 are needed");
    }
  }

  String layout() {
    return "lstm-%d-%d-1".formatted(units, window);
  }
}
