package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.time.Instant;

/** One line of the depth port, understood as far as this client needs it. */
sealed interface DepthMessage {
  /** 7 and 8: what rests at a price; size 0: nothing. */
  record Level(Symbol symbol, boolean bid, double price, long size, long orders, Instant at)
      implements DepthMessage {}

  /** 9: nothing rests at a price any more. */
  record LevelGone(Symbol symbol, boolean bid, double price, Instant at) implements DepthMessage {}

  /** Z and 2 of the older protocol: both sides of a market maker; price 0: none. */
  record Maker(
      Symbol symbol, String id, double bid, long bidSize, double ask, long askSize, Instant at)
      implements DepthMessage {
    /** As if it had not quoted this side. */
    Maker without(boolean bidSide) {
      return bidSide
          ? new Maker(symbol, id, 0, 0, ask, askSize, at)
          : new Maker(symbol, id, bid, bidSize, 0, 0, at);
    }
  }

  /** q: the symbol has no depth. */
  record NoDepth(String symbol) implements DepthMessage {}

  /** What this port has in common with Level 1. */
  record Common(LevelOneMessage message) implements DepthMessage {}

  /** Orders one by one and names of market makers, which nobody asked for. */
  record Ignored(char type) implements DepthMessage {}

  record Malformed(String reason) implements DepthMessage {}
}
