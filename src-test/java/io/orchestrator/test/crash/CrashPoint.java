package io.orchestrator.test.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the program dies.
 *
 * @param number of the write since the batch began, from 1
 */
record CrashPoint(Kind kind, int number) {
  enum Kind {
    /** In the middle of a journal write: all before it are on disk. */
    JOURNAL,
    /** A frame for the gateway left the program, but never arrives. */
    BEFORE_WRITE,
    /** The gateway has the frame. */
    AFTER_WRITE
  }

  static List<CrashPoint> all(OrderBench.Extent extent) {
    List<CrashPoint> points = new ArrayList<>();
    for (int i = 1; i <= extent.writes(); i++) {
      points.add(new CrashPoint(Kind.JOURNAL, i));
    }
    for (int i = 1; i <= extent.frames(); i++) {
      points.add(new CrashPoint(Kind.BEFORE_WRITE, i));
      points.add(new CrashPoint(Kind.AFTER_WRITE, i));
    }
    return points;
  }
}
