package io.orchestrator.analysis.features;

import io.orchestrator.domain.market.Bar;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who drives whom, as a network search on past returns found it, and the features that follow: the
 * driver's return, {@code lag} bars before the one to be predicted, in units of its volatility,
 * turned by the sign of the coupling.
 *
 * @param links symbol to its drivers, strongest first, at most {@link #MOST}
 */
public record Drivers(Map<String, List<Link>> links) {
  /** Drivers of a symbol that become features. */
  public static final int MOST = 3;

  public static final Drivers NONE = new Drivers(Map.of());

  static final List<String> NAMES = List.of("driver_1", "driver_2", "driver_3");

  public Drivers {
    links = Map.copyOf(links);
  }

  /**
   * @param source symbol
   * @param lag bars from its return to the target's next one, at least 1
   * @param nats transfer entropy given the target's past and its other drivers
   * @param sign +1 if the target follows, −1 if it goes the other way
   */
  public record Link(String source, int lag, double nats, int sign) {
    public Link {
      if (lag < 1 || (sign != 1 && sign != -1)) {
        throw new IllegalArgumentException("lag >= 1 and sign ±1 are needed: " + lag + ", " + sign);
      }
    }
  }

  /** The drivers of one symbol on the bars of a batch. */
  public interface Of {
    /** One value per name at a bar of the symbol; 0 where there is no driver or no bar of it. */
    double[] at(Instant barStart);
  }

  /** A batch in which bars are found by their time. */
  public static final class Batch {
    private final Map<String, List<Bar>> bars;
    private final Map<String, Map<Instant, Integer>> places = new HashMap<>();

    /**
     * @param bars per symbol, oldest first
     */
    public Batch(Map<String, List<Bar>> bars) {
      this.bars = Map.copyOf(bars);
    }

    private Integer place(String symbol, Instant start) {
      return places
          .computeIfAbsent(
              symbol,
              s -> {
                List<Bar> series = bars.getOrDefault(s, List.of());
                Map<Instant, Integer> byTime = HashMap.newHashMap(series.size());
                for (int t = 0; t < series.size(); t++) {
                  byTime.put(series.get(t).start(), t);
                }
                return byTime;
              })
          .get(start);
    }
  }

  public List<Link> of(String symbol) {
    return links.getOrDefault(symbol, List.of());
  }

  /** The features of a symbol; reads no bar that begins after the one asked for. */
  public Of on(String symbol, Batch batch) {
    List<Link> mine = of(symbol);
    return start -> {
      double[] values = new double[NAMES.size()];
      for (int i = 0; i < Math.min(MOST, mine.size()); i++) {
        values[i] = value(mine.get(i), batch, start);
      }
      return values;
    };
  }

  private static double value(Link link, Batch batch, Instant start) {
    Integer now = batch.place(link.source(), start);
    if (now == null || now - link.lag() + 1 < FeatureSet.WARM_UP) {
      return 0;
    }
    List<Bar> bars = batch.bars.get(link.source());
    int t = now - link.lag() + 1;
    return link.sign() * FeatureSet.logReturn(bars, t, 1) / FeatureSet.deviation(bars, t, 20);
  }
}
