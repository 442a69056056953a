package io.orchestrator.analysis.features;

import io.orchestrator.domain.market.Bar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBar;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.CCIIndicator;
import org.ta4j.core.indicators.StochasticOscillatorKIndicator;
import org.ta4j.core.indicators.aroon.AroonOscillatorIndicator;
import org.ta4j.core.indicators.bollinger.PercentBIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.volume.ChaikinMoneyFlowIndicator;
import org.ta4j.core.num.DoubleNum;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.Num;

/**
 * Technical indicators by ta4j, brought to about -1 to 1. Only those with a finite window of at
 * most 20 bars: one that remembers for ever (an exponential mean) would say something else of the
 * same bar whenever the series begins elsewhere.
 */
final class Indicators {
  static final List<String> NAMES =
      List.of("stochastic_14", "cci_20", "aroon_14", "money_flow_20", "bollinger_20");

  /** Longest window of an indicator, bars. */
  private static final int LONGEST = 20;

  /** Rows that share a series of the library: a prediction needs the last few of many symbols. */
  private static final int BLOCK = 8;

  private final List<Bar> bars;
  private final Map<Integer, Block> blocks = new HashMap<>();

  /**
   * @param from index of the bar that the indicators begin with
   */
  private record Block(int from, List<Indicator<Num>> indicators) {
    double value(int indicator, int t) {
      return indicators.get(indicator).getValue(t - from).doubleValue();
    }
  }

  /**
   * @param bars of one symbol, oldest first
   */
  Indicators(List<Bar> bars) {
    this.bars = bars;
  }

  private Block block(int number) {
    int from = Math.max(0, number * BLOCK - LONGEST);
    int to = Math.min(bars.size(), (number + 1) * BLOCK);
    BarSeries series =
        new BaseBarSeriesBuilder()
            .withNumFactory(DoubleNumFactory.getInstance())
            .withBars(bars.subList(from, to).stream().map(Indicators::convert).toList())
            .build();
    return new Block(
        from,
        List.of(
            new StochasticOscillatorKIndicator(series, 14),
            new CCIIndicator(series, LONGEST),
            new AroonOscillatorIndicator(series, 14),
            new ChaikinMoneyFlowIndicator(series, LONGEST),
            new PercentBIndicator(new ClosePriceIndicator(series), LONGEST, 2)));
  }

  private static org.ta4j.core.Bar convert(Bar bar) {
    Num zero = DoubleNum.valueOf(0);
    return new BaseBar(
        bar.timeframe().length(),
        bar.start(),
        bar.start().plus(bar.timeframe().length()),
        DoubleNum.valueOf(bar.open()),
        DoubleNum.valueOf(bar.high()),
        DoubleNum.valueOf(bar.low()),
        DoubleNum.valueOf(bar.close()),
        DoubleNum.valueOf(bar.volume()),
        zero,
        0);
  }

  /** One value per name; not a number where the indicator has none (a flat window). */
  double[] at(int t) {
    Block block = blocks.computeIfAbsent(t / BLOCK, this::block);
    double stochastic = block.value(0, t) / 50 - 1;
    double commodityChannel = block.value(1, t) / 100;
    double aroon = block.value(2, t) / 100;
    double moneyFlow = block.value(3, t);
    double bollinger = 2 * block.value(4, t) - 1;
    return new double[] {stochastic, commodityChannel, aroon, moneyFlow, bollinger};
  }
}
