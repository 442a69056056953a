package io.orchestrator.analysis.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.market.Bar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
  private static final List<Bar> BARS = TestData.bars("AAPL", TestData.noise(120, .02, 1));

  private static List<Bar> changed(int from, int to, UnaryOperator<Bar> change) {
    List<Bar> bars = new ArrayList<>(BARS);
    for (int i = from; i < to; i++) {
      bars.set(i, change.apply(bars.get(i)));
    }
    return bars;
  }

  private static double[] at(List<Bar> bars, int t) {
    return FeatureSet.of(bars, start -> new double[Drivers.NAMES.size()]).at(t);
  }

  private static Bar scaled(Bar b, double price, long volume) {
    return new Bar(
        b.symbol(),
        b.timeframe(),
        b.start(),
        b.open() * price,
        b.high() * price,
        b.low() * price,
        b.close() * price,
        b.volume() * volume);
  }

  /** Whatever happens after the bar changes nothing at the bar. */
  @Property(tries = 200)
  void doesNotLookAhead(@ForAll @IntRange(min = FeatureSet.WARM_UP, max = 118) int t) {
    double[] known = at(BARS, t);
    List<Bar> otherFuture = changed(t + 1, BARS.size(), b -> scaled(b, 3, 7));
    assertArrayEquals(known, at(otherFuture, t));
    assertArrayEquals(known, at(BARS.subList(0, t + 1), t));
    assertFalse(
        Arrays.equals(known, at(changed(t, t + 1, b -> scaled(b, 1.01, 2)), t)),
        "the newest bar does count");
  }

  /** One bar on, or a bar changed in between: the same numbers as made anew. */
  @Property(tries = 200)
  void whatIsTakenOverIsTheSame(
      @ForAll @IntRange(min = 0, max = 40) int from,
      @ForAll @IntRange(min = 0, max = 60) int later,
      @ForAll @IntRange(min = 0, max = 119) int changed,
      @ForAll boolean revised) {
    Drivers.Of none = start -> new double[Drivers.NAMES.size()];
    FeatureSet earlier = FeatureSet.of(BARS.subList(0, 80), none);
    for (int t = FeatureSet.WARM_UP; t < 80; t++) {
      earlier.at(t);
    }
    List<Bar> bars = revised ? changed(changed, changed + 1, b -> scaled(b, 1.001, 2)) : BARS;
    bars = bars.subList(from, Math.min(120, from + FeatureSet.WARM_UP + 1 + later));
    FeatureSet following = FeatureSet.following(earlier, bars, none);
    for (int t = FeatureSet.WARM_UP; t < bars.size(); t++) {
      assertArrayEquals(at(bars, t), following.at(t), 1e-9);
    }
  }

  /** Bars before the warm-up do not count either, so that a window is enough. */
  @Test
  void readsTheWarmUpOnly() {
    List<Bar> otherPast = changed(0, 60 - FeatureSet.WARM_UP, b -> scaled(b, 3, 7));
    assertArrayEquals(at(BARS, 60), at(otherPast, 60), 1e-9);
  }

  @Test
  void isFreeOfThePriceScale() {
    double[] cheap = at(BARS, 60);
    double[] dear = at(changed(0, BARS.size(), b -> scaled(b, 1000, 1)), 60);
    assertArrayEquals(cheap, dear, 1e-6);
  }

  @Test
  void knownNumbers() {
    double[] alternating = new double[60];
    Arrays.setAll(alternating, i -> i % 2 == 0 ? 0.01 : -0.01);
    double[] f = at(TestData.bars("A", alternating), 40); // return 39 came last: -0.01
    assertEquals(-1, value(f, "return_1"), 1e-6);
    assertEquals(1, value(f, "return_2"), 1e-6);
    assertEquals(0, value(f, "momentum_20"), 1e-6);
    assertEquals(0, value(f, "volatility_ratio"), 1e-6);
    assertEquals(-1, value(f, "close_in_range"), 1e-6);
    // The close is the lowest price of 14 bars; Bollinger: half a step below the mean of 20.
    assertEquals(-1, value(f, "stochastic_14"), 1e-6);
    assertEquals(-0.5, value(f, "bollinger_20"), 1e-2);
  }

  private static double value(double[] features, String name) {
    return features[FeatureSet.names().indexOf(name)];
  }

  @Test
  void staysFiniteOnStrangeBars() {
    List<Bar> flat = TestData.bars("FLAT", new double[60]);
    double[] wildReturns = TestData.noise(60, .01, 3);
    wildReturns[39] = 700;
    wildReturns[40] = -700;
    for (List<Bar> bars : List.of(flat, TestData.bars("WILD", wildReturns))) {
      for (int t = FeatureSet.WARM_UP; t < bars.size(); t++) {
        for (double value : at(bars, t)) {
          assertTrue(Math.abs(value) <= 6, "finite and bounded");
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> at(BARS, 20));
    assertEquals(FeatureSet.names().size(), at(BARS, 21).length);
  }
}
