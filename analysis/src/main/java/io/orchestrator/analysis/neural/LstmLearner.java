package io.orchestrator.analysis.neural;

import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.learn.Learner;
import io.orchestrator.analysis.learn.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * One LSTM over the pooled symbols. Deeplearning4j takes memory and threads of its own: use it in a
 * worker process with {@code OMP_NUM_THREADS=1} only (several times slower otherwise).
 */
public final class LstmLearner implements Learner {
  private final LstmSettings settings;

  public LstmLearner(LstmSettings settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return "lstm";
  }

  @Override
  public String layout() {
    return FeatureSet.LAYOUT + "/" + settings.layout();
  }

  @Override
  public String library() {
    return "deeplearning4j 1.0.0-M2.1 lstm";
  }

  @Override
  public int history() {
    return settings.window() - 1;
  }

  /** Few, because each is a training of its own. */
  @Override
  public int folds() {
    return 2;
  }

  @Override
  public double testShare() {
    return 0.4;
  }

  @Override
  public Model fit(List<Samples.Row> rows, long seed, DoubleConsumer progress) {
    List<Samples.Row> learn = spread(rows, settings.maxWindows());
    LstmModel model = LstmModel.create(settings, seed);
    Random random = new Random(seed);
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      List<Samples.Row> shuffled = new ArrayList<>(learn);
      Collections.shuffle(shuffled, random);
      for (int from = 0; from < shuffled.size(); from += settings.batch()) {
        int to = Math.min(shuffled.size(), from + settings.batch());
        model.fit(shuffled.subList(from, to));
      }
      progress.accept((epoch + 1.0) / settings.epochs());
    }
    return model;
  }

  /** At most {@code most} rows, evenly over the list. */
  private static List<Samples.Row> spread(List<Samples.Row> rows, int most) {
    if (rows.size() <= most) {
      return rows;
    }
    List<Samples.Row> spread = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      spread.add(rows.get((int) ((long) i * rows.size() / most)));
    }
    return spread;
  }

  @Override
  public Model load(byte[] bytes) throws IOException {
    return LstmModel.load(bytes, settings);
  }
}
