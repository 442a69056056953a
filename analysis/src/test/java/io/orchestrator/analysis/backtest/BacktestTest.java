package io.orchestrator.analysis.backtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.backtest.BacktestResult.Fill;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BacktestTest {
  static LocalDate[] days(int n) {
    var days = new LocalDate[n];
    Arrays.setAll(days, i -> LocalDate.of(2010, 1, 1).plusDays(i));
    return days;
  }

  private static PriceTable one(double[] open, double[] close) {
    var volume = new double[open.length];
    Arrays.fill(volume, 1e6);
    return PriceTable.of(
        List.of("A"),
        days(open.length),
        new double[][] {open},
        new double[][] {close},
        new double[][] {volume});
  }

  static PriceTable walks(int names, int length, long seed, double drift) {
    var random = new SplittableRandom(seed);
    var open = new double[names][length];
    var close = new double[names][length];
    var volume = new double[names][length];
    for (int s = 0; s < names; s++) {
      double price = 50 + 10 * s;
      for (int t = 0; t < length; t++) {
        open[s][t] = price * Math.exp(0.004 * random.nextGaussian());
        price *= Math.exp(drift + 0.012 * random.nextGaussian());
        close[s][t] = price;
        volume[s][t] = 100_000 + random.nextInt(900_000);
      }
    }
    var labels = new ArrayList<String>();
    for (int s = 0; s < names; s++) {
      labels.add("S" + s);
    }
    return PriceTable.of(labels, days(length), open, close, volume);
  }

  /** Everything as on paper: see the numbers beside. */
  @Test
  void handWorkedExample() {
    // Wish at the close of day 0: all in A. Day 1 opens at 10: 100 shares for 1,000 (less costs).
    PriceTable table = one(new double[] {10, 10, 11, 12}, new double[] {10, 11, 12, 6});
    Strategy oneDay = (h, w) -> w[0] = h.length() <= 2 ? 1 : 0;
    var costs = new Costs(0.01, 2, 10, 0, 0, 1);
    BacktestResult r = new Backtest(table, costs, 1_000).run(oneDay);
    // Buy 100 at 10·1.001 = 10.01, fee max(2, 1) = 2: cash −3.00.
    assertEquals(100, r.fills().getFirst().quantity());
    assertEquals(10.01, r.fills().getFirst().price(), 1e-12);
    assertEquals(-3 + 1_100, r.equity()[1], 1e-9);
    // Day 2: target 1,097/11 = 99 shares; one share is 11.00, more than a hundredth of the account:
    // sold at 11·.999 = 10.989, fee 2: cash 5.989, and 99 shares at 12.
    assertEquals(-1, r.fills().get(1).quantity());
    assertEquals(5.989 + 1_188, r.equity()[2], 1e-9);
    // Its close wished 0: day 3 opens at 12, sold at 12·.999 = 11.988, fee 2.
    assertEquals(-99, r.fills().get(2).quantity());
    assertEquals(5.989 + 1_186.812 - 2, r.equity()[3], 1e-9);
    assertEquals(6, r.fees(), 1e-12);
    assertEquals(3, r.fills().size());
  }

  @Test
  void splitsDividendsAndBorrowAreBooked() {
    double[] price = {10, 10, 5, 5};
    PriceTable plain = one(price, price);
    double[][] split = {{1, 1, 2, 1}};
    double[][] dividend = {{0, 0, 0, 0.5}};
    var table =
        new PriceTable(
            plain.names(),
            plain.days(),
            plain.open(),
            plain.close(),
            plain.volume(),
            split,
            dividend);
    BacktestResult r = new Backtest(table, Costs.NONE, 1_000).run((h, w) -> w[0] = 1);
    // 100 shares at 10 become 200 at 5; then 0.50 on each of 200.
    assertArrayEquals(new double[] {1_000, 1_000, 1_000, 1_100}, r.equity(), 1e-9);
    var borrowing = new Costs(0, 0, 0, 0, 0.252, 1);
    BacktestResult s = new Backtest(table, borrowing, 1_000).run((h, w) -> w[0] = -1);
    Strategy toTheEnd = (h, w) -> w[0] = h.length() < 3 ? 1 : 0;
    BacktestResult sold = new Backtest(table, Costs.NONE, 1_000).run(toTheEnd);
    var m = Metrics.of(sold, new double[3]);
    // Bought 100 at 10, sold 200 at 5 after the split: one round trip, long, without a gain.
    assertEquals(1, m.get("trades"));
    assertEquals(0, m.get("short_trades"));
    assertEquals(0, m.get("expectancy"), 1e-9);
    // Who is short pays the dividend, and a thousandth of the value each day: 1.00, then one share
    // less (99 of 100; 198 after the split) 0.99 and 0.99, and 0.50 on each of 198.
    assertEquals(1_000 - 1 - .99 - .99 - 99, s.equity()[3], 1e-9);
  }

  @Test
  void impactAndVolumeBound() {
    PriceTable table = walks(1, 60, 3, 0);
    var costs = new Costs(0, 0, 0, 1, 0, 0.01);
    for (Fill f : new Backtest(table, costs, 1e7).run((h, w) -> w[0] = 1).fills()) {
      assertTrue(f.quantity() <= 0.01 * table.volume()[0][f.day()], f.toString());
    }
  }

  /** A second engine, written plainly from the description and sharing nothing with the first. */
  private static List<Fill> naive(
      PriceTable table, Costs costs, double capital, Strategy strategy) {
    var fills = new ArrayList<Fill>();
    var held = new long[table.size()];
    var wishes = new double[table.size()];
    var orders = new long[table.size()];
    double[] cash = {capital};
    for (int t = 0; t < table.length(); t++) {
      for (int s = 0; s < held.length; s++) {
        if (orders[s] == 0) {
          continue;
        }
        double squares = 0;
        int seen = 0;
        for (int k = t - 1; k > 0 && k >= t - 20; k--) {
          squares += Math.pow(Math.log(table.close()[s][k] / table.close()[s][k - 1]), 2);
          seen++;
        }
        double sigma = seen == 0 ? 0 : Math.sqrt(squares / seen);
        double volume = table.volume()[s][t];
        long size = Math.min(Math.abs(orders[s]), (long) (costs.maxParticipation() * volume));
        if (size > 0) {
          int way = Long.signum(orders[s]);
          double slip =
              costs.slippageBps() / 10_000 + costs.impact() * sigma * Math.sqrt(size / volume);
          double price = table.open()[s][t] * (1 + way * slip);
          double fee = Math.max(costs.minCommission(), size * costs.commissionPerShare());
          cash[0] = cash[0] - way * size * price - fee;
          held[s] += way * size;
          fills.add(new Fill(t, s, way * size, price, fee, held[s]));
        }
      }
      double equity = cash[0];
      for (int s = 0; s < held.length; s++) {
        double value = held[s] * table.close()[s][t];
        double fee = value < 0 ? -value * costs.borrowRate() / 252 : 0;
        cash[0] -= fee;
        equity += value - fee;
      }
      double[][] known = new double[table.size()][];
      for (int s = 0; s < known.length; s++) {
        known[s] = Arrays.copyOf(table.close()[s], t + 1);
      }
      History view = History.over(known);
      view.at(t);
      strategy.decide(view, wishes);
      for (int s = 0; s < held.length; s++) {
        double close = table.close()[s][t];
        long target = (long) (wishes[s] * equity / close);
        boolean drift =
            wishes[s] != 0
                && Long.signum(target) == Long.signum(held[s])
                && Math.abs(target - held[s]) * close < 0.01 * equity;
        orders[s] = drift ? 0 : target - held[s];
      }
    }
    return fills;
  }

  @ParameterizedTest
  @EnumSource(Strategies.class)
  void theNaiveEngineAgreesTradeByTrade(Strategies strategy) {
    PriceTable table = walks(4, 700, 11, 0.0003);
    double[] p = strategy.space().preset();
    List<Fill> ours = new Backtest(table, Costs.DEFAULT, 100_000).run(strategy.make(p)).fills();
    List<Fill> theirs = naive(table, Costs.DEFAULT, 100_000, strategy.make(p));
    assertEquals(theirs.size(), ours.size());
    for (int i = 0; i < ours.size(); i++) {
      Fill a = ours.get(i);
      Fill b = theirs.get(i);
      assertEquals(
          b.day() + " " + b.name() + " " + b.quantity(),
          a.day() + " " + a.name() + " " + a.quantity());
      assertEquals(b.price(), a.price(), 1e-9);
    }
    if (strategy != Strategies.LEAD_LAG) {
      assertTrue(ours.size() > 4, "nothing was compared");
    }
  }

  @Test
  void aClairvoyantStrategyCannotSeeTomorrow() {
    Backtest backtest = new Backtest(walks(1, 300, 5, 0), Costs.NONE, 100_000);
    Strategy seer = (h, w) -> w[0] = h.price(0, -1) > h.price(0, 0) ? 1 : -1;
    assertThrows(IndexOutOfBoundsException.class, () -> backtest.run(seer));
  }

  /** Whatever comes later, what was done until today is the same. */
  @ParameterizedTest
  @EnumSource(Strategies.class)
  void theFutureChangesNothingInThePast(Strategies strategy) {
    PriceTable table = walks(4, 800, 21, 0.0002);
    int cut = 600;
    double[][] open = cut(table.open(), cut);
    double[][] close = cut(table.close(), cut);
    double[][] volume = cut(table.volume(), cut);
    PriceTable early =
        PriceTable.of(table.names(), Arrays.copyOf(table.days(), cut), open, close, volume);
    double[] p = strategy.space().preset();
    double[] whole = new Backtest(table, Costs.DEFAULT, 1e5).run(strategy.make(p)).equity();
    double[] part = new Backtest(early, Costs.DEFAULT, 1e5).run(strategy.make(p)).equity();
    assertArrayEquals(part, Arrays.copyOf(whole, cut), 0);
  }

  private static double[][] cut(double[][] v, int n) {
    return Arrays.stream(v).map(row -> Arrays.copyOf(row, n)).toArray(double[][]::new);
  }

  @Test
  void unusablePricesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> one(new double[] {1, Double.NaN}, new double[] {1, 1}));
    assertThrows(
        IllegalArgumentException.class, () -> one(new double[] {1, 1}, new double[] {1, 0}));
  }
}
