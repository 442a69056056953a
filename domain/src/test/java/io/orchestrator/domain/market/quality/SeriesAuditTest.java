package io.orchestrator.domain.market.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.market.quality.SeriesQuality.Difference;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Minutes against the bars of their days: rule DQ15. */
class SeriesAuditTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
  private static final TradingSession SESSION =
      TradingCalendar.nyse().session(MONDAY).orElseThrow();

  @Test
  void aDayThatAgreesWithItsMinutesIsNoDifference() {
    SeriesQuality quality = compare(390, day(100.01, 397_700), SeriesBounds.DEFAULT);
    assertEquals(1, quality.daysCompared());
    assertEquals(List.of(), quality.differences(), "within a cent and two percent of 390000");
  }

  @Test
  void anotherVolumeOrCloseIsADifference() {
    SeriesQuality volume = compare(390, day(100, 400_000), SeriesBounds.DEFAULT);
    assertEquals(List.of(new Difference(MONDAY, 100, 100, 400_000, 390_000)), volume.differences());
    assertEquals(1, volume.differencesFound());
    assertEquals(
        List.of(new Difference(MONDAY, 100.02, 100, 390_000, 390_000)),
        compare(390, day(100.02, 390_000), SeriesBounds.DEFAULT).differences());
  }

  @Test
  void theBoundsAreThoseOfTheSettings() {
    SeriesBounds wide = new SeriesBounds(5, 5, 0.05, 0.01, 0.10, 0.05);
    assertEquals(List.of(), compare(390, day(100.04, 420_000), wide).differences());
  }

  @Test
  void aDayWhoseMinutesEndEarlyIsAHoleAndNoDifference() {
    SeriesQuality quality = compare(300, day(100, 900_000), SeriesBounds.DEFAULT);
    assertEquals(0, quality.daysCompared());
    assertEquals(List.of(), quality.differences());
  }

  /** So many minutes of 1000 shares at 100 from the open on. */
  private static SeriesQuality compare(int minutes, Bar day, SeriesBounds bounds) {
    SeriesAudit audit =
        new SeriesAudit(new Series("imported", AAPL, Timeframe.M1), TradingCalendar.nyse(), bounds);
    for (int i = 0; i < minutes; i++) {
      Instant start = SESSION.open().plusSeconds(60L * i);
      audit.accept(StoredBar.raw(new Bar(AAPL, Timeframe.M1, start, 100, 100, 100, 100, 1_000)));
    }
    audit.against(day);
    return audit.finish();
  }

  private static Bar day(double close, long volume) {
    return new Bar(AAPL, Timeframe.D1, SESSION.open(), 100, 101, 99, close, volume);
  }
}
