package io.orchestrator.analysis.backtest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The values that a strategy's parameters may take. */
public record ParameterSpace(List<Range> ranges) {

  /**
   * @param whole whole numbers only
   * @param preset when nothing is said
   */
  public record Range(String name, double lowest, double highest, boolean whole, double preset) {
    double fit(double value) {
      double within = Math.clamp(value, lowest, highest);
      return whole ? Math.rint(within) : within;
    }

    /** 0 to 1. */
    double unit(double value) {
      return highest == lowest ? 0 : (value - lowest) / (highest - lowest);
    }
  }

  public ParameterSpace {
    ranges = List.copyOf(ranges);
  }

  public double[] preset() {
    return ranges.stream().mapToDouble(Range::preset).toArray();
  }

  /**
   * By name; the preset where one is not named.
   *
   * @throws IllegalArgumentException for a name that is none of these, or a value out of range
   */
  public double[] values(Map<String, Double> named) {
    var left = new LinkedHashMap<>(named);
    double[] values = preset();
    for (int i = 0; i < values.length; i++) {
      Range range = ranges.get(i);
      Double given = left.remove(range.name());
      if (given != null && !(given >= range.lowest() && given <= range.highest())) {
        throw new IllegalArgumentException(
            "%s must be %s to %s, was %s."
                .formatted(range.name(), range.lowest(), range.highest(), given));
      }
      values[i] = given == null ? values[i] : given;
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no parameter %s; there are %s."
              .formatted(left.keySet(), ranges.stream().map(Range::name).toList()));
    }
    return values;
  }

  /** About so many points on a lattice, all different. */
  public List<double[]> grid(int about) {
    int d = ranges.size();
    int steps = Math.max(2, (int) Math.floor(Math.pow(about, 1.0 / d) + 1e-9));
    List<double[]> points = List.of(new double[0]);
    for (Range r : ranges) {
      var longer = new ArrayList<double[]>();
      for (double[] p : points) {
        double last = Double.NaN;
        for (int k = 0; k < steps; k++) {
          double v = r.fit(r.lowest() + (r.highest() - r.lowest()) * k / (steps - 1.0));
          if (v != last) {
            double[] q = java.util.Arrays.copyOf(p, p.length + 1);
            q[p.length] = v;
            longer.add(q);
          }
          last = v;
        }
      }
      points = longer;
    }
    return points;
  }

  public double[] random(SplittableRandom random) {
    return ranges.stream()
        .mapToDouble(r -> r.fit(r.lowest() + random.nextDouble() * (r.highest() - r.lowest())))
        .toArray();
  }
}
