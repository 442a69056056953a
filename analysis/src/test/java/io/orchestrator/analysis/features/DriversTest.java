package io.orchestrator.analysis.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DriversTest {
  private static final double[][] COUPLED = TestData.coupledAr1(0, 0, -.6, 400, 4);

  private static Map<String, List<Bar>> bars(int known, double future) {
    List<Bar> leader =
        changed(TestData.bars("LEAD", TestData.scaled(COUPLED[0], .01)), known, future);
    List<Bar> follower =
        changed(TestData.bars("FOLLOW", TestData.scaled(COUPLED[1], .01)), known, future);
    return Map.of("LEAD", leader, "FOLLOW", follower);
  }

  private static List<Bar> changed(List<Bar> bars, int known, double future) {
    List<Bar> other = new ArrayList<>(bars);
    for (int t = known; t < bars.size(); t++) {
      Bar b = bars.get(t);
      double f = t % 3 == 0 ? future : 1;
      other.set(
          t,
          new Bar(
              b.symbol(),
              b.timeframe(),
              b.start(),
              b.open() * f,
              b.high() * f,
              b.low() * f,
              b.close() * f,
              b.volume()));
    }
    return other;
  }

  /** The planted link, its lag and its sign; nothing the other way. */
  @Test
  void findsThePlantedDriver() {
    Map<String, List<Bar>> bars = bars(401, 1);
    Drivers found = DriverSearch.run(bars, Timeframe.D1, bars.get("LEAD").getLast().start(), 7);
    Drivers.Link link = found.of("FOLLOW").getFirst();
    assertEquals("LEAD", link.source());
    assertEquals(1, link.lag());
    assertEquals(-1, link.sign());
    assertTrue(link.nats() > 0.1, found::toString);
    assertTrue(found.of("LEAD").isEmpty(), found::toString);
  }

  @Test
  void theFeatureIsTheDriversLastReturnTurned() {
    Map<String, List<Bar>> bars = bars(401, 1);
    Drivers drivers = new Drivers(Map.of("FOLLOW", List.of(new Drivers.Link("LEAD", 2, .1, -1))));
    List<Bar> mine = bars.get("FOLLOW");
    double[] at = drivers.on("FOLLOW", new Drivers.Batch(bars)).at(mine.get(60).start());
    List<Bar> its = bars.get("LEAD");
    double expected = -FeatureSet.logReturn(its, 59, 1) / FeatureSet.deviation(its, 59, 20);
    assertEquals(expected, at[0], 1e-12);
    assertEquals(0, at[1]);
  }

  /** Whatever both symbols do after a bar changes neither its drivers nor its features. */
  @Property(tries = 25)
  void doesNotLookAhead(
      @ForAll @IntRange(min = 120, max = 390) int known,
      @ForAll @DoubleRange(min = 0.5, max = 2) double future) {
    Map<String, List<Bar>> one = bars(known, 1);
    Map<String, List<Bar>> other = bars(known, future);
    var until = one.get("LEAD").get(known - 1).start();
    Drivers found = DriverSearch.run(one, Timeframe.D1, until, 7);
    assertEquals(found, DriverSearch.run(other, Timeframe.D1, until, 7));
    for (String symbol : one.keySet()) {
      FeatureSet mine = FeatureSet.of(one.get(symbol), found.on(symbol, new Drivers.Batch(one)));
      FeatureSet its = FeatureSet.of(other.get(symbol), found.on(symbol, new Drivers.Batch(other)));
      for (int t = known - 5; t < known; t++) {
        assertArrayEquals(mine.at(t), its.at(t), symbol + " at " + t);
      }
    }
  }
}
