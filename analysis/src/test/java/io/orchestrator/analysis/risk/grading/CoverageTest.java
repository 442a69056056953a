package io.orchestrator.analysis.risk.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.risk.measure.Zone;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Golden numbers: numpy 2.4.6 and scipy 1.17.1. */
class CoverageTest {
  @Test
  void kupiec() {
    assertTest(0.094940, 0.757988, Coverage.kupiec(250, 3, 0.01));
    assertTest(5.025168, 0.024982, Coverage.kupiec(250, 0, 0.01));
    assertTest(12.955491, 0.000319, Coverage.kupiec(250, 10, 0.01));
    assertTest(7.530152, 0.006067, Coverage.kupiec(1000, 70, 0.05));
    assertTest(0, 1, Coverage.kupiec(0, 0, 0.05));
  }

  @Test
  void christoffersen() {
    assertTest(9.656332, 0.001887, Coverage.independence(900, 45, 45, 9));
    assertTest(0, 1, Coverage.independence(new boolean[250]));
  }

  private static void assertTest(double ratio, double pValue, Coverage.Test test) {
    assertEquals(ratio, test.ratio(), 5e-7);
    assertEquals(pValue, test.pValue(), 5e-7);
  }

  /** Basel 1996: 250 days at 99 %. */
  @Test
  void trafficLight() {
    for (int breaches = 0; breaches <= 15; breaches++) {
      Zone expected = breaches <= 4 ? Zone.GREEN : breaches <= 9 ? Zone.YELLOW : Zone.RED;
      assertEquals(expected, Coverage.zone(250, breaches, 0.01), breaches + " breaches");
    }
    assertEquals(Zone.GREEN, Coverage.zone(0, 0, 0.01));
  }

  /** Conditional coverage is the likelihood of the chain against the one fixed share. */
  @Property(tries = 100)
  void conditionalIsTheSumOfBoth(@ForAll @IntRange(min = 1, max = 100_000) int seed) {
    Random random = new Random(seed);
    boolean[] breaches = new boolean[300];
    int count = 0;
    for (int t = 0; t < breaches.length; t++) {
      breaches[t] = random.nextDouble() < 0.08;
      count += breaches[t] ? 1 : 0;
    }
    Coverage.Test both = Coverage.conditional(breaches, 0.05);
    assertEquals(
        Coverage.kupiec(300, count, 0.05).ratio() + Coverage.independence(breaches).ratio(),
        both.ratio(),
        1e-12);
    // Chi-squared with two degrees of freedom.
    assertEquals(Math.exp(-both.ratio() / 2), both.pValue(), 1e-9);
  }

  /** A right model is rejected at 5 % about as often as that. */
  @Test
  void theTestsHoldTheirLevel() {
    Random random = new Random(4);
    int rejected = 0;
    for (int run = 0; run < 2_000; run++) {
      int breaches = 0;
      for (int t = 0; t < 1_000; t++) {
        breaches += random.nextDouble() < 0.05 ? 1 : 0;
      }
      rejected += Coverage.kupiec(1_000, breaches, 0.05).pValue() < 0.05 ? 1 : 0;
    }
    assertTrue(rejected > 60 && rejected < 140, rejected + " of 2000");
  }
}
