package io.orchestrator.analysis.information.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.junit.jupiter.api.Test;

/** The elimination against determinants as they stand in the formula, and laws for any data. */
class GaussianPropertiesTest {
  private static final double[][] NOTHING = new double[0][];

  /** How the columns look. */
  enum Shape {
    NORMAL,
    TIED,
    TINY,
    HUGE
  }

  private static double[][] columns(Random random, int count, int rows, Shape shape) {
    double[][] columns = new double[count][rows];
    for (double[] column : columns) {
      for (int i = 0; i < rows; i++) {
        column[i] =
            switch (shape) {
              case NORMAL -> random.nextGaussian();
              case TIED -> random.nextInt(5);
              case TINY -> random.nextGaussian() * 1e-200;
              case HUGE -> random.nextGaussian() * 1e200;
            };
      }
    }
    return columns;
  }

  /** Half the logarithm of det(xz)·det(yz) / (det(xyz)·det(z)), of columns of deviation 1. */
  private static double naive(double[][] x, double[][] y, double[][] z) {
    return 0.5
        * Math.log(determinant(x, z) * determinant(y, z) / (determinant(x, y, z) * determinant(z)));
  }

  private static double determinant(double[][]... groups) {
    double[][] columns =
        Stream.of(groups)
            .flatMap(Stream::of)
            .map(GaussianPropertiesTest::scaled)
            .toArray(double[][]::new);
    if (columns.length == 0) {
      return 1;
    }
    double[][] products = new double[columns.length][columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        for (int t = 0; t < columns[i].length; t++) {
          products[i][j] += columns[i][t] * columns[j][t] / columns[i].length;
        }
      }
    }
    return new LUDecomposition(new Array2DRowRealMatrix(products)).getDeterminant();
  }

  private static double[] scaled(double[] column) {
    double largest = Arrays.stream(column).map(Math::abs).max().orElseThrow();
    double mean = Arrays.stream(column).map(v -> v / largest).average().orElseThrow();
    double[] centred = Arrays.stream(column).map(v -> v / largest - mean).toArray();
    double squares = Arrays.stream(centred).map(v -> v * v).average().orElseThrow();
    return Arrays.stream(centred).map(v -> v / Math.sqrt(squares)).toArray();
  }

  @Property(tries = 300)
  void fastEqualsNaive(
      @ForAll long seed,
      @ForAll @IntRange(min = 60, max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 3) int dimX,
      @ForAll @IntRange(min = 1, max = 3) int dimY,
      @ForAll @IntRange(min = 0, max = 4) int dimZ,
      @ForAll Shape shape) {
    Random random = new Random(seed);
    double[][] x = columns(random, dimX, rows, shape);
    double[][] y = columns(random, dimY, rows, Shape.NORMAL);
    double[][] z = columns(random, dimZ, rows, shape);
    double expected = naive(x, y, z);
    assertEquals(expected, GaussianInformation.conditional(x, y, z).nats(), 1e-9);
    double[] local = LocalGaussian.of(x, y, z);
    assertEquals(expected, Arrays.stream(local).average().orElseThrow(), 1e-9);
  }

  @Property(tries = 200)
  void symmetricNeverNegativeAndBlindToOrderShiftAndScale(
      @ForAll long seed, @ForAll Shape shape, @ForAll @IntRange(min = 0, max = 3) int dimZ) {
    Random random = new Random(seed);
    int rows = 150;
    double[][] x = columns(random, 2, rows, shape);
    double[][] y = columns(random, 1, rows, Shape.NORMAL);
    double[][] z = columns(random, dimZ, rows, Shape.NORMAL);
    double value = GaussianInformation.conditional(x, y, z).nats();
    assertTrue(value >= 0);
    assertEquals(value, GaussianInformation.conditional(y, x, z).nats(), 1e-9);
    int[] order = random.ints(0, rows).distinct().limit(rows).toArray();
    assertEquals(
        value,
        GaussianInformation.conditional(ordered(x, order), ordered(y, order), ordered(z, order))
            .nats(),
        1e-9);
    double[][] moved = {Arrays.stream(y[0]).map(v -> 3 - 250 * v).toArray()};
    assertEquals(value, GaussianInformation.conditional(x, moved, z).nats(), 1e-8);
    // Any two independent mixtures of x say the same as x.
    double[][] mixed = new double[2][rows];
    for (int t = 0; t < rows; t++) {
      mixed[0][t] = 0.5 * x[0][t] + 0.25 * x[1][t];
      mixed[1][t] = 0.5 * x[0][t] - 0.5 * x[1][t];
    }
    assertEquals(value, GaussianInformation.conditional(mixed, y, z).nats(), 1e-8);
  }

  private static double[][] ordered(double[][] columns, int[] order) {
    return Arrays.stream(columns)
        .map(c -> Arrays.stream(order).mapToDouble(i -> c[i]).toArray())
        .toArray(double[][]::new);
  }

  /** The estimate of independent data is about half a chi-squared over N: mean dx·dy/(2N). */
  @Test
  void biasOfIndependentData() {
    Random random = new Random(4);
    int rows = 500;
    double mean = 0;
    for (int trial = 0; trial < 400; trial++) {
      double[][] x = columns(random, 2, rows, Shape.NORMAL);
      double[][] y = columns(random, 2, rows, Shape.NORMAL);
      mean += GaussianInformation.conditional(x, y, NOTHING).nats() / 400;
    }
    // Half of chi-squared with 4 degrees has deviation sqrt(2); four deviations of a mean of 400.
    assertEquals(4 / (2.0 * rows), mean, 4 * Math.sqrt(2) / rows / 20);
  }

  @Test
  void constantColumnsTellNothing() {
    Random random = new Random(2);
    double[][] y = columns(random, 1, 50, Shape.NORMAL);
    double[][] seven = {new double[50]};
    Arrays.fill(seven[0], 7);
    assertEquals(0, GaussianInformation.conditional(seven, y, NOTHING).nats());
    assertEquals(0, GaussianInformation.conditional(y, seven, NOTHING).nats());
    double[][] x = columns(random, 1, 50, Shape.NORMAL);
    assertEquals(
        GaussianInformation.conditional(x, y, NOTHING).nats(),
        GaussianInformation.conditional(x, y, seven).nats(),
        1e-12);
  }

  @Test
  void refusesBadInput() {
    double[][] y = {{1, 2, 4, 3, 5, 8}};
    refused(new double[][] {{1, 2, 3, Double.NaN, 5, 6}}, y, NOTHING, "not finite in row 3");
    refused(new double[][] {{1, 2, Double.POSITIVE_INFINITY, 4, 5, 6}}, y, NOTHING, "not finite");
    refused(new double[][] {{1, 2, 3}}, y, NOTHING, "columns of");
    refused(NOTHING, y, NOTHING, "need a column each");
    refused(y, y, new double[3][6], "6 rows are too few for 5 variables");
  }

  private static void refused(double[][] x, double[][] y, double[][] z, String reason) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> GaussianInformation.conditional(x, y, z))
            .getMessage();
    assertTrue(said.contains(reason), said);
  }
}
