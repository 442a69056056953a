package io.orchestrator.analysis.information.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.information.network.ConditionalInformation.Measured;
import io.orchestrator.analysis.information.network.ConditionalInformation.NullLaw;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.TargetResult.Tested;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** IDTxl's rule: the share of surrogates at or above the value, at least 1/n, below alpha. */
class SignificanceTestsTest {
  private final SignificanceTests tests =
      new SignificanceTests(
          new RowOrders(PermutationSettings.RANDOM_IN_TIME, 20, 1, 0),
          Run.alone(),
          Optional.empty());

  /** Its surrogates are the given values, one after the other. */
  private static final class Scripted implements Measured {
    private final double value;
    private final double[] surrogates;
    private final AtomicInteger asked = new AtomicInteger();

    Scripted(double value, double... surrogates) {
      this.value = value;
      this.surrogates = surrogates;
    }

    @Override
    public double value() {
      return value;
    }

    @Override
    public double surrogate(int[] order) {
      return surrogates[asked.getAndIncrement() % surrogates.length];
    }

    @Override
    public double[] local() {
      return new double[0];
    }

    @Override
    public Optional<NullLaw> nullLaw() {
      return Optional.empty();
    }
  }

  private static double[] below(int count, double... more) {
    double[] values = new double[count + more.length];
    System.arraycopy(more, 0, values, count, more.length);
    return values;
  }

  @org.junit.jupiter.api.Test
  void anEqualSurrogateCountsAsReached() {
    Test test = new Test(21, 0.05);
    Tested tested = tests.single(new Scripted(1, below(20, 1)), test, 0);
    assertEquals(1 / 21.0, tested.chance(), 1e-15);
    assertTrue(tested.significant());
    assertEquals(1 / 21.0, tests.single(new Scripted(1, below(21)), test, 0).chance(), 1e-15);
    assertFalse(tests.single(new Scripted(1, below(19, 1, 1)), test, 0).significant());
    assertEquals(21, tested.surrogates().count());
    assertEquals(1 / 21.0, tested.surrogates().mean(), 1e-15);
  }

  @org.junit.jupiter.api.Test
  void tooFewPermutationsAreRefused() {
    String said =
        assertThrows(IllegalArgumentException.class, () -> new Test(20, 0.05)).getMessage();
    assertTrue(said.contains("more than 20 are needed"), said);
  }

  /** 10 of 200 reached is lost at 5 %: whatever the other 190 are. */
  @org.junit.jupiter.api.Test
  void aLostTestIsStopped() {
    Scripted lost = new Scripted(1, 2);
    assertFalse(tests.maximum(1, List.of(lost), new Test(200, 0.05), 0).significant());
    assertEquals(10, lost.asked.get());
    Scripted won = new Scripted(1, 0);
    Tested tested = tests.maximum(1, List.of(won), new Test(200, 0.05), 0);
    assertTrue(tested.significant());
    assertEquals(0.005, tested.chance(), 1e-15);
    assertEquals(200, won.asked.get());
  }

  /**
   * One candidate that reaches the value is enough for the largest, and one below for the least.
   */
  @org.junit.jupiter.api.Test
  void largestAndLeast() {
    List<Measured> one = List.of(new Scripted(1, 0), new Scripted(0.5, 2));
    assertFalse(tests.maximum(1, one, new Test(200, 0.05), 0).significant());
    assertTrue(tests.minimum(1, one, new Test(200, 0.05), 0).significant());
  }

  /** The second largest value is held against the second largest of each permutation. */
  @org.junit.jupiter.api.Test
  void ranksAgainstRanks() {
    List<Tested> found =
        tests.sequential(
            List.of(new Scripted(2, 1.5), new Scripted(1, 0.5)), new Test(100, 0.05), 0);
    assertTrue(found.get(0).significant() && found.get(1).significant());
    List<Tested> first =
        tests.sequential(
            List.of(new Scripted(1.2, 1.5), new Scripted(1, 0.5)), new Test(100, 0.05), 0);
    assertFalse(first.get(0).significant() || first.get(1).significant(), "later ranks fall too");
    assertEquals(1, first.get(1).chance());
  }
}
