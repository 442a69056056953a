package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * While {@value OrderBench#ORDERS} orders go out, the program is killed at each journal write and
 * before and after each frame to the gateway; after its next start the broker has each order
 * exactly once, no fill is lost, positions and cash are equal to the cent. {@code
 * -Dcrash.sweep=full} takes every point, {@code -Dcrash.sweep=N} so many, chosen by {@code
 * -Dcrash.seed}; the build takes a few.
 */
class CrashSweepTest {
  private static final int IN_BUILD = 4;

  /** A broker that shows a whole day's orders answers slowly: a new one now and then. */
  private static final int POINTS_PER_BROKER = 15;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private record Failure(CrashPoint point, Throwable cause) {}

  @Test
  void everyPointIsSurvived() throws IOException {
    String wanted = System.getProperty("crash.sweep", String.valueOf(IN_BUILD));
    long seed = Long.getLong("crash.seed", System.nanoTime());
    List<CrashPoint> points = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    int reached = 0;
    int done = 0;
    long began = System.nanoTime();
    OrderBench bench = new OrderBench(directory.resolve("0"));
    try {
      OrderBench.Extent extent = bench.measure();
      assertTrue(extent.writes() >= 4 * OrderBench.ORDERS, () -> "too few writes: " + extent);
      assertTrue(extent.frames() >= OrderBench.ORDERS, () -> "too few frames: " + extent);
      points.addAll(chosen(CrashPoint.all(extent), wanted, seed));
      say("%s; %d points of %d, seed %d", extent, points.size(), total(extent), seed);
      for (CrashPoint point : points) {
        try {
          reached += bench.survives(point) ? 1 : 0;
        } catch (AssertionError | RuntimeException e) {
          failures.add(new Failure(point, e));
          say("%s FAILED: %s", point, e);
        }
        done++;
        if (done % POINTS_PER_BROKER == 0 || failures.size() > 0 && lastFailed(failures, point)) {
          say(
              "%d of %d points, %d reached, %d failed",
              done, points.size(), reached, failures.size());
          bench.close();
          bench = new OrderBench(directory.resolve(String.valueOf(done)));
        }
      }
    } finally {
      bench.close();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    say(
        "%d crash points, %d reached, %d failed, %.1f s each",
        done, reached, failures.size(), took.toMillis() / 1000.0 / Math.max(1, done));
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "seed " + seed + ", failed at " + failures.stream().map(Failure::point).toList(),
          failures.getFirst().cause());
    }
    assertEquals(points.size(), done);
    assertTrue(2 * reached > done, "most points lie beyond the end of the batch: " + reached);
  }

  private static boolean lastFailed(List<Failure> failures, CrashPoint point) {
    return failures.getLast().point().equals(point);
  }

  private static int total(OrderBench.Extent extent) {
    return CrashPoint.all(extent).size();
  }

  private static List<CrashPoint> chosen(List<CrashPoint> all, String wanted, long seed) {
    if (wanted.equals("full")) {
      return all;
    }
    List<CrashPoint> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));
    int count = Math.min(Integer.parseInt(wanted), shuffled.size());
    // Each kind has its turn, so that a few points are not all of the most frequent kind.
    List<CrashPoint> mixed = new ArrayList<>();
    for (int i = 0; mixed.size() < count; i++) {
      CrashPoint.Kind kind = CrashPoint.Kind.values()[i % CrashPoint.Kind.values().length];
      shuffled.stream()
          .filter(p -> p.kind() == kind && !mixed.contains(p))
          .findFirst()
          .ifPresent(mixed::add);
    }
    return mixed;
  }

  /** The report of a long run, in the test's output file. */
  private static void say(String format, Object... values) {
    System.out.println("crash sweep: " + String.format(format, values));
  }
}
