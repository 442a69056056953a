package io.orchestrator.domain.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResourceRulesTest {
  private static final MemoryWatermarks MARKS = new MemoryWatermarks(0.85, 0.75);

  @Test
  void memoryIsScarceFromTheHighMarkUntilBelowTheLow() {
    assertFalse(MARKS.scarce(false, 0.8499));
    assertTrue(MARKS.scarce(false, 0.85));
    assertTrue(MARKS.scarce(true, 0.80));
    assertTrue(MARKS.scarce(true, 0.75));
    assertFalse(MARKS.scarce(true, 0.7499));
  }

  @Test
  void whatIsNotKnownChangesNothing() {
    assertTrue(MARKS.scarce(true, Double.NaN));
    assertFalse(MARKS.scarce(false, Double.NaN));
  }

  /** Never more switches than the value crosses the whole band between the marks. */
  @Property
  void swingsInsideTheBandSwitchNothing(
      @ForAll boolean before,
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0.75, max = 0.84) Double> readings) {
    boolean scarce = before;
    for (double used : readings) {
      scarce = MARKS.scarce(scarce, used);
      assertEquals(before, scarce, () -> "after " + used);
    }
  }

  @Test
  void marksMustHaveABand() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryWatermarks(0.8, 0.8));
    assertThrows(IllegalArgumentException.class, () -> new MemoryWatermarks(1.1, 0.8));
    assertThrows(IllegalArgumentException.class, () -> new MemoryWatermarks(Double.NaN, 0.8));
    assertThrows(IllegalArgumentException.class, () -> new MemoryWatermarks(0.8, -0.1));
  }

  @Property
  void noNeedOfOthersEverGivesAnalysisMorePlaces(
      @ForAll @IntRange(min = 1, max = 64) int most, @ForAll @IntRange(max = 64) int reduced) {
    var slots = new AnalysisSlots(most, reduced);
    assertEquals(most, slots.allowed(false, false));
    assertEquals(Math.min(most, reduced), slots.allowed(false, true));
    assertEquals(0, slots.allowed(true, false));
    assertEquals(0, slots.allowed(true, true));
  }
}
