package io.orchestrator.analysis.gpu;

import io.orchestrator.analysis.gpu.CudaSession.Memory;
import io.orchestrator.analysis.gpu.CudaSession.Queue;
import io.orchestrator.analysis.information.nearest.Digamma;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import jcuda.driver.CUfunction;

/**
 * Kraskov's estimate of many orders of x: what fits is copied while what came before is computed.
 */
final class KraskovOnDevice {
  /** Of shared memory that every device gives a block without being asked. */
  private static final int MOST_COLUMNS = (48 << 10) / (2 * LaunchPlan.ROWS * Double.BYTES);

  /** Nearest so far that the lighter kernels hold. */
  private static final int FEW = 8;

  private static final int MOST_NEIGHBOURS = 100;

  private final CudaSession session;
  private final Neighbours problem;
  private final int rows;
  private final LaunchPlan plan;
  private final CUfunction kernel;
  private double kernelMillis;

  /**
   * @throws IllegalArgumentException the kernels cannot do it
   */
  KraskovOnDevice(CudaSession session, Neighbours problem, LaunchPlan plan) {
    this.session = session;
    this.problem = problem;
    this.rows = problem.rows();
    this.plan = plan;
    check(problem);
    String neighbours = problem.k() <= FEW ? "few" : "many";
    this.kernel = session.kernel("kraskov", "kraskov_" + problem.algorithm() + "_" + neighbours);
  }

  /** Whether so many columns fit. */
  static boolean fits(int dimX, int dimYz) {
    return dimYz + LaunchPlan.ORDERS * dimX <= MOST_COLUMNS;
  }

  /**
   * Whatever is wrong here would be read outside its array there.
   *
   * @throws IllegalArgumentException it is not a problem that the kernels solve
   */
  static void check(Neighbours problem) {
    int rows = problem.rows();
    require(
        problem.k() >= 1 && problem.k() <= MOST_NEIGHBOURS, "k must be 1 to " + MOST_NEIGHBOURS);
    require(problem.algorithm() == 1 || problem.algorithm() == 2, "algorithm must be 1 or 2");
    require(
        problem.theiler() >= 0 && rows - 1L > problem.k() + 2L * problem.theiler(),
        rows + " rows are too few for k and theiler");
    checkColumns(problem.y(), rows);
    checkColumns(problem.z(), rows);
    int fixed = problem.y().length + problem.z().length;
    for (Variable variable : problem.variables()) {
      require(variable.x().length >= 1, "x needs a column");
      require(fits(variable.x().length, fixed), "too many columns for the GPU's shared memory");
      checkColumns(variable.x(), rows);
      for (int[] order : variable.orders()) {
        require(order.length == rows, "an order of another length");
        for (int row : order) {
          require(row >= 0 && row < rows, "an order names row " + row);
        }
      }
    }
  }

  private static void checkColumns(double[][] columns, int rows) {
    for (double[] column : columns) {
      require(column.length == rows, "columns of different length");
      for (double value : column) {
        require(Double.isFinite(value), "a value that is not finite");
      }
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** {@code [variable][order]}, nats. */
  double[][] compute() {
    double[] psi = new double[rows + 2];
    System.arraycopy(Digamma.upTo(rows + 1), 0, psi, 0, rows + 2);
    psi[0] = 0;
    List<Variable> variables = problem.variables();
    double[][] values = new double[variables.size()][];
    byte[] fixed = PackedNumbers.doubles(joined(problem.y(), problem.z()));
    try (Memory yz = session.memory(fixed);
        Memory digamma = session.memory(PackedNumbers.doubles(psi));
        Queue copies = new Queue();
        Queue kernels = new Queue()) {
      for (int v = 0; v < values.length; v++) {
        values[v] = one(variables.get(v), yz, digamma, copies, kernels);
      }
    }
    return values;
  }

  /** Time that the device computed. */
  double kernelMillis() {
    return kernelMillis;
  }

  private double[] one(Variable variable, Memory yz, Memory psi, Queue copies, Queue kernels) {
    int[][] orders = variable.orders();
    double[] values = new double[orders.length];
    if (orders.length == 0) {
      return values;
    }
    int blocks = LaunchPlan.blocks(rows);
    try (Memory x = session.memory(PackedNumbers.doubles(variable.x()))) {
      int chunk = LaunchPlan.ordersInMemory(rows, orders.length, session.budget());
      long orderBytes = (long) chunk * rows * Integer.BYTES;
      ByteBuffer[] staged = {direct(orderBytes), direct(orderBytes)};
      ByteBuffer sums = direct((long) chunk * blocks * Double.BYTES);
      try (Memory first = session.memory(orderBytes);
          Memory second = session.memory(orderBytes);
          Memory partial = session.memory((long) chunk * blocks * Double.BYTES)) {
        Memory[] slots = {first, second};
        upload(copies, slots[0], staged[0], orders, 0, chunk);
        copies.await();
        for (int from = 0, slot = 0; from < orders.length; from += chunk, slot = 1 - slot) {
          upload(copies, slots[1 - slot], staged[1 - slot], orders, from + chunk, chunk);
          int count = Math.min(chunk, orders.length - from);
          launches(kernels, variable.x().length, count, x, yz, slots[slot], psi, partial);
          kernels.download(sums, partial, (long) count * blocks * Double.BYTES);
          kernels.await();
          for (int o = 0; o < count; o++) {
            values[from + o] = mean(sums, o * blocks, blocks);
          }
          copies.await();
        }
      }
    }
    return values;
  }

  private void upload(
      Queue copies, Memory to, ByteBuffer staged, int[][] orders, int from, int most) {
    int count = Math.min(most, orders.length - from);
    if (count <= 0) {
      return;
    }
    for (int o = 0; o < count; o++) {
      staged.position(o * rows * Integer.BYTES);
      staged.asIntBuffer().put(orders[from + o]);
    }
    staged.clear();
    copies.upload(to, staged, (long) count * rows * Integer.BYTES);
  }

  private void launches(
      Queue kernels,
      int dimX,
      int orders,
      Memory x,
      Memory yz,
      Memory order,
      Memory psi,
      Memory to) {
    int dimY = problem.y().length;
    int dimZ = problem.z().length;
    int blocks = LaunchPlan.blocks(rows);
    int shared = 2 * (dimY + dimZ + LaunchPlan.ORDERS * dimX) * LaunchPlan.ROWS * Double.BYTES;
    for (int from = 0; from < orders; ) {
      LaunchPlan.Size size = plan.next(rows, orders - from);
      for (int block = 0; block < blocks; block += size.blocks()) {
        int now = Math.min(size.blocks(), blocks - block);
        kernels.begin();
        kernels.launch(
            kernel,
            now,
            (size.orders() + LaunchPlan.ORDERS - 1) / LaunchPlan.ORDERS,
            LaunchPlan.ROWS,
            shared,
            rows,
            block * LaunchPlan.ROWS,
            size.orders(),
            dimX,
            dimY,
            dimZ,
            problem.k(),
            problem.theiler(),
            x,
            yz,
            order.from((long) from * rows * Integer.BYTES),
            psi,
            to.from((long) from * blocks * Double.BYTES));
        kernels.end();
        kernels.await();
        kernelMillis += kernels.millis();
        plan.took((double) now * LaunchPlan.ROWS * rows * size.orders(), kernels.millis());
      }
      from += size.orders();
    }
  }

  private double mean(ByteBuffer sums, int from, int blocks) {
    double sum = 0;
    for (int b = 0; b < blocks; b++) {
      sum += sums.getDouble((from + b) * Double.BYTES);
    }
    return constant(problem) + sum / rows;
  }

  /** What each row's value begins with. */
  static double constant(Neighbours problem) {
    double psi = Digamma.upTo(problem.k())[problem.k()];
    if (problem.algorithm() == 1) {
      return psi;
    }
    return psi - (problem.z().length == 0 ? 1.0 : 2.0) / problem.k();
  }

  private static double[][] joined(double[][] y, double[][] z) {
    double[][] joined = new double[y.length + z.length][];
    System.arraycopy(y, 0, joined, 0, y.length);
    System.arraycopy(z, 0, joined, y.length, z.length);
    return joined;
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
