package io.orchestrator.analysis.learn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a walk forward: learn from the past, be scored on what follows (López de Prado,
 * Advances in Financial Machine Learning, chapter 7). Between the two parts are left out, as
 * distinct bar times: {@link #PURGE}, because the label of a row is known one bar later, and an
 * embargo, because the features of the first tests still look back into what was learned.
 *
 * @param learn rows before the border
 * @param test rows after it
 */
public record TimeSplit(List<Samples.Row> learn, List<Samples.Row> test) {
  /** Bars that a label reaches into the future. */
  public static final int PURGE = 1;

  /** Share of all times that is put under embargo. */
  static final double EMBARGO_SHARE = 0.01;

  /** Times under embargo among {@code times}, at least one. */
  public static int embargo(int times) {
    return Math.max(1, (int) Math.ceil(EMBARGO_SHARE * times));
  }

  /** Times in order, each once. */
  static List<Instant> times(List<Samples.Row> rows) {
    return rows.stream().map(Samples.Row::time).distinct().toList();
  }

  /** The last time that a walk forward with this share learns from in its first step. */
  static Instant firstLearned(List<Samples.Row> rows, double testShare) {
    List<Instant> times = times(rows);
    int firstTest = (int) Math.round(times.size() * (1 - testShare));
    return times.get(Math.max(0, firstTest - PURGE - embargo(times.size()) - 1));
  }

  /**
   * Cuts the last {@code testShare} of the times into {@code folds} consecutive test parts; each is
   * forecast by a model that learned what is before it.
   *
   * @param rows in order of time
   */
  public static List<TimeSplit> walkForward(List<Samples.Row> rows, int folds, double testShare) {
    if (folds < 1 || !(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException("folds >= 1 and 0 < test-share < 1 are needed");
    }
    List<Instant> times = times(rows);
    int gap = PURGE + embargo(times.size());
    int firstTest = (int) Math.round(times.size() * (1 - testShare));
    List<TimeSplit> splits = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int from = firstTest + (times.size() - firstTest) * fold / folds;
      int until = firstTest + (times.size() - firstTest) * (fold + 1) / folds;
      if (from >= until || from - gap < 1) {
        continue;
      }
      Instant learnUntil = times.get(from - gap);
      Instant testFrom = times.get(from);
      Instant testLast = times.get(until - 1);
      splits.add(
          new TimeSplit(
              rows.stream().filter(r -> r.time().isBefore(learnUntil)).toList(),
              rows.stream()
                  .filter(r -> !r.time().isBefore(testFrom) && !r.time().isAfter(testLast))
                  .toList()));
    }
    return splits;
  }

  /** Share of learning rows that are up, drawn a little to one half so that it is never 0 or 1. */
  public double baseRate() {
    return (learn.stream().filter(Samples.Row::up).count() + 1.0) / (learn.size() + 2.0);
  }
}
