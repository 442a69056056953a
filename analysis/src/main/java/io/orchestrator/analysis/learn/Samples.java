package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.Drivers;
import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.series.ReturnPanel;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sound symbols of a request: what to predict from, and on demand what to learn from.
 *
 * @param bars of the sound symbols, in alphabetical order
 * @param failures symbols that cannot be judged, with the reason
 */
public record Samples(Map<String, List<Bar>> bars, Map<String, String> failures) {

  /**
   * What is known at a bar.
   *
   * @param set features of the symbol
   * @param t index of the newest known bar
   */
  public record Window(FeatureSet set, int t) {
    public double[] features() {
      return set.at(t);
    }

    /** Features of the last {@code length} bars, oldest first. */
    public double[][] sequence(int length) {
      double[][] sequence = new double[length][];
      for (int i = 0; i < length; i++) {
        sequence[i] = set.at(t - length + 1 + i);
      }
      return sequence;
    }
  }

  /**
   * @param time start of the newest known bar
   * @param nextReturn log return of the bar that follows, never 0: bars without change make no row
   */
  public record Row(String symbol, Instant time, Window window, double nextReturn) {
    /** The label. */
    public boolean up() {
      return nextReturn > 0;
    }
  }

  /**
   * @param history bars that a row needs before its newest one, on top of the warm-up
   * @param minBars fewest bars of a symbol
   * @param maxBars newest bars of a symbol that are used
   */
  public static Samples of(AnalysisRequest request, int history, int minBars, int maxBars) {
    Map<String, List<Bar>> sound = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    int first = FeatureSet.WARM_UP + history;
    for (Map.Entry<Symbol, List<Bar>> entry : new TreeMap<>(request.bars()).entrySet()) {
      String symbol = entry.getKey().value();
      List<Bar> all = entry.getValue();
      ReturnPanel.problem(all, request.timeframe(), Math.max(minBars, first + 2))
          .ifPresentOrElse(
              reason -> failures.put(symbol, reason),
              () ->
                  sound.put(
                      symbol,
                      List.copyOf(all.subList(Math.max(0, all.size() - maxBars), all.size()))));
    }
    return new Samples(sound, failures);
  }

  /** The features of every symbol, given who drives whom. */
  public Map<String, FeatureSet> features(Drivers drivers) {
    return features(drivers, Map.of());
  }

  /**
   * @param earlier features of an earlier request: what holds of the same bars is not made again
   */
  Map<String, FeatureSet> features(Drivers drivers, Map<String, FeatureSet> earlier) {
    Drivers.Batch batch = new Drivers.Batch(bars);
    Map<String, FeatureSet> features = new LinkedHashMap<>();
    bars.forEach(
        (symbol, series) -> {
          Drivers.Of driven = drivers.on(symbol, batch);
          FeatureSet before = earlier.get(symbol);
          features.put(
              symbol,
              before == null
                  ? FeatureSet.of(series, driven)
                  : FeatureSet.following(before, series, driven));
        });
    return features;
  }

  /** The window that each symbol's next bar is predicted from. */
  public static Map<String, Window> newest(Map<String, FeatureSet> features) {
    Map<String, Window> newest = new LinkedHashMap<>();
    features.forEach((symbol, set) -> newest.put(symbol, new Window(set, set.bars().size() - 1)));
    return newest;
  }

  /**
   * Labelled rows of all symbols, oldest first; at one time in order of the symbol.
   *
   * @param history as in {@link #of}
   */
  public static List<Row> rows(Map<String, FeatureSet> features, int history) {
    List<Row> rows = new ArrayList<>();
    features.forEach(
        (symbol, set) -> {
          List<Bar> bars = set.bars();
          for (int t = FeatureSet.WARM_UP + history; t < bars.size() - 1; t++) {
            double next = FeatureSet.logReturn(bars, t + 1, 1);
            if (next != 0) {
              rows.add(new Row(symbol, bars.get(t).start(), new Window(set, t), next));
            }
          }
        });
    rows.sort(Comparator.comparing(Row::time).thenComparing(Row::symbol));
    return List.copyOf(rows);
  }

  /** SHA-256 of the bars of all sound symbols. */
  public String dataHash() {
    MessageDigest digest = Sha256.digest();
    bars.forEach((symbol, series) -> digest(digest, symbol, series));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Start of the newest bar of all symbols. */
  public Instant newestBar() {
    return bars.values().stream()
        .map(series -> series.getLast().start())
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private static void digest(MessageDigest digest, String symbol, List<Bar> bars) {
    digest.update(symbol.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer buffer = ByteBuffer.allocate(48);
    for (Bar bar : bars) {
      buffer.clear();
      buffer.putLong(bar.start().toEpochMilli()).putDouble(bar.open()).putDouble(bar.high());
      buffer.putDouble(bar.low()).putDouble(bar.close()).putLong(bar.volume());
      digest.update(buffer.flip());
    }
  }
}
