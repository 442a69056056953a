package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.test.process.StartArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * While {@value OrderBench#ORDERS} orders go out, everything dies at each journal write and before
 * and after each frame to the gateway; after the next start the broker has each order exactly once,
 * no fill is lost, positions and cash are equal to the cent. Twice: the program as a process that
 * is killed, and, at a fraction of the cost, desk, journal and adapter whose disk and line are cut
 * at that moment.
 *
 * <p>{@code -Dcrash.sweep} for the process and {@code -Dcrash.desk-sweep} for the desk: {@code
 * full} takes every point, {@code 100-199} those of the whole list (so a sweep can be run in
 * pieces), {@code 30} so many, chosen by {@code -Dcrash.seed}; the build takes a few.
 */
class CrashSweepTest {
  private static final String PROCESSES_IN_BUILD = "1";
  private static final String DESKS_IN_BUILD = "6";

  /** A broker that shows a whole day's orders answers slowly: a new one now and then. */
  private static final int POINTS_PER_BROKER = 15;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final List<CrashPoint> failed = new ArrayList<>();
  private Throwable firstFailure;
  private int reached;
  private int done;

  /** Makes the n-th bench in a directory of its own. */
  private interface Benches {
    SweepBench open(Path home) throws IOException;
  }

  @Test
  void theProcessSurvivesEveryPoint() {
    StartArchive archive = OrderBench.archive(directory.resolve("archive"));
    sweep(
        System.getProperty("crash.sweep", PROCESSES_IN_BUILD),
        home -> new OrderBench(home, archive));
  }

  @Test
  void theDeskSurvivesEveryPoint() {
    sweep(System.getProperty("crash.desk-sweep", DESKS_IN_BUILD), DeskBench::new);
  }

  private void sweep(String wanted, Benches benches) {
    long began = System.nanoTime();
    SweepBench bench = next(benches);
    try {
      CrashPoint.Extent extent = bench.measure();
      assertTrue(extent.writes() >= 4 * OrderBench.ORDERS, () -> "too few writes: " + extent);
      assertTrue(extent.frames() >= OrderBench.ORDERS, () -> "too few frames: " + extent);
      List<CrashPoint> points = CrashPoint.chosen(extent, wanted, seed);
      int all = CrashPoint.all(extent).size();
      say("%s; %d points of %d (%s), seed %d", extent, points.size(), all, wanted, seed);
      for (CrashPoint point : points) {
        boolean survived = survives(bench, point);
        if (!survived || done % POINTS_PER_BROKER == 0) {
          say("%d of %d points, %d reached, %s failed", done, points.size(), reached, failed);
          bench.close();
          bench = next(benches);
        }
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      say(
          "%d crash points, %d reached, %d failed, %.1f s each",
          done, reached, failed.size(), took.toMillis() / 1000.0 / Math.max(1, done));
      assertEquals(points.size(), done);
    } finally {
      bench.close();
    }
    if (!failed.isEmpty()) {
      throw new AssertionError("seed " + seed + ", failed at " + failed, firstFailure);
    }
    // A range may lie behind the end of the batches; a sample does not.
    assertTrue(reached > 0 || wanted.contains("-"), "no point was reached");
  }

  private SweepBench next(Benches benches) {
    try {
      return benches.open(directory.resolve(String.valueOf(done)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean survives(SweepBench bench, CrashPoint point) {
    done++;
    try {
      reached += bench.survives(point) ? 1 : 0;
      return true;
    } catch (AssertionError | RuntimeException e) {
      failed.add(point);
      firstFailure = firstFailure == null ? e : firstFailure;
      say("%s FAILED: %s", point, e);
      return false;
    }
  }

  /** The report of a long run, in the test's output file. */
  private static void say(String format, Object... values) {
    System.out.println("crash sweep: " + String.format(format, values));
  }
}
