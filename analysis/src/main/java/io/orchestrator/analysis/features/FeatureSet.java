package io.orchestrator.analysis.features;

import io.orchestrator.domain.market.Bar;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Features of one symbol at one bar, from bars up to and including it. All are free of the price's
 * and volume's scale, so that one model serves every symbol, and cut off at ±6.
 */
public final class FeatureSet {
  /** Changes whenever a name, its meaning or the order changes: stored models then do not fit. */
  public static final String LAYOUT = "pooled-v1";

  /** Bars before the first one that has features. */
  public static final int WARM_UP = 21;

  private static final List<String> NAMES =
      List.of(
          "return_1",
          "return_2",
          "return_3",
          "momentum_5",
          "momentum_20",
          "volatility_ratio",
          "range",
          "close_in_range",
          "gap",
          "volume",
          "volume_trend",
          "weekday_sin",
          "weekday_cos",
          "time_of_day");

  private static final double CUT_OFF = 6;
  private static final double TINY = 1e-9;
  private static final ZoneId EXCHANGE = ZoneId.of("America/New_York");

  private FeatureSet() {}

  public static List<String> names() {
    return NAMES;
  }

  /**
   * @param bars oldest first; only {@code bars[t-WARM_UP .. t]} are read
   * @param t index of the newest bar that may be known, at least {@link #WARM_UP}
   * @return one value per name, finite, within ±6
   */
  public static double[] at(List<Bar> bars, int t) {
    if (t < WARM_UP || t >= bars.size()) {
      throw new IllegalArgumentException("no features at bar " + t + " of " + bars.size());
    }
    double long20 = deviation(bars, t, 20);
    double short5 = deviation(bars, t, 5);
    Bar bar = bars.get(t);
    double highest = bar.high();
    double lowest = bar.low();
    double range = 0;
    double volume = 0;
    double volumeSquares = 0;
    double volume5 = 0;
    for (int i = t - 19; i <= t; i++) {
      Bar b = bars.get(i);
      highest = Math.max(highest, b.high());
      lowest = Math.min(lowest, b.low());
      range += Math.log(b.high() / b.low()) / 20;
      double log = Math.log1p(b.volume());
      volume += log / 20;
      volumeSquares += log * log / 20;
      volume5 += i > t - 5 ? log / 5 : 0;
    }
    double volumeDeviation = Math.sqrt(Math.max(0, volumeSquares - volume * volume)) + TINY;
    ZonedDateTime time = bar.start().atZone(EXCHANGE);
    double week = 2 * Math.PI * (time.getDayOfWeek().getValue() - 1) / 5;
    double[] features = {
      logReturn(bars, t, 1) / long20,
      logReturn(bars, t - 1, 1) / long20,
      logReturn(bars, t - 2, 1) / long20,
      logReturn(bars, t, 5) / (long20 * Math.sqrt(5)),
      logReturn(bars, t, 20) / (long20 * Math.sqrt(20)),
      Math.log(short5 / long20),
      Math.log((Math.log(bar.high() / bar.low()) + TINY) / (range + TINY)),
      2 * (bar.close() - lowest) / (highest - lowest + TINY * bar.close()) - 1,
      Math.log(bar.open() / bars.get(t - 1).close()) / long20,
      (Math.log1p(bar.volume()) - volume) / volumeDeviation,
      (volume5 - volume) / volumeDeviation,
      Math.sin(week),
      Math.cos(week),
      (time.toLocalTime().toSecondOfDay() / 3_600.0 - 12.75) / 3.25
    };
    for (int i = 0; i < features.length; i++) {
      double value = Double.isFinite(features[i]) ? features[i] : 0;
      features[i] = Math.max(-CUT_OFF, Math.min(CUT_OFF, value));
    }
    return features;
  }

  /** Log return over {@code span} bars that ends at {@code t}. */
  public static double logReturn(List<Bar> bars, int t, int span) {
    return Math.log(bars.get(t).close() / bars.get(t - span).close());
  }

  private static double deviation(List<Bar> bars, int t, int window) {
    double squares = 0;
    for (int i = t - window + 1; i <= t; i++) {
      double r = logReturn(bars, i, 1);
      squares += r * r / window;
    }
    return Math.sqrt(squares) + TINY;
  }
}
