package io.orchestrator.analysis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generated processes and the files of the test data folder. */
public final class TestData {
  private TestData() {}

  /** A file of the data folder; skips the test where there is none. */
  public static Path file(String relative) {
    String named = System.getenv("ORCHESTRATOR_MARKET_DATA");
    List<Path> folders =
        named != null
            ? List.of(Path.of(named))
            : List.of(
                Path.of("../shared/data"),
                Path.of("../../shared/data"),
                Path.of("../../../shared/data"));
    for (Path folder : folders) {
      if (Files.isReadable(folder.resolve(relative))) {
        return folder.resolve(relative);
      }
    }
    assumeTrue(false, "test data not found: " + relative + "; set ORCHESTRATOR_MARKET_DATA");
    throw new IllegalStateException();
  }

  /** Columns of a numeric file, separated by blanks or commas; {@code %} and headers skipped. */
  public static double[][] columns(String relative) {
    try {
      double[][] rows =
          Files.readAllLines(file(relative)).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && "+-.0123456789".indexOf(line.charAt(0)) >= 0)
              .map(line -> Arrays.stream(line.split("[\\s,]+")))
              .map(words -> words.mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new);
      double[][] columns = new double[rows[0].length][rows.length];
      for (int r = 0; r < rows.length; r++) {
        for (int c = 0; c < columns.length; c++) {
          columns[c][r] = rows[r][c];
        }
      }
      return columns;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** x(t) = a·x(t−1) + e, y(t) = b·y(t−1) + c·x(t−1) + η with unit normal noises. */
  public static double[][] coupledAr1(double a, double b, double c, int n, long seed) {
    Random random = new Random(seed);
    double[][] series = new double[2][n];
    double x = 0;
    double y = 0;
    for (int t = -200; t < n; t++) {
      double nextY = b * y + c * x + random.nextGaussian();
      x = a * x + random.nextGaussian();
      y = nextY;
      if (t >= 0) {
        series[0][t] = x;
        series[1][t] = y;
      }
    }
    return series;
  }

  /** Bars whose log returns are given; the first bar closes at 100. */
  public static List<Bar> bars(String symbol, double[] logReturns) {
    List<Bar> bars = new ArrayList<>();
    Instant start = LocalDate.of(2020, 1, 1).atTime(14, 30).toInstant(ZoneOffset.UTC);
    double close = 100;
    for (int t = 0; t <= logReturns.length; t++) {
      double open = close;
      close = t == 0 ? close : close * Math.exp(logReturns[t - 1]);
      bars.add(
          new Bar(
              Symbol.of(symbol),
              Timeframe.D1,
              start.plusSeconds(86_400L * t),
              open,
              Math.max(open, close),
              Math.min(open, close),
              close,
              1_000_000 + t));
    }
    return bars;
  }

  public static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }

  /** Independent normal values of the given deviation. */
  public static double[] noise(int n, double deviation, long seed) {
    Random random = new Random(seed);
    return java.util.stream.DoubleStream.generate(() -> deviation * random.nextGaussian())
        .limit(n)
        .toArray();
  }
}
