package io.orchestrator.analysis.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.nearest.NaiveKraskov;
import io.orchestrator.analysis.risk.PathSimulation;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Paths;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CUDA source itself, compiled for the CPU, against the estimators in Java. Needs g++. */
class KernelsEqualCpuTest {
  private static final double[][] NOTHING = new double[0][];

  /** Only the order in which rows are added differs. */
  private static final double SUMMATION = 1e-12;

  @TempDir static Path folder;
  private static KernelsOnHost kernels;

  @BeforeAll
  static void compile() throws Exception {
    boolean compiler =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "g++")));
    assumeTrue(compiler, "no g++: the kernels' arithmetic is not compared with the CPU's");
    kernels = KernelsOnHost.compile(folder);
  }

  /**
   * Rows below, at and above whole blocks; one or several launches; orders that do not fill a
   * thread's four; k on both sides of the two kernels.
   */
  @ParameterizedTest
  @CsvSource({
    // rows, k, algorithm, theiler, dimX, dimY, dimZ, orders, blocks in a launch
    "128, 4, 1, 0, 1, 1, 0, 4, 9",
    "127, 4, 1, 0, 1, 1, 1, 5, 9",
    "300, 4, 1, 3, 1, 1, 2, 3, 1",
    "300, 8, 1, 0, 2, 3, 0, 6, 2",
    "129, 9, 1, 5, 2, 1, 3, 2, 1",
    "260, 100, 1, 10, 1, 2, 1, 2, 2",
    "128, 4, 2, 0, 1, 1, 0, 4, 9",
    "257, 3, 2, 2, 1, 1, 1, 7, 2",
    "150, 20, 2, 0, 3, 2, 4, 2, 1",
    "300, 1, 2, 4, 2, 2, 0, 5, 1",
    "20, 4, 1, 0, 1, 1, 5, 9, 1"
  })
  void informationOfEveryOrder(
      int rows, int k, int algorithm, int theiler, int dimX, int dimY, int dimZ, int orders, int at)
      throws Exception {
    Random random = new Random(rows * 31L + k);
    double[][] z = columns(random, dimZ, rows, NOTHING);
    double[][] y = columns(random, dimY, rows, z);
    List<Variable> variables =
        List.of(
            new Variable(columns(random, dimX, rows, y), orders(random, orders, rows)),
            new Variable(columns(random, dimX, rows, z), orders(random, 1, rows)));
    compare(new Neighbours(k, algorithm, theiler, y, z, variables), at, SUMMATION);
  }

  /** Prices on a grid, constants, huge and tiny numbers: counting must not depend on luck. */
  @ParameterizedTest
  @CsvSource({"1, 0.5", "2, 0.5", "1, 1e300", "2, 1e-300", "1, 0", "2, 0"})
  void tiesConstantsAndExtremeValues(int algorithm, double grid) throws Exception {
    Random random = new Random(9);
    int rows = 140;
    double[][] rawY = columns(random, 1, rows, NOTHING);
    double[][] y = rounded(rawY, grid);
    double[][] z = rounded(columns(random, 2, rows, rawY), grid);
    double[][] x = rounded(columns(random, 1, rows, rawY), grid);
    Variable variable = new Variable(x, orders(random, 3, rows));
    compare(new Neighbours(4, algorithm, 0, y, z, List.of(variable)), 1, SUMMATION);
    compare(new Neighbours(4, algorithm, 1, y, NOTHING, List.of(variable)), 1, SUMMATION);
  }

  private static void compare(Neighbours problem, int blocks, double tolerance) throws Exception {
    KraskovSettings settings =
        KraskovSettings.DEFAULT
            .raw()
            .withK(problem.k())
            .withAlgorithm(problem.algorithm())
            .withTheiler(problem.theiler());
    double[][] found = kernels.information(problem, blocks);
    for (int v = 0; v < found.length; v++) {
      Variable variable = problem.variables().get(v);
      for (int o = 0; o < found[v].length; o++) {
        double[][] x = ordered(variable.x(), variable.orders()[o]);
        double naive =
            Arrays.stream(new NaiveKraskov(settings).local(x, problem.y(), problem.z()))
                .average()
                .orElseThrow();
        assertEquals(naive, found[v][o], tolerance, "variable " + v + ", order " + o);
      }
    }
  }

  /** The fast estimator of the networks, on data without ties. */
  @Test
  void equalsTheFastEstimator() throws Exception {
    Random random = new Random(3);
    int rows = 400;
    double[][] z = columns(random, 2, rows, NOTHING);
    double[][] y = columns(random, 1, rows, z);
    double[][] x = columns(random, 1, rows, y);
    int[][] orders = orders(random, 6, rows);
    for (int algorithm = 1; algorithm <= 2; algorithm++) {
      var given =
          new KraskovEstimator(KraskovSettings.DEFAULT.raw().withAlgorithm(algorithm))
              .given(y, z, 100);
      double[] expected =
          Arrays.stream(orders).mapToDouble(given.candidate(x)::information).toArray();
      double[][] found =
          kernels.information(
              new Neighbours(4, algorithm, 0, y, z, List.of(new Variable(x, orders))), 4);
      assertArrayEquals(expected, found[0], SUMMATION);
    }
  }

  /** A kernel that gave the same for every order would pass much of the above on noise. */
  @Test
  void surrogatesDiffer() throws Exception {
    Random random = new Random(4);
    double[][] y = columns(random, 1, 200, NOTHING);
    Variable variable = new Variable(columns(random, 1, 200, y), orders(random, 5, 200));
    double[] found =
        kernels.information(new Neighbours(4, 1, 0, y, NOTHING, List.of(variable)), 1)[0];
    assertTrue(found[0] > 0.1, "the first order is the data's own: " + found[0]);
    assertEquals(5, Arrays.stream(found).distinct().count());
    assertTrue(Arrays.stream(found).skip(1).max().orElseThrow() < found[0]);
  }

  /**
   * 0: the normal law. Paths that begin in the middle, so that chunks are known to fit together.
   */
  @ParameterizedTest
  @CsvSource({"0, false, 7", "0, true, 8", "3.5, false, 1", "5, true, 5", "30, true, 20"})
  void lossesOfPaths(double degrees, boolean compounded, int assets) throws Exception {
    Random random = new Random(assets);
    double[][] factors = new double[assets][assets];
    for (double[] row : factors) {
      Arrays.setAll(row, f -> 0.02 * random.nextGaussian());
    }
    double[] exposures = random.doubles(assets, -1_000, 1_000).toArray();
    double[] means = random.doubles(assets, -0.001, 0.001).toArray();
    double law = degrees == 0 ? Double.POSITIVE_INFINITY : degrees;
    Paths problem = new Paths(means, factors, exposures, law, 3_000, -5_000_000_001L, compounded);
    double[] expected = PathSimulation.losses(problem);
    double[] found = kernels.losses(problem, 1_000, 2_000);
    double size = Arrays.stream(exposures).map(Math::abs).sum();
    assertArrayEquals(Arrays.copyOfRange(expected, 1_000, 3_000), found, 1e-14 * size);
  }

  private static double[][] columns(Random random, int count, int rows, double[][] driver) {
    double[][] columns = new double[count][rows];
    for (double[] column : columns) {
      for (int i = 0; i < rows; i++) {
        column[i] = random.nextGaussian() + (driver.length == 0 ? 0 : 0.7 * driver[0][i]);
      }
    }
    return columns;
  }

  private static double[][] rounded(double[][] columns, double grid) {
    return Arrays.stream(columns)
        .map(c -> Arrays.stream(c).map(v -> grid * Math.rint(v * 2)).toArray())
        .toArray(double[][]::new);
  }

  /** The first leaves the rows as they are. */
  private static int[][] orders(Random random, int count, int rows) {
    int[][] orders = new int[count][];
    for (int o = 0; o < count; o++) {
      int[] order = IntStream.range(0, rows).toArray();
      for (int i = rows - 1; o > 0 && i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      orders[o] = order;
    }
    return orders;
  }

  private static double[][] ordered(double[][] columns, int[] order) {
    return Arrays.stream(columns)
        .map(c -> Arrays.stream(order).mapToDouble(row -> c[row]).toArray())
        .toArray(double[][]::new);
  }
}
