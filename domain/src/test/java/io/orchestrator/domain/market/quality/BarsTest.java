package io.orchestrator.domain.market.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BarsTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:00:00Z");
  private static final Symbol AAPL = Symbol.of("AAPL");

  @Test
  void historyIsBroughtIntoOrderAndSaysSo() {
    var checked =
        BarRules.check(
            List.of(bar(1, 100), bar(0, 100), bar(1, 101), bar(2, 180), bar(99, 100)),
            0.5,
            T0.plusSeconds(600));
    assertEquals(List.of(bar(0, 100), bar(1, 101), bar(2, 180)), checked.bars());
    assertEquals(4, checked.findings().size(), checked.findings().toString());
  }

  @Property
  void ordersAnything(@ForAll @Size(max = 50) List<@IntRange(max = 30) Integer> minutes) {
    var bars = minutes.stream().map(m -> bar(m, 100)).toList();
    var checked = BarRules.check(bars, 0.5, T0.plusSeconds(31 * 60)).bars();
    assertEquals(minutes.stream().distinct().count(), checked.size());
    for (int i = 1; i < checked.size(); i++) {
      assertTrue(checked.get(i - 1).start().isBefore(checked.get(i).start()));
    }
  }

  private static Bar bar(int minute, double close) {
    return new Bar(AAPL, Timeframe.M1, T0.plusSeconds(60L * minute), close, close, close, close, 1);
  }
}
