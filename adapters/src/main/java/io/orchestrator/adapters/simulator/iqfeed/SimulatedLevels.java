package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Quote;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The book behind a quote: best prices and sizes are the quote's own, the others lie a cent apart
 * with sizes that depend on symbol, side and price only.
 */
final class SimulatedLevels {
  private static final int LOTS_MAX = 20;
  private static final int SHARES_PER_ORDER = 300;

  /**
   * @param size shares
   */
  record Level(long size) {
    int orders() {
      return (int) Math.min(1_000, 1 + size / SHARES_PER_ORDER);
    }
  }

  private SimulatedLevels() {}

  /** By price as it is written, best first; empty while this side has no quote. */
  static Map<String, Level> side(Quote quote, boolean bid, int levels) {
    var side = new LinkedHashMap<String, Level>();
    double best = bid ? quote.bid() : quote.ask();
    long size = bid ? quote.bidSize() : quote.askSize();
    if (!(best > 0) || size < 1) {
      return side;
    }
    side.put(Decimals.four(best), new Level(size));
    long cents = Math.round(best * 100);
    for (int i = 1; i < levels && (!bid || cents > i); i++) {
      long at = bid ? cents - i : cents + i;
      side.put(Decimals.four(at / 100.0), new Level(lots(quote, bid, at) * 100));
    }
    return side;
  }

  private static long lots(Quote quote, boolean bid, long cents) {
    long mixed = (quote.symbol().hashCode() * 31L + cents) * 31 + (bid ? 1 : 0);
    mixed *= 0x9E3779B97F4A7C15L;
    return 1 + Math.floorMod(mixed >>> 17, LOTS_MAX);
  }
}
