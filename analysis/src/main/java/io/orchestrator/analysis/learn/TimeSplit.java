package io.orchestrator.analysis.learn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a walk forward: learn from the past, be scored on what follows. Rows within the purge
 * before the border are in neither part, because their label or features reach over it.
 *
 * @param learn rows before the border
 * @param test rows after it
 */
public record TimeSplit(List<Samples.Row> learn, List<Samples.Row> test) {
  /**
   * Cuts the last {@code testShare} of the times into {@code folds} consecutive test parts; each is
   * forecast by a model that learned all times before it.
   *
   * @param rows in order of time
   * @param purge distinct times left out before each test part, at least 1: the label of a row is
   *     known one bar later
   */
  public static List<TimeSplit> walkForward(
      List<Samples.Row> rows, int folds, double testShare, int purge) {
    if (folds < 1 || !(testShare > 0 && testShare < 1) || purge < 1) {
      throw new IllegalArgumentException("folds >= 1, 0 < test-share < 1 and purge >= 1");
    }
    List<Instant> times = rows.stream().map(Samples.Row::time).distinct().toList();
    int firstTest = (int) Math.round(times.size() * (1 - testShare));
    List<TimeSplit> splits = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int from = firstTest + (times.size() - firstTest) * fold / folds;
      int until = firstTest + (times.size() - firstTest) * (fold + 1) / folds;
      if (from >= until || from - purge < 1) {
        continue;
      }
      Instant learnUntil = times.get(from - purge);
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

  /** Whether more than half of the learning rows are up. */
  public boolean majorityUp() {
    return 2 * learn.stream().filter(Samples.Row::up).count() >= learn.size();
  }
}
