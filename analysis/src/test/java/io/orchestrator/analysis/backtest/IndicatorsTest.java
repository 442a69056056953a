package io.orchestrator.analysis.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.information.gaussian.GaussianInformation;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is kept from day to day, or computed for all at once, against the plain way. */
class IndicatorsTest {

  @Property(tries = 200)
  void rollingMomentsAreThoseOfTheWindow(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 120) int length,
      @ForAll @IntRange(min = 1, max = 40) int window) {
    double[] values = new SplittableRandom(seed).doubles(length, 1, 1e4).toArray();
    var moments = new RollingMoments(window);
    for (int t = 0; t < values.length; t++) {
      moments.add(values[t]);
      assertEquals(t + 1 >= window, moments.full());
      double[] last = Arrays.copyOfRange(values, Math.max(0, t + 1 - window), t + 1);
      double mean = Arrays.stream(last).average().orElseThrow();
      double variance =
          Arrays.stream(last).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      assertEquals(mean, moments.mean(), 1e-8);
      assertEquals(variance, Math.pow(moments.deviation(), 2), 1e-4);
    }
  }

  @Test
  void aRunAwayPriceLeavesNoRoundingBehind() {
    var moments = new RollingMoments(5);
    for (double v : new double[] {1e9, 3e9, 1e9, 2e9, 1e9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}) {
      moments.add(v);
    }
    assertEquals(8, moments.mean(), 1e-12);
    assertEquals(Math.sqrt(2), moments.deviation(), 1e-12);
  }

  @Property(tries = 200)
  void highestAndLowestAreWhatALoopFinds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 80) int length,
      @ForAll @IntRange(min = 1, max = 30) int days) {
    // Few different prices: equal ones are the hard case.
    double[] v = new SplittableRandom(seed).ints(length, 1, 12).asDoubleStream().toArray();
    History h = History.over(new double[][] {v});
    for (int t = 0; t < v.length; t++) {
      h.at(t);
      boolean above = true;
      boolean below = true;
      double squares = 0;
      for (int k = Math.max(0, t - days); k < t; k++) {
        above &= v[k] < v[t];
        below &= v[k] > v[t];
        squares += Math.pow(Math.log(v[k + 1] / v[k]), 2);
      }
      assertEquals(above, h.highest(0, days));
      assertEquals(below, h.lowest(0, days));
      if (t >= days) {
        assertEquals(squares, h.squaredChanges(0, days), 1e-9);
      }
    }
  }

  @Test
  void nothingBeforeTheFirstDayIsKnown() {
    History h = History.over(new double[][] {{1, 2, 3}});
    h.at(1);
    assertThrows(IndexOutOfBoundsException.class, () -> h.squaredChanges(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> h.changes(0, new double[2]));
    assertThrows(IndexOutOfBoundsException.class, () -> h.log(0, -1));
  }

  @Test
  void allLinksAtOnceAreTheTransferEntropiesOneByOne() {
    int names = 5;
    int window = 203;
    double[][] index = new double[names][window + 1];
    var random = new SplittableRandom(4);
    for (double[] own : index) {
      own[0] = 100;
    }
    for (int t = 1; t <= window; t++) {
      double common = random.nextGaussian();
      for (int s = 0; s < names; s++) {
        double led = s == 3 && t > 1 ? 0.5 * Math.log(index[1][t - 1] / index[1][t - 2]) : 0;
        index[s][t] =
            index[s][t - 1] * Math.exp(led + 0.004 * common + 0.01 * random.nextGaussian());
      }
    }
    History h = History.over(index);
    h.at(window);
    var links = new LaggedLinks(names, window);
    links.of(h);
    for (int target = 0; target < names; target++) {
      double least = 1;
      int best = -1;
      for (int source = 0; source < names; source++) {
        if (source == target) {
          continue;
        }
        double p = chance(h, source, target, window);
        assertEquals(p, links.chance(source, target), 1e-9 * p + 1e-15);
        best = p < least ? source : best;
        least = Math.min(least, p);
      }
      assertEquals(best, links.strongest(target));
    }
    assertEquals(1, links.strongest(3));
    assertTrue(links.partial(1, 3) > 0 && links.chance(1, 3) < 1e-6);
  }

  private static double chance(History h, int source, int target, int window) {
    var x = new double[window];
    var y = new double[window];
    h.changes(source, x);
    h.changes(target, y);
    return GaussianInformation.conditional(
            new double[][] {Arrays.copyOf(x, window - 1)},
            new double[][] {Arrays.copyOfRange(y, 1, window)},
            new double[][] {Arrays.copyOf(y, window - 1)})
        .pValue(window - 1);
  }

  @Test
  void aNameThatDoesNotMoveInformsNobody() {
    var index = new double[3][101];
    var random = new SplittableRandom(8);
    for (int t = 0; t <= 100; t++) {
      index[0][t] = 100;
      index[1][t] = 100 * Math.exp(0.01 * random.nextGaussian());
      index[2][t] = index[1][t];
    }
    History h = History.over(index);
    h.at(100);
    var links = new LaggedLinks(3, 100);
    links.of(h);
    assertEquals(-1, links.strongest(0));
    assertEquals(-1, links.strongest(1), "a copy of its own past tells nothing new");
  }
}
