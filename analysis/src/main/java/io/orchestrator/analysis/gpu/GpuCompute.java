package io.orchestrator.analysis.gpu;

import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Paths;

/**
 * Problems on the first GPU. Loads native code that may end or hang the process: for a child
 * process only, and there for one thread.
 */
public final class GpuCompute implements AutoCloseable {
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

  /** Whether a problem of so many columns can be given. */
  public static boolean fits(int dimX, int dimYz) {
    return KraskovOnDevice.fits(dimX, dimYz);
  }

  @Override
  public void close() {
    session.close();
  }
}
