package io.orchestrator.domain.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class VolumeCurveTest {
  private static final TradingCalendar NYSE = TradingCalendar.nyse();
  private static final TradingSession FULL = session("2026-03-02");
  private static final Instant LATER = Instant.parse("2026-04-01T00:00:00Z");

  private static TradingSession session(String date) {
    return NYSE.session(LocalDate.parse(date)).orElseThrow();
  }

  /** One bar a minute. */
  private static List<Bar> minutes(TradingSession session, IntToLongFunction volume) {
    List<Bar> bars = new ArrayList<>();
    int count = (int) session.length().toMinutes();
    for (int m = 0; m < count; m++) {
      bars.add(
          new Bar(
              Symbol.of("AAPL"),
              Timeframe.M1,
              session.open().plus(Duration.ofMinutes(m)),
              10,
              10,
              10,
              10,
              volume.applyAsLong(m)));
    }
    return bars;
  }

  @Test
  void sharesOfKnownBars() {
    // 3 shares a minute in the first half hour, 1 in the other 360 minutes: 90 of 450.
    VolumeCurve curve =
        VolumeCurve.of(minutes(FULL, m -> m < 30 ? 3 : 1), NYSE, LATER).orElseThrow();
    Instant half = FULL.open().plus(Duration.ofMinutes(30));
    assertEquals(90.0 / 450, curve.share(FULL, FULL.open(), half), 1e-12);
    assertEquals(10.0 / 450, curve.share(FULL, half, half.plus(Duration.ofMinutes(10))), 1e-12);
    assertEquals(1, curve.share(FULL, FULL.open(), FULL.close()), 1e-12);
  }

  @Test
  void aBusyDayDoesNotShapeTheCurve() {
    List<Bar> bars = minutes(FULL, m -> m < 195 ? 1_000_000 : 0);
    bars.addAll(minutes(session("2026-03-03"), m -> m < 195 ? 0 : 1));
    VolumeCurve curve = VolumeCurve.of(bars, NYSE, LATER).orElseThrow();
    assertEquals(2, curve.sessions());
    Instant noon = FULL.open().plus(Duration.ofMinutes(195));
    assertEquals(0.5, curve.share(FULL, FULL.open(), noon), 1e-12);
  }

  @Test
  void aHalfDayKeepsItsEnds() {
    VolumeCurve curve =
        VolumeCurve.of(minutes(FULL, m -> m < 30 || m >= 360 ? 5 : 1), NYSE, LATER).orElseThrow();
    TradingSession half = session("2026-11-27");
    assertTrue(half.earlyClose());
    Duration part = half.length().dividedBy(13);
    double opening = curve.share(half, half.open(), half.open().plus(part));
    double closing = curve.share(half, half.close().minus(part), half.close());
    assertEquals(150.0 / 630, opening, 1e-6);
    assertEquals(opening, closing, 1e-6);
    assertEquals(1, curve.share(half, half.open(), half.close()), 1e-12);
  }

  @Test
  void halfDaysThePresentDayAndHolesAreLeftOut() {
    assertTrue(
        VolumeCurve.of(minutes(session("2025-11-28"), m -> 1), NYSE, LATER).isEmpty(), "half day");
    Instant noon = FULL.open().plus(Duration.ofHours(3));
    assertTrue(VolumeCurve.of(minutes(FULL, m -> 1), NYSE, noon).isEmpty(), "not over yet");
    assertTrue(
        VolumeCurve.of(minutes(FULL, m -> 1).subList(0, 300), NYSE, LATER).isEmpty(), "holes");
    assertTrue(VolumeCurve.of(minutes(FULL, m -> 0), NYSE, LATER).isEmpty(), "no volume");
    assertTrue(VolumeCurve.of(List.of(), NYSE, LATER).isEmpty());
  }
}
