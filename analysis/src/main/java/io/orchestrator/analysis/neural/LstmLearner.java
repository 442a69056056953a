package io.orchestrator.analysis.neural;

import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.learn.Learner;
import io.orchestrator.analysis.learn.Samples;
import io.orchestrator.analysis.learn.Scores;
import io.orchestrator.analysis.learn.TimeSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * One LSTM over the pooled symbols. It learns from the first 75 % of the times and is scored on the
 * rest; that very network is kept, so that the score is its own. Deeplearning4j takes memory and
 * threads of its own: use it in a worker process with {@code OMP_NUM_THREADS=1} only (several times
 * slower otherwise).
 */
public final class LstmLearner implements Learner {
  private static final double TEST_SHARE = 0.25;
  private static final int PURGE = 2;

  private final LstmSettings settings;

  public LstmLearner(LstmSettings settings) {
    this.settings = settings;
  }

  @Override
  public String engine() {
    return "neural_network";
  }

  @Override
  public String layout() {
    return FeatureSet.LAYOUT + "/" + settings.layout();
  }

  @Override
  public int history() {
    return settings.window() - 1;
  }

  @Override
  public Trained train(List<Samples.Row> rows, long seed, DoubleConsumer progress) {
    List<TimeSplit> splits = TimeSplit.walkForward(rows, 1, TEST_SHARE, PURGE);
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("too few bar times to learn from and be scored on");
    }
    TimeSplit split = splits.get(0);
    List<Samples.Row> learn = spread(split.learn(), settings.maxWindows());
    LstmModel model = LstmModel.create(settings, seed);
    Random random = new Random(seed);
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      List<Samples.Row> shuffled = new ArrayList<>(learn);
      Collections.shuffle(shuffled, random);
      for (int from = 0; from < shuffled.size(); from += settings.batch()) {
        int to = Math.min(shuffled.size(), from + settings.batch());
        model.fit(shuffled.subList(from, to));
      }
      progress.accept((epoch + 1.0) / (settings.epochs() + 1));
    }
    List<Samples.Row> test = spread(split.test(), settings.maxWindows());
    double[] up = model.probabilityUp(test.stream().map(Samples.Row::window).toList());
    List<Scores.Forecast> forecasts = new ArrayList<>();
    for (int r = 0; r < up.length; r++) {
      Samples.Row row = test.get(r);
      forecasts.add(new Scores.Forecast(row.time(), up[r], row.up(), split.majorityUp()));
    }
    progress.accept(1);
    return new Trained(model, Scores.of(forecasts), "deeplearning4j lstm");
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
