package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketDepth;
import io.orchestrator.domain.market.MarketDepth.Level;
import io.orchestrator.domain.market.Symbol;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The levels of one symbol. Fed either by prices or by market makers, whose sizes at a price are
 * summed up; bounded on both sides. Not thread-safe.
 */
final class DepthLadder {
  /** More than have ever quoted one symbol; another one is not counted. */
  private static final int MAKERS_MAX = 1_000;

  private final Symbol symbol;
  private final int levelsMax;
  private final TreeMap<Double, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<Double, Level> asks = new TreeMap<>();
  private final Map<String, DepthMessage.Maker> makers = new HashMap<>();
  private Instant at = Instant.EPOCH;

  /**
   * @param levelsMax on each side; twice as many are kept, so that one that goes has a successor
   */
  DepthLadder(Symbol symbol, int levelsMax) {
    this.symbol = symbol;
    this.levelsMax = levelsMax;
  }

  void apply(DepthMessage.Level line) {
    changed(line.at());
    TreeMap<Double, Level> side = side(line.bid());
    if (line.size() == 0) {
      side.remove(line.price());
    } else {
      side.put(line.price(), new Level(line.price(), line.size(), line.orders()));
      if (side.size() > 2 * levelsMax) {
        side.pollLastEntry();
      }
    }
  }

  void apply(DepthMessage.LevelGone line) {
    changed(line.at());
    side(line.bid()).remove(line.price());
  }

  void apply(DepthMessage.Maker now) {
    changed(now.at());
    DepthMessage.Maker before = makers.get(now.id());
    if (before == null && makers.size() >= MAKERS_MAX) {
      return;
    }
    if (before != null) {
      move(bids, before.bid(), -before.bidSize());
      move(asks, before.ask(), -before.askSize());
    }
    move(bids, now.bid(), now.bidSize());
    move(asks, now.ask(), now.askSize());
    makers.put(now.id(), now);
  }

  private static void move(TreeMap<Double, Level> side, double price, long size) {
    if (size == 0) {
      return;
    }
    side.compute(
        price,
        (p, level) -> {
          long sum = (level == null ? 0 : level.size()) + size;
          long count = (level == null ? 0 : level.orders()) + Long.signum(size);
          return sum <= 0 ? null : new Level(price, sum, Math.max(0, count));
        });
  }

  /** Nothing is known of this side any more. */
  void clear(boolean bid) {
    side(bid).clear();
    makers.replaceAll((id, maker) -> maker.without(bid));
  }

  void clear() {
    bids.clear();
    asks.clear();
    makers.clear();
  }

  private void changed(Instant when) {
    at = when.isAfter(at) ? when : at;
  }

  private TreeMap<Double, Level> side(boolean bid) {
    return bid ? bids : asks;
  }

  /**
   * @param quality what it is worth if it is not crossed
   */
  MarketDepth depth(DataQuality quality) {
    var depth = new MarketDepth(symbol, best(bids), best(asks), at, quality);
    return depth.crossed() && quality == DataQuality.GOOD
        ? new MarketDepth(symbol, depth.bids(), depth.asks(), at, DataQuality.SUSPECT)
        : depth;
  }

  private List<Level> best(TreeMap<Double, Level> side) {
    return side.values().stream().limit(levelsMax).toList();
  }
}
