package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.quality.SeriesQuality.Outlier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values over time with their median and robust scale; 16 bytes each. */
final class RobustMoves {
  /** Makes the median absolute deviation of a normal sample its standard deviation. */
  private static final double NORMAL = 1.4826;

  private double[] values = new double[1024];
  private long[] times = new long[1024];
  private int size;

  void add(Instant at, double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      times = Arrays.copyOf(times, size * 2);
    }
    times[size] = at.toEpochMilli();
    values[size] = value;
    size++;
  }

  int size() {
    return size;
  }

  double median() {
    return median(Arrays.copyOf(values, size));
  }

  double scale() {
    double middle = median();
    double[] deviations = new double[size];
    for (int i = 0; i < size; i++) {
      deviations[i] = Math.abs(values[i] - middle);
    }
    return median(deviations) * NORMAL;
  }

  List<Outlier> beyond(String kind, double bound) {
    List<Outlier> found = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (Math.abs(values[i]) >= bound) {
        found.add(new Outlier(Instant.ofEpochMilli(times[i]), kind, values[i], bound));
      }
    }
    return found;
  }

  private static double median(double[] copy) {
    if (copy.length == 0) {
      return 0;
    }
    Arrays.sort(copy);
    int half = copy.length / 2;
    return copy.length % 2 == 1 ? copy[half] : (copy[half - 1] + copy[half]) / 2;
  }
}
