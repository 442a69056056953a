package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.backtest.Search.Trial;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A search as JSON-like values to be drawn: its trials as points, its walk-forward as windows. */
final class SearchPicture {
  /** More points do not make a clearer picture, and each is kept with the run. */
  static final int POINTS = 300;

  /** A picture shows no more digits. */
  private static final MathContext DIGITS = new MathContext(5);

  private SearchPicture() {}

  /**
   * The ranges, and at most {@value #POINTS} trials spread evenly over the search, the best one
   * always among them: a row each of the parameters' values in the order of the ranges, then the
   * Sharpe ratio a year.
   */
  static Map<String, Object> of(ParameterSpace space, List<Trial> trials, int best) {
    Map<String, Object> picture = new LinkedHashMap<>();
    picture.put(
        "ranges",
        space.ranges().stream()
            .map(
                r ->
                    Map.<String, Object>of(
                        "name", r.name(),
                        "lowest", r.lowest(),
                        "highest", r.highest(),
                        "whole", r.whole()))
            .toList());
    int n = trials.size();
    int shown = Math.min(n, POINTS);
    IntStream spread =
        IntStream.range(0, shown)
            .map(i -> shown < 2 ? 0 : (int) ((long) i * (n - 1) / (shown - 1)));
    picture.put(
        "points",
        IntStream.concat(spread, IntStream.of(best))
            .distinct()
            .mapToObj(k -> point(trials.get(k)))
            .toList());
    return picture;
  }

  private static List<Double> point(Trial trial) {
    var point = new ArrayList<Double>();
    for (double value : trial.parameters()) {
      point.add(rounded(value));
    }
    point.add(rounded(trial.sharpe()));
    return point;
  }

  /**
   * @param days of the prices; a return of index t is earned from day t to day t + 1
   */
  static List<Map<String, Object>> windows(
      ParameterSpace space, List<Trial> trials, WalkForward forward, LocalDate[] days) {
    return forward.windows().stream()
        .map(
            w -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("train_from", days[w.begin()].toString());
              row.put("from", days[w.from()].toString());
              row.put("to", days[w.to()].toString());
              row.put("parameters", named(space, trials.get(w.trial())));
              row.put("train_sharpe", rounded(w.trainSharpe()));
              row.put("test_sharpe", rounded(w.testSharpe()));
              row.put("test_return", rounded(w.testReturn()));
              return row;
            })
        .toList();
  }

  static Map<String, Double> named(ParameterSpace space, Trial trial) {
    var named = new LinkedHashMap<String, Double>();
    for (int i = 0; i < trial.parameters().length; i++) {
      named.put(space.ranges().get(i).name(), trial.parameters()[i]);
    }
    return named;
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : 0;
  }
}
