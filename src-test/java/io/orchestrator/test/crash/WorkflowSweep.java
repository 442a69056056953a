package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.test.process.OrchestratorProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * One workflow again and again: the program dies of the first, the second, … event that the run or
 * one of its orders persists, and the next life ends what it left.
 */
final class WorkflowSweep {
  /** What a run and its orders write; the desk's and the guard's own notes come at any time. */
  private static final String NAMES = "workflow-|order-";

  private final CrashBench bench;
  private final String workflow;
  private final Supplier<Map<String, Object>> parameters;
  private final ToIntFunction<String> check;

  /**
   * @param parameters of the next run; each must have something to do
   * @param check of an ended run; answers how many effects it had
   */
  WorkflowSweep(
      CrashBench bench,
      String workflow,
      Supplier<Map<String, Object>> parameters,
      ToIntFunction<String> check) {
    this.bench = bench;
    this.workflow = workflow;
    this.parameters = parameters;
    this.check = check;
  }

  /**
   * @param wanted a number of points, or {@code full}
   */
  void run(String wanted, long seed) {
    bench.up();
    bench.countWrites(NAMES);
    int effects = check.applyAsInt(begin());
    int writes = bench.writes();
    bench.dieAtWrite(0, NAMES);
    List<Integer> points = chosen(writes, wanted, seed);
    int reached = 0;
    int done = 0;
    for (int point : points) {
      boolean died = survives(point, seed);
      reached += died ? 1 : 0;
      done++;
      System.out.printf(
          "workflow sweep: %s: event %d %s, point %d of %d%n",
          workflow, point, died ? "died and completed" : "not reached", done, points.size());
    }
    System.out.printf(
        "workflow sweep: %s: %d persisted events, %d effects a run; died at %d of %d points %s,"
            + " seed %d; every run completed, every effect exactly once%n",
        workflow, writes, effects, reached, points.size(), points, seed);
    assertTrue(2 * reached >= points.size(), "most points lie beyond the end: " + reached);
  }

  private String begin() {
    return bench.startSurely(workflow, parameters.get(), UUID.randomUUID().toString());
  }

  private boolean survives(int point, long seed) {
    bench.up();
    OrchestratorProcess mortal = bench.process();
    bench.dieAtWrite(point, NAMES);
    String run = begin();
    try {
      boolean died = bench.diesBeforeTheEndOf(run, mortal);
      if (!died) {
        bench.dieAtWrite(0, NAMES);
      }
      check.applyAsInt(run);
      return died;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          workflow + " " + run + " at persisted event " + point + ", seed " + seed, e);
    }
  }

  private static List<Integer> chosen(int writes, String wanted, long seed) {
    List<Integer> all = new ArrayList<>(IntStream.rangeClosed(1, writes).boxed().toList());
    if (wanted.equals("full")) {
      return all;
    }
    Collections.shuffle(all, new Random(seed));
    return all.subList(0, Math.min(all.size(), Integer.parseInt(wanted)));
  }
}
