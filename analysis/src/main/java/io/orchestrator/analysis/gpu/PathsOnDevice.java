package io.orchestrator.analysis.gpu;

import io.orchestrator.analysis.gpu.CudaSession.Memory;
import io.orchestrator.analysis.gpu.CudaSession.Queue;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.port.Accelerator.Paths;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.driver.CUfunction;

/** Losses of simulated paths, one thread a path. */
final class PathsOnDevice {
  private static final int THREADS = 128;

  /** Steps of one launch: some milliseconds on a fast device, below a second on a slow one. */
  private static final double STEPS = 2e9;

  private static final int MOST_PATHS = 1 << 22;

  private PathsOnDevice() {}

  /**
   * @throws IllegalArgumentException shapes differ, or a number is not finite
   */
  static void check(Paths problem) {
    int assets = problem.means().length;
    boolean right =
        assets >= 1
            && problem.factors().length == assets
            && problem.exposures().length == assets
            && problem.paths() >= 1
            && problem.degreesOfFreedom() > 2;
    for (int a = 0; right && a < assets; a++) {
      right =
          problem.factors()[a].length == problem.factors()[0].length
              && Double.isFinite(problem.means()[a])
              && Double.isFinite(problem.exposures()[a]);
      for (double factor : problem.factors()[a]) {
        right &= Double.isFinite(factor);
      }
    }
    if (!right) {
      throw new IllegalArgumentException(
          "means, factors or exposures do not fit or are not finite");
    }
  }

  /** By path. */
  static double[] compute(CudaSession session, Paths problem) {
    check(problem);
    int assets = problem.means().length;
    int rank = problem.rank();
    CUfunction kernel = session.kernel("monte_carlo", "monte_carlo");
    double[] losses = new double[problem.paths()];
    try (Memory means = session.memory(PackedNumbers.doubles(problem.means()));
        Memory factors = session.memory(PackedNumbers.doubles(problem.factors()));
        Memory exposures = session.memory(PackedNumbers.doubles(problem.exposures()));
        Memory projected = session.memory(PackedNumbers.doubles(problem.projection()));
        Queue queue = new Queue()) {
      int chunk = chunk(problem, session.budget());
      long scratch = problem.compounded() ? (long) chunk * rank * Double.BYTES : 0;
      ByteBuffer landed =
          ByteBuffer.allocateDirect(chunk * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      try (Memory normals = session.memory(scratch);
          Memory results = session.memory((long) chunk * Double.BYTES)) {
        for (int from = 0; from < losses.length; from += chunk) {
          int count = Math.min(chunk, losses.length - from);
          queue.launch(
              kernel,
              (count + THREADS - 1) / THREADS,
              1,
              THREADS,
              0,
              from,
              count,
              assets,
              rank,
              (int) problem.seed(),
              (int) (problem.seed() >>> 32),
              Double.isInfinite(problem.degreesOfFreedom()) ? 0.0 : problem.degreesOfFreedom(),
              problem.compounded() ? 1 : 0,
              problem.expectedGain(),
              means,
              factors,
              exposures,
              projected,
              normals,
              results);
          queue.download(landed, results, (long) count * Double.BYTES);
          queue.await();
          landed.asDoubleBuffer().get(losses, from, count);
        }
      }
    }
    return losses;
  }

  /**
   * Paths of a launch.
   *
   * @param budget bytes
   * @throws GpuFailure not even a block fits
   */
  static int chunk(Paths problem, long budget) {
    int rank = problem.rank();
    double steps = 1 + rank + (problem.compounded() ? (double) rank * problem.means().length : 0);
    long each = Double.BYTES * (1L + (problem.compounded() ? rank : 0));
    double most = Math.min(Math.max(THREADS, STEPS / steps), Math.min(MOST_PATHS, budget / each));
    if (most < THREADS) {
      throw new GpuFailure("simulating " + rank + " factors", 2);
    }
    return Math.min(problem.paths(), (int) most / THREADS * THREADS);
  }
}
