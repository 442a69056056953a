package io.orchestrator.analysis.backtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Daily CSV files, one a name: {@code date,open,high,low,close,volume,adjusted_close}; raw prices.
 * What companies did is seen where the adjusted close goes another way than the close.
 */
public final class PriceFiles {
  /** Smaller differences are the rounding of the files. */
  private static final double NOISE = 2e-4;

  /** No dividend of a listed company was that large a part of its price on one day. */
  private static final double SPLIT = 0.15;

  private PriceFiles() {}

  private record Day(double open, double close, double adjusted, double volume) {}

  /**
   * @param names file names without {@code .csv}; empty for all of the folder
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException with file and line if a file is not of this shape
   */
  public static PriceTable read(Path folder, List<String> names, LocalDate from, LocalDate to)
      throws IOException {
    List<String> wanted = names.isEmpty() ? all(folder) : names;
    var series = new ArrayList<TreeMap<LocalDate, Day>>();
    var days = new TreeSet<LocalDate>();
    for (String name : wanted) {
      TreeMap<LocalDate, Day> own = parse(folder.resolve(name + ".csv"), from, to);
      if (series.isEmpty()) {
        days.addAll(own.keySet());
      } else {
        days.retainAll(own.keySet());
      }
      series.add(own);
    }
    if (days.size() < 2) {
      throw new IllegalArgumentException(
          "The files have %d days in common between %s and %s.".formatted(days.size(), from, to));
    }
    return table(wanted, series, days.toArray(LocalDate[]::new));
  }

  private static List<String> all(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".csv"))
          .map(f -> f.substring(0, f.length() - 4))
          .sorted()
          .toList();
    }
  }

  private static TreeMap<LocalDate, Day> parse(Path file, LocalDate from, LocalDate to)
      throws IOException {
    var days = new TreeMap<LocalDate, Day>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 1; i < lines.size(); i++) {
      String[] f = lines.get(i).split(",");
      try {
        LocalDate date = LocalDate.parse(f[0]);
        if (!date.isBefore(from) && !date.isAfter(to)) {
          double close = Double.parseDouble(f[4]);
          double adjusted = f.length > 6 ? Double.parseDouble(f[6]) : close;
          days.put(
              date, new Day(Double.parseDouble(f[1]), close, adjusted, Double.parseDouble(f[5])));
        }
      } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "%s, line %d: expected date,open,high,low,close,volume[,adjusted_close]"
                .formatted(file, i + 1),
            e);
      }
    }
    return days;
  }

  private static PriceTable table(
      List<String> names, List<TreeMap<LocalDate, Day>> series, LocalDate[] days) {
    int n = names.size();
    var open = new double[n][days.length];
    var close = new double[n][days.length];
    var volume = new double[n][days.length];
    var split = new double[n][days.length];
    var dividend = new double[n][days.length];
    for (int s = 0; s < n; s++) {
      Arrays.fill(split[s], 1);
      Day last = null;
      for (int t = 0; t < days.length; t++) {
        Day d = series.get(s).get(days[t]);
        open[s][t] = d.open();
        close[s][t] = d.close();
        volume[s][t] = d.volume();
        if (last != null) {
          double factor = d.adjusted() / last.adjusted() / (d.close() / last.close());
          if (Math.abs(factor - 1) > SPLIT) {
            split[s][t] = ratio(factor);
          } else if (Math.abs(factor - 1) > NOISE) {
            dividend[s][t] = Math.max(0, last.close() * (1 - 1 / factor));
          }
        }
        last = d;
      }
    }
    return new PriceTable(names, days, open, close, volume, split, dividend);
  }

  /** The nearest small fraction: 7 for 1, 3 for 2, 1 for 10. */
  private static double ratio(double factor) {
    for (int below = 1; below <= 10; below++) {
      double above = Math.rint(factor * below);
      if (above >= 1 && Math.abs(above / below / factor - 1) < 0.02) {
        return above / below;
      }
    }
    return factor;
  }
}
