package io.orchestrator.analysis.gpu;

import io.orchestrator.analysis.information.nearest.Digamma;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Paths;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The shipped CUDA source, compiled for the CPU: the arithmetic of the kernels without a GPU. */
final class KernelsOnHost {
  private final Path program;

  private KernelsOnHost(Path program) {
    this.program = program;
  }

  /** Compiles into a folder, without fused multiply-add, as the PTX is. */
  static KernelsOnHost compile(Path folder) throws IOException, InterruptedException {
    Path program = folder.resolve("kernels_on_host");
    Process compiler =
        new ProcessBuilder(
                "g++",
                "-std=c++17",
                "-O2",
                "-ffp-contract=off",
                "-Wno-unknown-pragmas",
                "src/test/cuda/kernels_on_host.cpp",
                "-o",
                program.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes());
    if (compiler.waitFor() != 0) {
      throw new AssertionError("the CUDA source does not compile: " + said);
    }
    return new KernelsOnHost(program);
  }

  /**
   * {@code [variable][order]} as the device side of this program would put it together.
   *
   * @param blocks of rows in one launch
   */
  double[][] information(Neighbours problem, int blocks) throws IOException {
    KraskovOnDevice.check(problem);
    String kernel = "kraskov_" + problem.algorithm() + "_" + (problem.k() <= 8 ? "few" : "many");
    double[][] values = new double[problem.variables().size()][];
    for (int v = 0; v < values.length; v++) {
      Variable variable = problem.variables().get(v);
      int[] numbers = {
        problem.rows(),
        variable.orders().length,
        variable.x().length,
        problem.y().length,
        problem.z().length,
        problem.k(),
        problem.theiler(),
        blocks
      };
      double[] psi = Arrays.copyOf(Digamma.upTo(problem.rows() + 1), problem.rows() + 2);
      psi[0] = 0;
      double[] partial =
          run(
              kernel,
              PackedNumbers.ints(numbers),
              PackedNumbers.doubles(variable.x()),
              PackedNumbers.doubles(problem.y()),
              PackedNumbers.doubles(problem.z()),
              PackedNumbers.ints(variable.orders()),
              PackedNumbers.doubles(psi));
      int of = LaunchPlan.blocks(problem.rows());
      values[v] = new double[variable.orders().length];
      for (int o = 0; o < values[v].length; o++) {
        double sum = Arrays.stream(partial, o * of, (o + 1) * of).sum();
        values[v][o] = KraskovOnDevice.constant(problem) + sum / problem.rows();
      }
    }
    return values;
  }

  /** Losses of the paths from {@code first} on. */
  double[] losses(Paths problem, int first, int count) throws IOException {
    int[] numbers = {
      first,
      count,
      problem.means().length,
      problem.rank(),
      (int) problem.seed(),
      (int) (problem.seed() >>> 32),
      problem.compounded() ? 1 : 0,
      64
    };
    double degrees = problem.degreesOfFreedom();
    return run(
        "monte_carlo",
        PackedNumbers.ints(numbers),
        PackedNumbers.doubles(
            new double[] {Double.isInfinite(degrees) ? 0 : degrees, problem.expectedGain()}),
        PackedNumbers.doubles(problem.means()),
        PackedNumbers.doubles(problem.factors()),
        PackedNumbers.doubles(problem.exposures()),
        PackedNumbers.doubles(problem.projection()));
  }

  private double[] run(String kernel, byte[]... inputs) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), kernel)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (byte[] part : List.of(inputs)) {
      input.writeBytes(part);
    }
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(() -> write(process.getOutputStream(), input));
    byte[] output = process.getInputStream().readAllBytes();
    written.join();
    return PackedNumbers.doubles(output);
  }

  private static void write(OutputStream to, ByteArrayOutputStream input) {
    try (to) {
      input.writeTo(to);
    } catch (IOException e) {
      throw new AssertionError("the program did not read its input", e);
    }
  }
}
