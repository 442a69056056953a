package io.orchestrator.analysis.risk;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Simple returns over the days that all symbols share, oldest first.
 *
 * @param days on which the returns end
 * @param returns {@code [day][symbol]}, fractions
 * @param benchmark returns over the same days; NaN where it has no price
 */
public record AlignedHistory(
    List<String> symbols, List<LocalDate> days, double[][] returns, double[] benchmark) {

  /**
   * @param bars daily, oldest first; what is not later than the bar before is left out
   * @param window newest days, at most
   */
  public static AlignedHistory of(
      List<String> symbols, Map<String, List<Bar>> bars, String benchmark, int window) {
    List<Closes> closes =
        symbols.stream().map(s -> Closes.of(bars.getOrDefault(s, List.of()))).toList();
    long[] common = closes.isEmpty() ? new long[0] : closes.getFirst().times();
    for (Closes one : closes) {
      common = shared(common, one.times());
    }
    if (common.length > window + 1) {
      common = Arrays.copyOfRange(common, common.length - window - 1, common.length);
    }
    int count = Math.max(0, common.length - 1);
    double[][] returns = new double[count][symbols.size()];
    double[][] own = new double[symbols.size()][];
    for (int a = 0; a < own.length; a++) {
      own[a] = closes.get(a).returnsAt(common);
    }
    for (int t = 0; t < count; t++) {
      for (int a = 0; a < own.length; a++) {
        returns[t][a] = own[a][t];
      }
    }
    List<LocalDate> days = new ArrayList<>(count);
    for (int t = 1; t <= count; t++) {
      days.add(TradingCalendar.dateOf(Instant.ofEpochSecond(common[t])));
    }
    return new AlignedHistory(
        List.copyOf(symbols),
        List.copyOf(days),
        returns,
        Closes.of(bars.getOrDefault(benchmark, List.of())).returnsAt(common));
  }

  private static long[] shared(long[] left, long[] right) {
    long[] both = new long[Math.min(left.length, right.length)];
    int n = 0;
    int j = 0;
    for (long time : left) {
      while (j < right.length && right[j] < time) {
        j++;
      }
      if (j < right.length && right[j] == time) {
        both[n++] = time;
      }
    }
    return Arrays.copyOf(both, n);
  }

  /**
   * @param times epoch seconds, ascending
   */
  private record Closes(long[] times, double[] prices) {
    static Closes of(List<Bar> bars) {
      long[] times = new long[bars.size()];
      double[] prices = new double[bars.size()];
      int n = 0;
      for (Bar bar : bars) {
        long time = bar.start().getEpochSecond();
        if (n == 0 || time > times[n - 1]) {
          times[n] = time;
          prices[n++] = bar.close();
        }
      }
      return new Closes(Arrays.copyOf(times, n), Arrays.copyOf(prices, n));
    }

    /** Between neighbours of the given times; NaN where one of the two is not there. */
    double[] returnsAt(long[] at) {
      double[] result = new double[Math.max(0, at.length - 1)];
      double before = Double.NaN;
      int j = 0;
      for (int t = 0; t < at.length; t++) {
        while (j < times.length && times[j] < at[t]) {
          j++;
        }
        double now = j < times.length && times[j] == at[t] ? prices[j] : Double.NaN;
        if (t > 0) {
          result[t - 1] = now / before - 1;
        }
        before = now;
      }
      return result;
    }
  }
}
