package io.orchestrator.analysis.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Paths;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What can be known of launches without a device. */
class LaunchPlanTest {

  /** A device of any speed: after a few launches none takes much longer than is aimed at. */
  @Property(tries = 200)
  void launchesBecomeShortWhateverTheDevice(
      @ForAll @IntRange(min = 100, max = 200_000) int rows,
      @ForAll @IntRange(min = 1, max = 2_000) int orders,
      @ForAll @DoubleRange(min = 1e8, max = 1e13) double pairsPerSecond) {
    LaunchPlan plan = new LaunchPlan();
    int launches = 0;
    for (int from = 0; from < orders && launches < 10_000; ) {
      LaunchPlan.Size size = plan.next(rows, orders - from);
      assertTrue(size.orders() >= 1 && size.orders() <= orders - from);
      assertTrue(size.blocks() >= 1 && size.blocks() <= LaunchPlan.blocks(rows));
      assertTrue(size.orders() % LaunchPlan.ORDERS == 0 || size.orders() == orders - from);
      double pairs =
          (double) Math.min(rows, size.blocks() * LaunchPlan.ROWS) * rows * size.orders();
      double millis = pairs / pairsPerSecond * 1_000;
      boolean smallest = size.blocks() == 1 && size.orders() <= LaunchPlan.ORDERS;
      assertTrue(launches < 6 || smallest || millis < 500, millis + " ms in launch " + launches);
      plan.took(pairs, (float) millis);
      from += size.orders();
      launches++;
    }
  }

  @Property(tries = 300)
  void chunksOfOrdersFitIntoMemoryTwice(
      @ForAll @IntRange(min = 10, max = 1_000_000) int rows,
      @ForAll @IntRange(min = 1, max = 100_000) int orders,
      @ForAll @LongRange(min = 1L << 24, max = 1L << 37) long budget) {
    long each = 4L * rows + 8L * LaunchPlan.blocks(rows);
    if (Math.min(budget / 2, 1L << 30) / each < LaunchPlan.ORDERS) {
      assertThrows(GpuFailure.class, () -> LaunchPlan.ordersInMemory(rows, orders, budget));
      return;
    }
    int chunk = LaunchPlan.ordersInMemory(rows, orders, budget);
    assertTrue(chunk >= 1 && chunk <= orders);
    assertTrue(2 * each * chunk <= budget);
    assertTrue(each * chunk <= Integer.MAX_VALUE);
  }

  @Property(tries = 200)
  void chunksOfPathsFit(
      @ForAll @IntRange(min = 1, max = 5_000) int assets,
      @ForAll @IntRange(min = 1_000, max = 10_000_000) int paths,
      @ForAll @LongRange(min = 1L << 24, max = 1L << 37) long budget,
      @ForAll boolean compounded) {
    double[] exposures = new double[assets];
    double[][] factors = new double[assets][];
    double[] row = new double[assets];
    Arrays.fill(factors, row);
    Paths problem = new Paths(exposures, factors, exposures, 4, paths, 1, compounded);
    int chunk = PathsOnDevice.chunk(problem, budget);
    assertTrue(chunk >= 1 && chunk <= paths);
    assertTrue(8L * chunk * (1 + (compounded ? assets : 0)) <= budget);
  }

  @Test
  void causesAreReadable() {
    assertEquals(
        "loading kraskov: CUDA error 222, the driver is too old for the kernel: install a newer one",
        new GpuFailure("loading kraskov", 222).getMessage());
    assertTrue(new GpuFailure("x", 12_345).getMessage().contains("see cuda.h"));
    for (int code : new int[] {214, 700, 702, 719, 999}) {
      assertTrue(new GpuFailure("x", code).fatal(), code + " spoils the context");
    }
    for (int code : new int[] {1, 2, 100, 209, 222, 701}) {
      assertTrue(!new GpuFailure("x", code).fatal(), code + " leaves the context as it was");
    }
  }

  @Test
  void whatWouldBeReadOutsideAnArrayIsRefused() {
    double[][] y = {new double[50]};
    double[][] none = {};
    refused(new Neighbours(0, 1, 0, y, none, List.of()));
    refused(new Neighbours(101, 1, 0, y, none, List.of()));
    refused(new Neighbours(4, 3, 0, y, none, List.of()));
    refused(new Neighbours(4, 1, 23, y, none, List.of()));
    refused(new Neighbours(4, 1, 0, new double[][] {{Double.NaN, 1}}, none, List.of()));
    refused(with(y, new int[] {0, 1}));
    int[] outside = new int[50];
    outside[49] = 50;
    refused(with(y, outside));
    outside[49] = -1;
    refused(with(y, outside));
    refused(new Neighbours(4, 1, 0, y, new double[1][49], List.of()));
    refused(new Neighbours(4, 1, 0, y, new double[25][50], List.of(new Variable(y, new int[0][]))));
    KraskovOnDevice.check(with(y, new int[50]));
  }

  private static Neighbours with(double[][] y, int[] order) {
    return new Neighbours(
        4, 1, 0, y, new double[0][], List.of(new Variable(y, new int[][] {order})));
  }

  private static void refused(Neighbours problem) {
    assertThrows(IllegalArgumentException.class, () -> KraskovOnDevice.check(problem));
  }
}
