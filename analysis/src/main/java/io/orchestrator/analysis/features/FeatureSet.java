package io.orchestrator.analysis.features;

import io.orchestrator.domain.market.Bar;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Features of a symbol at a bar, from bars up to and including it: returns, volatility, range,
 * volume, calendar, {@link Indicators}, and what its {@link Drivers} did. All are free of the
 * price's and volume's scale, so that one model serves every symbol, and cut off at ±6. Rows are
 * made once and kept.
 */
public final class FeatureSet {
  /** Changes whenever a name, its meaning or the order changes: stored models then do not fit. */
  public static final String LAYOUT = "pooled-v2";

  /** Bars before the first one that has features. */
  public static final int WARM_UP = 21;

  private static final List<String> OWN =
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
          "time_of_day",
          "month_end");

  private static final List<String> NAMES = names(OWN, Indicators.NAMES, Drivers.NAMES);

  private static final double CUT_OFF = 6;
  private static final double TINY = 1e-9;
  private static final ZoneId EXCHANGE = ZoneId.of("America/New_York");

  private final List<Bar> bars;
  private final Drivers.Of drivers;
  private final double[][] own; // of the symbol alone, which outlive the batch
  private final double[][] rows;
  private final Indicators indicators;

  private FeatureSet(List<Bar> bars, Drivers.Of drivers) {
    this.bars = bars;
    this.drivers = drivers;
    this.own = new double[bars.size()][];
    this.rows = new double[bars.size()][];
    this.indicators = new Indicators(bars);
  }

  /**
   * @param bars of one symbol, oldest first
   * @param drivers of it, on the bars of the same batch
   */
  public static FeatureSet of(List<Bar> bars, Drivers.Of drivers) {
    return new FeatureSet(bars, drivers);
  }

  /**
   * As {@link #of}, with what an earlier set of the same symbol has already made of the same bars.
   * If a bar that both have differs, nothing is taken over.
   */
  public static FeatureSet following(FeatureSet earlier, List<Bar> bars, Drivers.Of drivers) {
    FeatureSet set = new FeatureSet(bars, drivers);
    int shift = 0;
    while (shift < earlier.bars.size() && !earlier.bars.get(shift).equals(bars.getFirst())) {
      shift++;
    }
    int shared = Math.min(earlier.bars.size() - shift, bars.size());
    if (earlier.bars.subList(shift, shift + shared).equals(bars.subList(0, shared))) {
      for (int t = WARM_UP; t < shared; t++) {
        set.own[t] = earlier.own[shift + t];
      }
    }
    return set;
  }

  @SafeVarargs
  private static List<String> names(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return List.copyOf(all);
  }

  public static List<String> names() {
    return NAMES;
  }

  /** The bars that the features are made from. */
  public List<Bar> bars() {
    return bars;
  }

  /**
   * @param t index of the newest bar that may be known, at least {@link #WARM_UP}
   * @return one value per name, finite, within ±6; not to be changed
   */
  public synchronized double[] at(int t) {
    if (t < WARM_UP || t >= bars.size()) {
      throw new IllegalArgumentException("no features at bar " + t + " of " + bars.size());
    }
    if (rows[t] == null) {
      rows[t] = row(t);
    }
    return rows[t];
  }

  private double[] row(int t) {
    if (own[t] == null) {
      own[t] = bounded(own(t), indicators.at(t));
    }
    return bounded(own[t], drivers.at(bars.get(t).start()));
  }

  private static double[] bounded(double[] first, double[] second) {
    double[] features = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, features, first.length, second.length);
    for (int f = 0; f < features.length; f++) {
      double finite = Double.isFinite(features[f]) ? features[f] : 0;
      features[f] = Math.max(-CUT_OFF, Math.min(CUT_OFF, finite));
    }
    return features;
  }

  private double[] own(int t) {
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
    return new double[] {
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
      (time.toLocalTime().toSecondOfDay() / 3_600.0 - 12.75) / 3.25,
      time.getDayOfMonth() <= 3 || time.getDayOfMonth() >= 26 ? 1 : 0
    };
  }

  /** Log return over {@code span} bars that ends at {@code t}. */
  public static double logReturn(List<Bar> bars, int t, int span) {
    return Math.log(bars.get(t).close() / bars.get(t - span).close());
  }

  static double deviation(List<Bar> bars, int t, int window) {
    double squares = 0;
    for (int i = t - window + 1; i <= t; i++) {
      double r = logReturn(bars, i, 1);
      squares += r * r / window;
    }
    return Math.sqrt(squares) + TINY;
  }
}
