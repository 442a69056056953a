package io.orchestrator.analysis.gpu;

import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.risk.PathSimulation;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Paths;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Problems on the first GPU. Loads native code that may end or hang the process: for a child
 * process only, and there for one thread.
 */
public final class GpuCompute implements AutoCloseable {
  private static final int ROWS = 300;

  private final CudaSession session;
  private final LaunchPlan plan = new LaunchPlan();

  /**
   * @param values {@code [variable][order]}, nats
   * @param kernelMillis that the device computed
   */
  public record Information(double[][] values, double kernelMillis) {}

  /**
   * @throws GpuFailure no device that works
   * @throws LinkageError no driver
   */
  public GpuCompute() {
    this.session = new CudaSession();
  }

  /** Its name. */
  public String device() {
    return session.device();
  }

  /**
   * @throws GpuFailure the device could not
   * @throws IllegalArgumentException the problem makes no sense, or is too wide
   */
  public Information information(Neighbours problem) {
    KraskovOnDevice work = new KraskovOnDevice(session, problem, plan);
    double[][] values = work.compute();
    return new Information(values, work.kernelMillis());
  }

  /**
   * By path.
   *
   * @throws GpuFailure the device could not
   * @throws IllegalArgumentException the problem makes no sense
   */
  public double[] losses(Paths problem) {
    return PathsOnDevice.compute(session, problem);
  }

  /**
   * Small problems whose answers the CPU knows.
   *
   * @return what is wrong; empty if all is right
   */
  String check() {
    Random random = new Random(1);
    double[][] y = {random.doubles(ROWS).toArray()};
    double[][] x = {random.doubles(ROWS).toArray()};
    int[] own = IntStream.range(0, ROWS).toArray();
    Variable variable = new Variable(x, new int[][] {own});
    double found =
        information(new Neighbours(4, 1, 0, y, new double[0][], List.of(variable))).values()[0][0];
    double expected = new KraskovEstimator(KraskovSettings.DEFAULT.raw()).mutual(x, y);
    if (!(Math.abs(found - expected) < 1e-10)) {
      return "the information kernel gave " + found + " instead of " + expected;
    }
    double[] one = {1};
    Paths paths = new Paths(new double[1], new double[][] {one}, one, 5, ROWS, 1, true);
    double[] losses = losses(paths);
    double[] right = PathSimulation.losses(paths);
    for (int p = 0; p < ROWS; p++) {
      if (!(Math.abs(losses[p] - right[p]) < 1e-10 * Math.abs(right[p]))) {
        return "the simulation kernel gave " + losses[p] + " instead of " + right[p];
      }
    }
    return "";
  }

  /** Whether a problem of so many columns can be given. */
  public static boolean fits(int dimX, int dimYz) {
    return KraskovOnDevice.fits(dimX, dimYz);
  }

  @Override
  public void close() {
    session.close();
  }
}
