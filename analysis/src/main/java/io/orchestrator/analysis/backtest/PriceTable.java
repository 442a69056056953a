package io.orchestrator.analysis.backtest;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Daily bars of some names on the days that all of them have, as traded, with what companies did.
 * Arrays are by name, then by day; nobody writes to them after construction.
 *
 * @param days rising
 * @param open USD as traded that day; so are {@code close} and {@code volume} in shares
 * @param split new shares for an old one, effective before the open; 1 on most days
 * @param dividend USD a share that was held over the night, new shares; 0 on most days
 */
public record PriceTable(
    List<String> names,
    LocalDate[] days,
    double[][] open,
    double[][] close,
    double[][] volume,
    double[][] split,
    double[][] dividend) {
  private static final ZoneId EXCHANGE = ZoneId.of("America/New_York");

  public PriceTable {
    names = List.copyOf(names);
    for (int s = 0; s < names.size(); s++) {
      for (int t = 0; t < days.length; t++) {
        boolean sound =
            open[s][t] > 0
                && close[s][t] > 0
                && volume[s][t] >= 0
                && split[s][t] > 0
                && Double.isFinite(open[s][t] + close[s][t] + volume[s][t] + dividend[s][t]);
        if (!sound) {
          throw new IllegalArgumentException(
              names.get(s) + " on " + days[t] + ": a price, volume or action is unusable");
        }
      }
    }
    for (int t = 1; t < days.length; t++) {
      if (!days[t].isAfter(days[t - 1])) {
        throw new IllegalArgumentException("the days do not rise at " + days[t]);
      }
    }
  }

  public int length() {
    return days.length;
  }

  public int size() {
    return names.size();
  }

  /** Without actions: prices that are adjusted already, or of which nothing is known. */
  public static PriceTable of(
      List<String> names, LocalDate[] days, double[][] open, double[][] close, double[][] volume) {
    var ones = new double[names.size()][days.length];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    return new PriceTable(
        names, days, open, close, volume, ones, new double[names.size()][days.length]);
  }

  /** Bars that are adjusted already; days that a name lacks are left out. */
  public static PriceTable of(Map<Symbol, List<Bar>> bars) {
    var byDay = new TreeMap<Instant, Integer>();
    bars.values().forEach(series -> series.forEach(b -> byDay.merge(b.start(), 1, Integer::sum)));
    Instant[] starts =
        byDay.entrySet().stream()
            .filter(e -> e.getValue() == bars.size())
            .map(Map.Entry::getKey)
            .toArray(Instant[]::new);
    int n = bars.size();
    var open = new double[n][starts.length];
    var close = new double[n][starts.length];
    var volume = new double[n][starts.length];
    int s = 0;
    for (List<Bar> series : bars.values()) {
      int t = 0;
      for (Bar b : series) {
        if (t < starts.length && b.start().equals(starts[t])) {
          open[s][t] = b.open();
          close[s][t] = b.close();
          volume[s][t] = b.volume();
          t++;
        }
      }
      s++;
    }
    LocalDate[] days =
        Arrays.stream(starts).map(i -> i.atZone(EXCHANGE).toLocalDate()).toArray(LocalDate[]::new);
    return of(bars.keySet().stream().map(Symbol::value).toList(), days, open, close, volume);
  }
}
