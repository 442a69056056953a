package io.orchestrator.analysis.features;

import io.orchestrator.domain.market.Bar;
import java.util.ArrayList;
import java.util.List;
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

  private final List<Indicator<Num>> indicators;

  private Indicators(List<Indicator<Num>> indicators) {
    this.indicators = indicators;
  }

  static Indicators of(List<Bar> bars) {
    List<org.ta4j.core.Bar> converted = new ArrayList<>(bars.size());
    bars.forEach(bar -> converted.add(convert(bar)));
    BarSeries series =
        new BaseBarSeriesBuilder()
            .withNumFactory(DoubleNumFactory.getInstance())
            .withBars(converted)
            .build();
    return new Indicators(
        List.of(
            new StochasticOscillatorKIndicator(series, 14),
            new CCIIndicator(series, 20),
            new AroonOscillatorIndicator(series, 14),
            new ChaikinMoneyFlowIndicator(series, 20),
            new PercentBIndicator(new ClosePriceIndicator(series), 20, 2)));
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
    double stochastic = value(0, t) / 50 - 1;
    double commodityChannel = value(1, t) / 100;
    double aroon = value(2, t) / 100;
    double moneyFlow = value(3, t);
    double bollinger = 2 * value(4, t) - 1;
    return new double[] {stochastic, commodityChannel, aroon, moneyFlow, bollinger};
  }

  private double value(int indicator, int t) {
    return indicators.get(indicator).getValue(t).doubleValue();
  }
}
