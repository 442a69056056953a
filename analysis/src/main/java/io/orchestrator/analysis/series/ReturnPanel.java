package io.orchestrator.analysis.series;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Log returns of several symbols at common times.
 *
 * @param symbols in alphabetical order, so that results do not depend on a map's order
 * @param times start of the bar that ends each return, oldest first
 * @param returns {@code [symbol][time]} natural log returns, finite
 * @param failures symbols left out, with the reason
 */
public record ReturnPanel(
    List<Symbol> symbols, List<Instant> times, double[][] returns, Map<String, String> failures) {

  /** A price that grows or shrinks by more than this factor in one bar is a data error. */
  static final double MAX_FACTOR_PER_BAR = 100;

  /** Share of the common time line that a symbol must cover to be in the panel. */
  static final double MIN_COVERAGE = 0.9;

  /**
   * Finds the common time line: bar times that at least half of the sound symbols have, the newest
   * {@code maxBars} of them; symbols that cover less than 90 % of it are left out, then times that
   * one of the rest lacks are.
   *
   * @param minBars fewest bars that are worth a look
   */
  public static ReturnPanel align(
      Map<Symbol, List<Bar>> bars, Timeframe timeframe, int minBars, int maxBars) {
    Map<String, String> failures = new LinkedHashMap<>();
    Map<Symbol, Map<Instant, Double>> closes = new TreeMap<>();
    new TreeMap<>(bars)
        .forEach(
            (symbol, list) ->
                problem(list, timeframe, minBars)
                    .ifPresentOrElse(
                        reason -> failures.put(symbol.value(), reason),
                        () -> closes.put(symbol, closesByTime(list))));
    List<Instant> line = timeLine(closes, maxBars);
    closes
        .entrySet()
        .removeIf(
            entry -> {
              long covered = line.stream().filter(entry.getValue()::containsKey).count();
              boolean gap = covered < MIN_COVERAGE * line.size();
              if (gap) {
                failures.put(
                    entry.getKey().value(),
                    "covers only %d of the %d bar times that the batch shares"
                        .formatted(covered, line.size()));
              }
              return gap;
            });
    List<Instant> common =
        line.stream()
            .filter(time -> closes.values().stream().allMatch(c -> c.containsKey(time)))
            .toList();
    return panel(closes, common, minBars, failures);
  }

  /**
   * Why a symbol's bars cannot be used.
   *
   * @return empty if they can
   */
  public static Optional<String> problem(List<Bar> bars, Timeframe timeframe, int minBars) {
    if (bars == null || bars.size() < minBars) {
      return Optional.of(
          "%d bars, at least %d are needed".formatted(bars == null ? 0 : bars.size(), minBars));
    }
    boolean moved = false;
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      if (bar.timeframe() != timeframe) {
        return Optional.of(
            "bar %d is of timeframe %s, the batch of %s"
                .formatted(i, bar.timeframe().wireName(), timeframe.wireName()));
      }
      if (i == 0) {
        continue;
      }
      Bar before = bars.get(i - 1);
      if (!bar.start().isAfter(before.start())) {
        return Optional.of("bars are not in rising order of time at " + bar.start());
      }
      double factor = bar.close() / before.close();
      if (!(factor < MAX_FACTOR_PER_BAR && factor > 1 / MAX_FACTOR_PER_BAR)) {
        return Optional.of(
            "implausible price: %s after %s at %s"
                .formatted(bar.close(), before.close(), bar.start()));
      }
      moved |= bar.close() != before.close();
    }
    return moved ? Optional.empty() : Optional.of("the price never changes");
  }

  private static Map<Instant, Double> closesByTime(List<Bar> bars) {
    Map<Instant, Double> closes = new LinkedHashMap<>(bars.size() * 2);
    bars.forEach(bar -> closes.put(bar.start(), bar.close()));
    return closes;
  }

  private static List<Instant> timeLine(Map<Symbol, Map<Instant, Double>> closes, int maxBars) {
    Map<Instant, Integer> counts = new LinkedHashMap<>();
    closes.values().forEach(c -> c.keySet().forEach(time -> counts.merge(time, 1, Integer::sum)));
    TreeSet<Instant> line = new TreeSet<>();
    counts.forEach(
        (time, count) -> {
          if (2 * count >= closes.size()) {
            line.add(time);
          }
        });
    List<Instant> all = new ArrayList<>(line);
    return all.subList(Math.max(0, all.size() - maxBars), all.size());
  }

  private static ReturnPanel panel(
      Map<Symbol, Map<Instant, Double>> closes,
      List<Instant> common,
      int minBars,
      Map<String, String> failures) {
    List<Symbol> symbols = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    closes.forEach(
        (symbol, byTime) -> {
          if (common.size() < minBars) {
            failures.put(
                symbol.value(),
                "only %d bar times are common to the batch, at least %d are needed"
                    .formatted(common.size(), minBars));
            return;
          }
          double[] returns = new double[common.size() - 1];
          boolean constant = true;
          for (int t = 1; t < common.size(); t++) {
            returns[t - 1] = Math.log(byTime.get(common.get(t)) / byTime.get(common.get(t - 1)));
            constant &= returns[t - 1] == returns[0];
          }
          if (constant) {
            failures.put(symbol.value(), "all returns of the common window are equal");
          } else {
            symbols.add(symbol);
            rows.add(returns);
          }
        });
    List<Instant> times = common.isEmpty() ? common : common.subList(1, common.size());
    return new ReturnPanel(
        List.copyOf(symbols),
        List.copyOf(times),
        rows.toArray(double[][]::new),
        Map.copyOf(failures));
  }
}
