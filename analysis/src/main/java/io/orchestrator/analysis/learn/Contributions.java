package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the features added to a prediction, for people. */
final class Contributions {
  /** More than these are not read, and a batch of hundreds of symbols goes into a journal. */
  private static final int MOST = 6;

  private Contributions() {}

  /**
   * @param features values of all features
   * @param logOdds what each added; empty if the model cannot say it
   * @return the largest by absolute value first
   */
  static List<Map<String, Object>> largest(double[] features, double[] logOdds) {
    List<Map<String, Object>> described = new ArrayList<>();
    IntStream.range(0, logOdds.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer f) -> -Math.abs(logOdds[f])))
        .limit(MOST)
        .forEach(
            f -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("feature", FeatureSet.names().get(f));
              one.put("value", features[f]);
              one.put("log_odds", logOdds[f]);
              described.add(one);
            });
    return described;
  }
}
