import io.orchestrator.analysis.backtest.Backtest;
import io.orchestrator.analysis.backtest.BacktestResult.Fill;
import io.orchestrator.analysis.backtest.Costs;
import io.orchestrator.analysis.backtest.PriceTable;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.analysis.backtest.Strategy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.BaseStrategy;
import org.ta4j.core.Trade;
import org.ta4j.core.TradingRecord;
import org.ta4j.core.backtest.BarSeriesManager;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.rules.OverIndicatorRule;

/** The same moving-average cross by ta4j, on its fastest numbers; trades must be the same. */
final class Ta4jPeer {
  /** Fast and slow windows. */
  private static final List<int[]> PARAMETERS =
      IntStream.rangeClosed(1, 24).mapToObj(k -> new int[] {3 + 2 * k, 20 + 9 * k}).toList();

  /** Of the account in one name. */
  private static final double PART = 0.003;

  private Ta4jPeer() {}

  /**
   * @throws IllegalStateException if any trade differs
   */
  static void compare(PriceTable table) {
    var backtest = new Backtest(table, Costs.NONE, 1e7);
    List<BarSeries> series =
        IntStream.range(0, table.size()).mapToObj(s -> series(table, s)).toList();
    for (int round = 0; round < 5; round++) {
      var ours = new ArrayList<List<Fill>>();
      var theirs = new ArrayList<TradingRecord>();
      var threads = ManagementFactory.getThreadMXBean();
      long begin = threads.getCurrentThreadCpuTime();
      for (int[] p : PARAMETERS) {
        ours.add(run(backtest, p));
      }
      long between = threads.getCurrentThreadCpuTime();
      for (int[] p : PARAMETERS) {
        series.forEach(one -> theirs.add(run(one, p)));
      }
      long end = threads.getCurrentThreadCpuTime();
      int trades = same(table.size(), ours, theirs);
      double bars = (double) PARAMETERS.size() * table.size() * table.length();
      System.out.printf(
          "ta4j peer, round %d: %d trades, all the same; %.1f million bars a second of CPU, ta4j %.1f: %.1f x (target 10 x)%n",
          round,
          trades,
          1e3 * bars / (between - begin),
          1e3 * bars / (end - between),
          (double) (end - between) / (between - begin));
    }
  }

  private static int same(int names, List<List<Fill>> ours, List<TradingRecord> theirs) {
    int compared = 0;
    for (int i = 0; i < theirs.size(); i++) {
      int name = i % names;
      List<String> mine =
          ours.get(i / names).stream().filter(f -> f.name() == name).map(Ta4jPeer::told).toList();
      List<String> other = theirs.get(i).getTrades().stream().map(Ta4jPeer::told).toList();
      if (!mine.equals(other)) {
        throw new IllegalStateException("other trades: " + mine + ", ta4j " + other);
      }
      compared += mine.size();
    }
    return compared;
  }

  private static String told(Fill f) {
    return (f.quantity() > 0 ? "buy " : "sell ") + f.day() + " at " + f.price();
  }

  private static String told(Trade t) {
    return (t.isBuy() ? "buy " : "sell ")
        + t.getIndex()
        + " at "
        + t.getPricePerAsset().doubleValue();
  }

  private static BarSeries series(PriceTable table, int s) {
    BarSeries series =
        new BaseBarSeriesBuilder().withNumFactory(DoubleNumFactory.getInstance()).build();
    for (int t = 0; t < table.length(); t++) {
      double open = table.open()[s][t];
      double close = table.close()[s][t];
      series
          .barBuilder()
          .timePeriod(Duration.ofDays(1))
          .endTime(table.days()[t].plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC))
          .openPrice(open)
          .highPrice(Math.max(open, close))
          .lowPrice(Math.min(open, close))
          .closePrice(close)
          .volume(table.volume()[s][t])
          .add();
    }
    return series;
  }

  private static List<Fill> run(Backtest backtest, int[] p) {
    Strategy cross = Strategies.MOVING_AVERAGE_CROSS.make(new double[] {p[0], p[1]});
    // ta4j holds what it bought. So small a part of the account is never evened out here either.
    Strategy part =
        (h, weights) -> {
          cross.decide(h, weights);
          for (int s = 0; s < weights.length; s++) {
            weights[s] = weights[s] > 0 ? PART : 0;
          }
        };
    return backtest.run(part).fills();
  }

  private static TradingRecord run(BarSeries series, int[] p) {
    var close = new ClosePriceIndicator(series);
    var rises = new OverIndicatorRule(new SMAIndicator(close, p[0]), new SMAIndicator(close, p[1]));
    return new BarSeriesManager(series).run(new BaseStrategy(rises, rises.negation(), p[1] - 1));
  }
}
