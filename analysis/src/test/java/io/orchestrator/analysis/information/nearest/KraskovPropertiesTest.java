package io.orchestrator.analysis.information.nearest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The fast estimators against the naive one, and laws that hold for any data. */
class KraskovPropertiesTest {
  private static final KraskovSettings EXACT = KraskovSettings.DEFAULT.exact();

  /** How the columns look. */
  enum Shape {
    NORMAL,
    TIED,
    CONSTANT,
    TINY,
    HUGE,
    COPIES
  }

  private static double[][] columns(Random random, int count, int rows, Shape shape) {
    double[][] columns = new double[count][rows];
    for (double[] column : columns) {
      for (int i = 0; i < rows; i++) {
        column[i] =
            switch (shape) {
              case NORMAL, COPIES -> random.nextGaussian();
              case TIED -> random.nextInt(5);
              case CONSTANT -> 7;
              case TINY -> random.nextGaussian() * 1e-200;
              case HUGE -> random.nextGaussian() * 1e200;
            };
      }
    }
    if (shape == Shape.COPIES) {
      for (int c = 1; c < count; c++) {
        columns[c] = columns[0].clone();
      }
    }
    return columns;
  }

  private static KraskovSettings settings(int k, int algorithm, int theiler, Norm norm) {
    return EXACT.withK(k).withAlgorithm(algorithm).withTheiler(theiler).withNorm(norm);
  }

  @Property(tries = 300)
  void fastEqualsNaive(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 250) int rows,
      @ForAll @IntRange(min = 1, max = 3) int dimX,
      @ForAll @IntRange(min = 1, max = 2) int dimY,
      @ForAll @IntRange(min = 0, max = 4) int dimZ,
      @ForAll @IntRange(min = 1, max = 8) int k,
      @ForAll @IntRange(min = 1, max = 2) int algorithm,
      @ForAll @IntRange(min = 0, max = 6) int theiler,
      @ForAll Norm norm,
      @ForAll Shape shape) {
    Random random = new Random(seed);
    double[][] x = columns(random, dimX, rows, shape);
    double[][] y = columns(random, dimY, rows, Shape.NORMAL);
    double[][] z = columns(random, dimZ, rows, shape);
    KraskovSettings settings = settings(k, algorithm, theiler, norm);
    assertArrayEquals(
        new NaiveKraskov(settings).local(x, y, z),
        new KraskovEstimator(settings).local(x, y, z),
        1e-12);
  }

  @Property(tries = 300)
  void preparedConditionsEqualNaive(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 400) int rows,
      @ForAll @IntRange(min = 1, max = 2) int dimX,
      @ForAll @IntRange(min = 1, max = 2) int dimY,
      @ForAll @IntRange(min = 0, max = 4) int dimZ,
      @ForAll @IntRange(min = 1, max = 2) int algorithm,
      @ForAll Norm norm,
      @ForAll Shape shape) {
    Random random = new Random(seed);
    double[][] x = columns(random, dimX, rows, shape);
    double[][] y = columns(random, dimY, rows, shape == Shape.HUGE ? Shape.TIED : Shape.NORMAL);
    double[][] z = columns(random, dimZ, rows, shape);
    KraskovSettings settings = settings(4, algorithm, 0, norm);
    double expected = mean(new NaiveKraskov(settings).local(x, y, z));
    GivenConditions given = new KraskovEstimator(settings).given(y, z, 10);
    assertEquals(expected, given.candidate(x).information(), 1e-12);
  }

  /** Rows enough that lists are cut and trees are deep. */
  @Property(tries = 8)
  void manyRowsEqualNaive(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int dimZ, @ForAll boolean tied) {
    Random random = new Random(seed);
    int rows = 1_500;
    double[][] x = columns(random, 1, rows, tied ? Shape.TIED : Shape.NORMAL);
    double[][] y = columns(random, 1, rows, Shape.NORMAL);
    double[][] z = columns(random, dimZ, rows, Shape.NORMAL);
    for (int i = 0; i < rows; i++) {
      y[0][i] += x[0][i];
    }
    double expected = mean(new NaiveKraskov(EXACT).local(x, y, z));
    KraskovEstimator fast = new KraskovEstimator(EXACT);
    assertEquals(expected, fast.conditional(x, y, z), 1e-12);
    assertEquals(expected, fast.given(y, z, 1_000).candidate(x).information(), 1e-12);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Property(tries = 100)
  void symmetricAndBlindToOrderShiftAndScale(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 200;
    double[][] x = columns(random, 1, rows, Shape.NORMAL);
    double[][] y = columns(random, 2, rows, Shape.NORMAL);
    double[][] z = columns(random, 1, rows, Shape.NORMAL);
    KraskovEstimator ksg = new KraskovEstimator(EXACT);
    double value = ksg.conditional(x, y, z);
    assertEquals(value, ksg.conditional(y, x, z), 1e-12);
    int[] order = random.ints(0, rows).distinct().limit(rows).toArray();
    assertEquals(
        value,
        ksg.conditional(
            Columns.ordered(x, order), Columns.ordered(y, order), Columns.ordered(z, order)),
        1e-9);
    double[][] moved = {java.util.Arrays.stream(x[0]).map(v -> 3 - 250 * v).toArray()};
    assertEquals(value, ksg.conditional(moved, y, z), 1e-6);
  }

  /** Of two variables it is their mutual information; the order of several does not count. */
  @Property(tries = 100)
  void multiInformationOfTwoIsMutual(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 2) int algorithm,
      @ForAll @IntRange(min = 0, max = 6) int theiler,
      @ForAll Shape shape) {
    Random random = new Random(seed);
    double[][] x = columns(random, 1, rows, shape);
    double[][] y = columns(random, 2, rows, Shape.NORMAL);
    KraskovSettings settings = settings(4, algorithm, theiler, Norm.MAXIMUM);
    assertArrayEquals(
        new NaiveKraskov(settings).local(x, new double[][] {y[0]}, new double[0][]),
        MultiInformation.local(new double[][] {x[0], y[0]}, settings),
        1e-12);
    assertEquals(
        mean(MultiInformation.local(new double[][] {x[0], y[0], y[1]}, settings)),
        mean(MultiInformation.local(new double[][] {y[1], x[0], y[0]}, settings)),
        1e-9);
  }

  /**
   * Nothing is below the least that counts allow, ψ(k) − ψ(N); and of data that depend by chance or
   * by a law, not below 0 by more than five times the scatter of the bias that is subtracted.
   */
  @Property(tries = 60)
  void notBelowTheBias(
      @ForAll long seed,
      @ForAll @IntRange(min = 200, max = 800) int rows,
      @ForAll @IntRange(min = 0, max = 20) int coupling,
      @ForAll Shape shape) {
    Random random = new Random(seed);
    double[] psi = Digamma.upTo(rows);
    KraskovEstimator ksg = new KraskovEstimator(EXACT);
    double[][] x = columns(random, 1, rows, shape);
    double[][] y = columns(random, 1, rows, Shape.NORMAL);
    assertTrue(ksg.mutual(x, y) >= psi[4] - psi[rows] - 1e-12);
    double[][] normal = columns(random, 1, rows, Shape.NORMAL);
    for (int i = 0; i < rows; i++) {
      y[0][i] += coupling / 10.0 * normal[0][i];
    }
    assertTrue(ksg.mutual(normal, y) > -5 / Math.sqrt(rows));
  }

  /** Independent data scatter about 0, since the bias cancels (Kraskov et al., section II). */
  @Property(tries = 30)
  void independentDataHaveNoInformation(@ForAll long seed) {
    Random random = new Random(seed);
    double[][] x = columns(random, 1, 1_000, Shape.NORMAL);
    double[][] y = columns(random, 1, 1_000, Shape.NORMAL);
    assertEquals(0, new KraskovEstimator(EXACT).mutual(x, y), 0.15);
  }

  /** The estimators' values where every neighbour is known: ψ(k) − 2ψ(k) + ψ(100). */
  @Test
  void aLine() {
    double[][] line = new double[1][100];
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      line[0][i] = i + 1e-6 * random.nextGaussian();
    }
    double[] psi = Digamma.upTo(100);
    for (int k = 4; k <= 15; k++) {
      KraskovSettings settings = EXACT.raw().withK(k);
      assertEquals(
          psi[100] - psi[k], new KraskovEstimator(settings).mutual(line, line.clone()), 1e-5);
      assertEquals(
          psi[100] - psi[k] - 1.0 / k,
          new KraskovEstimator(settings.withAlgorithm(2)).mutual(line, line.clone()),
          1e-5);
    }
  }

  @Test
  void digammaOfWholeNumbers() {
    assertEquals(-0.5772156649015329, Digamma.upTo(1)[1], 1e-15);
    assertEquals(Math.log(100_000) - 0.5e-5, Digamma.upTo(100_000)[100_000], 1e-10);
  }

  @Test
  void refusesBadInput() {
    KraskovEstimator ksg = new KraskovEstimator(KraskovSettings.DEFAULT);
    double[][] few = {{1, 2, 3, 4, 5}};
    assertThrows(IllegalArgumentException.class, () -> ksg.mutual(few, few));
    double[][] hole = {{1, 2, 3, 4, 5, 6, 7, Double.NaN}};
    String said =
        assertThrows(IllegalArgumentException.class, () -> ksg.mutual(hole, hole)).getMessage();
    assertTrue(said.contains("not finite"), said);
    double[][] enough = {{1, 2, 3, 4, 5, 6, 7}};
    KraskovEstimator wide = new KraskovEstimator(KraskovSettings.DEFAULT.withTheiler(2));
    assertThrows(IllegalArgumentException.class, () -> wide.mutual(enough, enough));
    double[][] shorter = {{1, 2, 3, 4, 5, 6}};
    assertThrows(IllegalArgumentException.class, () -> ksg.mutual(enough, shorter));
    assertThrows(IllegalArgumentException.class, () -> ksg.mutual(enough, new double[0][]));
    assertThrows(IllegalArgumentException.class, () -> KraskovSettings.DEFAULT.withK(0));
    KraskovEstimator many = new KraskovEstimator(KraskovSettings.DEFAULT.withK(6));
    String large =
        assertThrows(IllegalArgumentException.class, () -> many.mutual(enough, enough))
            .getMessage();
    assertTrue(large.contains("k = 6"), large);
    assertThrows(
        IllegalArgumentException.class,
        () -> MultiInformation.local(enough, KraskovSettings.DEFAULT));
  }
}
