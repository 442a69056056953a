package io.orchestrator.domain.market;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.market.CorporateAction.Kind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceAdjustmentTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final LocalDate MONDAY = LocalDate.of(2026, 2, 9);

  @Test
  void aFourForOneSplitQuartersThePricesBeforeIt() {
    List<Bar> raw = days(496, 500, 125, 126);
    List<Bar> adjusted = PriceAdjustment.adjusted(raw, List.of(action(2, Kind.SPLIT, 4)));
    assertEquals(List.of(124.0, 125.0, 125.0, 126.0), closes(adjusted));
    assertEquals(4_000, adjusted.get(0).volume());
    assertEquals(1_000, adjusted.get(2).volume());
    assertEquals(List.of(496.0, 500.0, 125.0, 126.0), closes(raw), "as traded stays as traded");
  }

  @Test
  void aReverseSplitMultipliesThem() {
    assertEquals(
        List.of(20.0, 21.0),
        closes(PriceAdjustment.adjusted(days(2, 21), List.of(action(1, Kind.SPLIT, 0.1)))));
  }

  /**
   * The example of Yahoo Finance's help page "What is the adjusted close?": close 24.96 before a
   * dividend of 0.08 gives the factor 1 - 0.08/24.96 = 0.9968.
   */
  @Test
  void aDividendIsAShareOfTheCloseBefore() {
    List<Bar> adjusted =
        PriceAdjustment.adjusted(
            days(25.20, 24.96, 24.95), List.of(action(2, Kind.DIVIDEND, 0.08)));
    assertEquals(25.20 * 0.996794871794872, adjusted.get(0).close(), 1e-12);
    assertEquals(24.88, adjusted.get(1).close(), 1e-12, "what it was worth without the dividend");
    assertEquals(24.95, adjusted.get(2).close());
  }

  @Test
  void factorsMultiplyAndADividendOfTheDayOfASplitIsPaidOnNewShares() {
    // 100 old = 50 new; 1 on each new one is 2 %.
    List<Bar> adjusted =
        PriceAdjustment.adjusted(
            days(90, 100, 49, 50),
            List.of(
                action(2, Kind.SPLIT, 2),
                action(2, Kind.DIVIDEND, 1),
                action(3, Kind.DIVIDEND, 4.9)));
    assertEquals(90 / 2.0 * 0.98 * 0.9, adjusted.get(0).close(), 1e-12);
    assertEquals(100 / 2.0 * 0.98 * 0.9, adjusted.get(1).close(), 1e-12);
    assertEquals(49 * 0.9, adjusted.get(2).close(), 1e-12);
    assertEquals(50, adjusted.get(3).close());
  }

  @Test
  void historyThatTheVendorHasRestatedIsNotSplitTwice() {
    List<Bar> restated = days(124, 125, 125, 126);
    assertEquals(restated, PriceAdjustment.adjusted(restated, List.of(action(2, Kind.SPLIT, 4))));
  }

  @Test
  void actionsOutsideOfTheBarsChangeNothing() {
    List<Bar> raw = days(100, 101);
    assertEquals(
        raw,
        PriceAdjustment.adjusted(
            raw,
            List.of(
                action(-30, Kind.SPLIT, 2),
                action(0, Kind.DIVIDEND, 1),
                action(40, Kind.DIVIDEND, 1))));
  }

  private static CorporateAction action(int day, Kind kind, double value) {
    return new CorporateAction(AAPL, MONDAY.plusDays(day), kind, value);
  }

  private static List<Bar> days(double... closes) {
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < closes.length; i++) {
      bars.add(
          new Bar(
              AAPL,
              Timeframe.D1,
              TradingCalendar.nyse().session(MONDAY.plusDays(i)).orElseThrow().open(),
              closes[i],
              closes[i],
              closes[i],
              closes[i],
              1_000));
    }
    return bars;
  }

  private static List<Double> closes(List<Bar> bars) {
    return bars.stream().map(Bar::close).toList();
  }
}
