package io.orchestrator.domain.market.quality;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Each rule of history: what makes it speak; a sound history is silent. */
class BarsTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:00:00Z");
  private static final Instant LATER = T0.plusSeconds(86_400L * 30);
  private static final Symbol AAPL = Symbol.of("AAPL");

  @Test
  void aSoundHistoryIsSilent() {
    assertEquals(Map.of(), findings(minutes(60)));
    assertEquals(Map.of(), findings(days("2025-11-03", "2026-01-05")), "holidays are no gaps");
  }

  @Test
  void disorderAndRepetitionsAreRepaired() {
    List<Bar> bars = new ArrayList<>(minutes(3));
    bars.add(1, bar(2, 101));
    assertEquals(Map.of(QualityRule.OUT_OF_ORDER, 1.0, QualityRule.DUPLICATE, 1.0), findings(bars));
    assertEquals(minutes(3), check(bars).bars(), "of two the later counts");
  }

  @Test
  void barsThatCannotBeAreDropped() {
    List<Bar> bars = new ArrayList<>(minutes(3));
    bars.add(bar(60 * 24 * 60, 100));
    bars.addFirst(at(Timeframe.M1, Instant.parse("2026-01-04T15:00:00Z"), 100, 1));
    assertEquals(Map.of(QualityRule.BAR_SANITY, 2.0), findings(bars), "of the future, of a Sunday");
    assertEquals(minutes(3), check(bars).bars());
  }

  @Test
  void aHoleIsToldWhenItIsLong() {
    List<Bar> bars = new ArrayList<>(minutes(60));
    bars.subList(10, 14).clear();
    assertEquals(Map.of(), findings(bars), "four minutes");
    bars.subList(20, 25).clear();
    assertEquals(Map.of(QualityRule.BAR_GAP, 5.0), findings(bars));
    List<Bar> days = new ArrayList<>(days("2025-11-03", "2026-01-05"));
    days.subList(5, 8).clear();
    assertEquals(Map.of(QualityRule.BAR_GAP, 3.0), findings(days));
  }

  @Test
  void anOutlierIsToldAndKept() {
    List<Bar> bars = new ArrayList<>(minutes(60));
    bars.set(30, bar(30, 110));
    assertEquals(Map.of(QualityRule.BAR_OUTLIER, 2.0), findings(bars), "there and back");
    assertEquals(bars, check(bars).bars());
  }

  @Test
  void aSplitIsNoOutlier() {
    List<Bar> bars = new ArrayList<>();
    for (Bar day : days("2025-11-03", "2026-01-05")) {
      double price = bars.size() < 20 ? 100 : 25;
      bars.add(at(Timeframe.D1, day.start(), price, 1));
    }
    assertEquals(Map.of(QualityRule.CORPORATE_ACTION, 1.0), findings(bars));
  }

  @Test
  void barsWithoutVolumeAreCounted() {
    List<Bar> bars = new ArrayList<>(minutes(3));
    bars.set(1, at(Timeframe.M1, bars.get(1).start(), 100, 0));
    assertEquals(Map.of(QualityRule.ZERO_VOLUME, 1.0), findings(bars));
  }

  @Property
  void ordersAnything(@ForAll @Size(max = 50) List<@IntRange(max = 30) Integer> minutes) {
    var bars = minutes.stream().map(m -> bar(m, 100)).toList();
    var checked = check(bars).bars();
    assertEquals(minutes.stream().distinct().count(), checked.size());
    for (int i = 1; i < checked.size(); i++) {
      assertTrue(checked.get(i - 1).start().isBefore(checked.get(i).start()));
    }
  }

  private static BarRules.Checked check(List<Bar> bars) {
    return BarRules.check(QualitySettings.DEFAULT, bars, LATER);
  }

  private static Map<QualityRule, Double> findings(List<Bar> bars) {
    return check(bars).findings().stream().collect(toMap(Finding::rule, Finding::value));
  }

  private static List<Bar> minutes(int count) {
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bars.add(bar(i, 100 + i % 2 * 0.1));
    }
    return bars;
  }

  private static List<Bar> days(String first, String last) {
    return TradingCalendar.nyse().sessions(LocalDate.parse(first), LocalDate.parse(last)).stream()
        .map(session -> at(Timeframe.D1, session.open(), 100, 1))
        .toList();
  }

  private static Bar bar(int minute, double close) {
    return at(Timeframe.M1, T0.plusSeconds(60L * minute), close, 1);
  }

  private static Bar at(Timeframe timeframe, Instant start, double close, long volume) {
    return new Bar(AAPL, timeframe, start, close, close, close, close, volume);
  }
}
