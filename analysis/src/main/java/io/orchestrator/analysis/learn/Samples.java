package io.orchestrator.analysis.learn;

import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.analysis.series.ReturnPanel;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
 * @param newest the window to predict from, per symbol in alphabetical order
 * @param failures symbols that cannot be judged, with the reason
 * @param firstBar index of the first bar of a symbol that has all features
 */
public record Samples(Map<String, Window> newest, Map<String, String> failures, int firstBar) {

  /**
   * What is known at a bar.
   *
   * @param bars of the symbol
   * @param t index of the newest known bar
   */
  public record Window(List<Bar> bars, int t) {
    public double[] features() {
      return FeatureSet.at(bars, t);
    }

    /** Features of the last {@code length} bars, oldest first. */
    public double[][] sequence(int length) {
      double[][] sequence = new double[length][];
      for (int i = 0; i < length; i++) {
        sequence[i] = FeatureSet.at(bars, t - length + 1 + i);
      }
      return sequence;
    }
  }

  /**
   * @param time start of the newest known bar
   * @param up the next bar closed higher; bars without change make no row
   */
  public record Row(String symbol, Instant time, Window window, boolean up) {}

  /**
   * @param history bars that a row needs before its newest one, on top of the warm-up
   * @param minBars fewest bars of a symbol
   * @param maxBars newest bars of a symbol that are used
   */
  public static Samples of(AnalysisRequest request, int history, int minBars, int maxBars) {
    Map<String, Window> newest = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    int first = FeatureSet.WARM_UP + history;
    for (Map.Entry<Symbol, List<Bar>> entry : new TreeMap<>(request.bars()).entrySet()) {
      String symbol = entry.getKey().value();
      List<Bar> all = entry.getValue();
      ReturnPanel.problem(all, request.timeframe(), Math.max(minBars, first + 2))
          .ifPresentOrElse(
              reason -> failures.put(symbol, reason),
              () -> {
                List<Bar> bars =
                    List.copyOf(all.subList(Math.max(0, all.size() - maxBars), all.size()));
                newest.put(symbol, new Window(bars, bars.size() - 1));
              });
    }
    return new Samples(newest, failures, first);
  }

  /** Labelled rows of all symbols, oldest first; at one time in order of the symbol. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    newest.forEach(
        (symbol, window) -> {
          List<Bar> bars = window.bars();
          for (int t = firstBar; t < window.t(); t++) {
            double next = FeatureSet.logReturn(bars, t + 1, 1);
            if (next != 0) {
              rows.add(new Row(symbol, bars.get(t).start(), new Window(bars, t), next > 0));
            }
          }
        });
    rows.sort(Comparator.comparing(Row::time).thenComparing(Row::symbol));
    return List.copyOf(rows);
  }

  /** SHA-256 of the bars of all sound symbols. */
  public String dataHash() {
    MessageDigest digest = sha256();
    newest.forEach((symbol, window) -> digest(digest, symbol, window.bars()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Start of the newest bar of all symbols. */
  public Instant newestBar() {
    return newest.values().stream()
        .map(window -> window.bars().get(window.t()).start())
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void digest(MessageDigest digest, String symbol, List<Bar> bars) {
    digest.update(symbol.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    ByteBuffer buffer = ByteBuffer.allocate(48);
    for (Bar bar : bars) {
      buffer.clear();
      buffer.putLong(bar.start().toEpochMilli()).putDouble(bar.open()).putDouble(bar.high());
      buffer.putDouble(bar.low()).putDouble(bar.close()).putLong(bar.volume());
      digest.update(buffer.flip());
    }
  }
}
