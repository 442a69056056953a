package io.orchestrator.domain.market;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What rests in the book of a symbol, per price, best price first on both sides. As many levels as
 * were asked for; there may be more in the market.
 *
 * @param timestamp of the latest change, as the feed says it, UTC
 * @param quality {@code SUSPECT} where the best bid is above the best ask
 */
public record MarketDepth(
    Symbol symbol, List<Level> bids, List<Level> asks, Instant timestamp, DataQuality quality) {

  /**
   * @param price USD, positive
   * @param size shares, positive
   * @param orders how many orders or market makers, 0 if not told
   */
  public record Level(double price, long size, long orders) {
    public Level {
      if (!(price > 0 && price < Double.POSITIVE_INFINITY) || size < 1 || orders < 0) {
        throw new IllegalArgumentException(
            "impossible level: " + price + " x " + size + " of " + orders);
      }
    }
  }

  public MarketDepth {
    Objects.requireNonNull(symbol, "symbol");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(quality, "quality");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
    requireOrdered(bids, -1);
    requireOrdered(asks, 1);
  }

  private static void requireOrdered(List<Level> levels, int direction) {
    for (int i = 1; i < levels.size(); i++) {
      if ((levels.get(i).price() - levels.get(i - 1).price()) * direction <= 0) {
        throw new IllegalArgumentException("levels out of order at " + levels.get(i).price());
      }
    }
  }

  /** Whether the best bid is above the best ask. */
  public boolean crossed() {
    return !bids.isEmpty() && !asks.isEmpty() && bids.getFirst().price() > asks.getFirst().price();
  }
}
