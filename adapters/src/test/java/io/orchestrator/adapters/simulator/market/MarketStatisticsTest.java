package io.orchestrator.adapters.simulator.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The market behaves as its description promises, measured on what anybody can ask of it. */
class MarketStatisticsTest {
  private static SimulatedMarket market;

  @BeforeAll
  static void open() {
    market = SimulatedMarket.manual(SimulatedMarketSettings.DEFAULT, new ManualTime());
  }

  @AfterAll
  static void close() {
    market.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Timeframe.class,
      names = {"D1", "M1"})
  void plantedLinksAreMeasurableAndReversedOnesAreNot(Timeframe timeframe) {
    int bars = timeframe == Timeframe.D1 ? 500 : 4000;
    assertTrue(market.leadLags().size() >= 5);
    for (LeadLag link : market.leadLags()) {
      double[] leader = returns(link.leader().value(), timeframe, bars);
      double[] follower = returns(link.follower().value(), timeframe, bars);
      double planted = lagged(leader, follower, link.lagBars());
      double reversed = lagged(follower, leader, link.lagBars());
      // 500 independent pairs have a standard error of 0.045; 0.25 is 5.6 of them.
      assertTrue(planted > 0.25, link + " " + timeframe + " correlation " + planted);
      assertTrue(Math.abs(reversed) < 0.17, link + " reversed " + reversed);
    }
  }

  @Test
  void unlinkedNamesDoNotLead() {
    double[] coke = returns("KO", Timeframe.D1, 500);
    double[] apple = returns("AAPL", Timeframe.D1, 500);
    assertTrue(Math.abs(lagged(coke, apple, 1)) < 0.15);
  }

  @Test
  void namesMoveWithMarketAndMoreWithinTheirSector() {
    double[] index = returns("SPY", Timeframe.D1, 1250);
    double[] goldman = returns("GS", Timeframe.D1, 1250);
    double[] wells = returns("WFC", Timeframe.D1, 1250);
    double[] coke = returns("KO", Timeframe.D1, 1250);
    assertTrue(lagged(index, returns("AAPL", Timeframe.D1, 1250), 0) > 0.4);
    assertTrue(lagged(goldman, wells, 0) > lagged(goldman, coke, 0) + 0.15);
  }

  @ParameterizedTest
  @CsvSource({"SPY,0.10,0.28", "AAPL,0.18,0.45", "TSLA,0.35,0.75", "KO,0.09,0.28"})
  void volatilityIsOfTheRightSize(String symbol, double least, double most) {
    double[] returns = returns(symbol, Timeframe.D1, 1250);
    double yearly = Math.sqrt(252 * mean(squares(returns)));
    assertTrue(yearly > least && yearly < most, symbol + " " + yearly);
  }

  @Test
  void calmAndWildDaysComeInClusters() {
    double[] squares = squares(returns("SPY", Timeframe.D1, 1500));
    double sum = 0;
    for (int lag = 1; lag <= 10; lag++) {
      sum += lagged(squares, squares, lag);
    }
    // Independent returns: mean 0 with standard error 0.026/sqrt(10).
    assertTrue(sum / 10 > 0.04, "mean autocorrelation of squares " + sum / 10);
  }

  @Test
  void openingAndClosingAreBusierThanNoon() {
    List<Bar> minutes = market.history(Symbol.of("MSFT"), Timeframe.M1, 40 * 390);
    double[] volume = new double[390];
    double[] range = new double[390];
    for (int i = 30; i < minutes.size(); i++) {
      Bar bar = minutes.get(i);
      var local = bar.start().atZone(io.orchestrator.domain.market.TradingCalendar.NEW_YORK);
      int minute = (local.getHour() - 9) * 60 + local.getMinute() - 30;
      volume[minute] += bar.volume();
      range[minute] += Math.log(bar.high() / bar.low());
    }
    assertTrue(part(volume, 0, 30) > 1.5 * part(volume, 180, 210));
    assertTrue(part(volume, 360, 390) > 1.2 * part(volume, 180, 210));
    assertTrue(part(range, 0, 30) > 1.3 * part(range, 180, 210));
  }

  @Test
  void pricesStartNearTheirReference() {
    for (Listing listing : Universe.LISTINGS) {
      double close = market.history(listing.symbol(), Timeframe.D1, 1).getFirst().close();
      assertEquals(1.0, close / listing.referencePrice(), 0.03, listing.symbol().value());
    }
  }

  private static double part(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum;
  }

  /** Log returns of closes; between two sessions 0 for bars shorter than a day. */
  private static double[] returns(String symbol, Timeframe timeframe, int count) {
    List<Bar> bars = market.history(Symbol.of(symbol), timeframe, count + 1);
    double[] returns = new double[bars.size() - 1];
    for (int i = 0; i < returns.length; i++) {
      Bar before = bars.get(i);
      Bar after = bars.get(i + 1);
      boolean overnight =
          timeframe != Timeframe.D1
              && !before.start().plus(timeframe.length()).equals(after.start());
      returns[i] = overnight ? 0 : Math.log(after.close() / before.close());
    }
    return returns;
  }

  private static double[] squares(double[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] * values[i];
    }
    return result;
  }

  private static double mean(double[] values) {
    return part(values, 0, values.length) / values.length;
  }

  /** Correlation of x now with y {@code lag} steps later. */
  private static double lagged(double[] x, double[] y, int lag) {
    int count = Math.min(x.length, y.length) - lag;
    double meanX = mean(x);
    double meanY = mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < count; i++) {
      double dx = x[i] - meanX;
      double dy = y[i + lag] - meanY;
      xy += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
    return xy / Math.sqrt(xx * yy);
  }
}
