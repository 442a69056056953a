package io.orchestrator.test.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the program dies.
 *
 * @param number of the write since the batch began, from 1
 */
record CrashPoint(Kind kind, int number) {
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

  enum Kind {
    /** In the middle of a journal write: all before it are on disk. */
    JOURNAL,
    /** A frame for the gateway left the program, but never arrives. */
    BEFORE_WRITE,
    /** The gateway has the frame. */
    AFTER_WRITE
  }

  /** How many journal writes and frames one batch takes. */
  record Extent(int writes, int frames) {}

  static List<CrashPoint> all(Extent extent) {
    List<CrashPoint> points = new ArrayList<>();
    // Frames first: their number is the same in every run, so a range means the same points.
    for (int i = 1; i <= extent.frames(); i++) {
      points.add(new CrashPoint(Kind.BEFORE_WRITE, i));
      points.add(new CrashPoint(Kind.AFTER_WRITE, i));
    }
    // Facts that come together share a write, so another batch may take some more.
    for (int i = 1; i <= extent.writes() * 6 / 5; i++) {
      points.add(new CrashPoint(Kind.JOURNAL, i));
    }
    return points;
  }

  /**
   * @param wanted {@code full}; {@code 100-199}, counted from 1; or how many by chance, of each
   *     kind in turn, so that a few are not all of the most frequent kind, and only of those that
   *     every batch reaches
   */
  static List<CrashPoint> chosen(Extent extent, String wanted, long seed) {
    List<CrashPoint> all = all(extent);
    if (wanted.equals("full")) {
      return all;
    }
    Matcher range = RANGE.matcher(wanted);
    if (range.matches()) {
      int from = Math.max(1, Integer.parseInt(range.group(1)));
      int to = Math.min(all.size(), Integer.parseInt(range.group(2)));
      return from > to ? List.of() : all.subList(from - 1, to);
    }
    List<CrashPoint> shuffled = new ArrayList<>(all);
    shuffled.removeIf(
        p -> p.number() > (p.kind() == Kind.JOURNAL ? extent.writes() / 2 : OrderBench.ORDERS));
    Collections.shuffle(shuffled, new Random(seed));
    int count = Math.min(Integer.parseInt(wanted), shuffled.size());
    List<CrashPoint> mixed = new ArrayList<>();
    for (int i = 0; mixed.size() < count; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      shuffled.stream()
          .filter(p -> p.kind() == kind && !mixed.contains(p))
          .findFirst()
          .ifPresent(mixed::add);
    }
    return mixed;
  }
}
