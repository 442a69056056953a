package io.orchestrator.analysis.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.features.Drivers;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class TimeSplitTest {
  private static List<Samples.Row> rows(int bars) {
    var request =
        new AnalysisRequest(
            Map.of(
                Symbol.of("A"), TestData.bars("A", TestData.noise(bars, .01, 1)),
                Symbol.of("B"), TestData.bars("B", TestData.noise(bars, .01, 2))),
            Timeframe.D1,
            7,
            Map.of());
    return Samples.rows(Samples.of(request, 0, 60, 1_000).features(Drivers.NONE), 0);
  }

  /** No label of what is learned is known later than purge and embargo before the first test. */
  @Property(tries = 100)
  void learnsFromBeforeTheGapOnly(
      @ForAll @IntRange(min = 80, max = 400) int bars,
      @ForAll @IntRange(min = 1, max = 6) int folds,
      @ForAll @DoubleRange(min = 0.1, max = 0.7) double testShare) {
    List<Samples.Row> rows = rows(bars);
    List<Instant> times = TimeSplit.times(rows);
    int gap = TimeSplit.PURGE + TimeSplit.embargo(times.size());
    int tested = 0;
    Instant lastTested = Instant.EPOCH;
    List<TimeSplit> splits = TimeSplit.walkForward(rows, folds, testShare);
    assertFalse(splits.isEmpty());
    for (TimeSplit split : splits) {
      Instant learned = split.learn().getLast().time();
      Instant first = split.test().getFirst().time();
      assertEquals(gap + 1, times.indexOf(first) - times.indexOf(learned));
      assertTrue(first.isAfter(lastTested), "each time is tested once");
      lastTested = split.test().getLast().time();
      tested += split.test().size();
    }
    assertEquals(times.getLast(), lastTested);
    assertEquals(rows.size() * testShare, tested, 6);
    Instant firstLearned = TimeSplit.firstLearned(rows, testShare);
    assertEquals(splits.getFirst().learn().getLast().time(), firstLearned);
  }

  /** López de Prado's one percent, at least one bar. */
  @Property(tries = 20)
  void embargoIsOnePercent(@ForAll @IntRange(min = 1, max = 5_000) int times) {
    assertEquals(Math.max(1, Math.ceilDiv(times, 100)), TimeSplit.embargo(times), 1);
  }
}
