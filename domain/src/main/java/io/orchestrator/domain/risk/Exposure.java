package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.Side;
import java.util.List;

/**
 * What a position may become for any subset of fills of the working orders: between all sells
 * filled and all buys filled. Shares.
 */
record Exposure(long position, long workingBuys, long workingSells) {

  static Exposure of(String symbol, long position, List<WorkingOrder> working) {
    return new Exposure(position, sum(symbol, Side.BUY, working), sum(symbol, Side.SELL, working));
  }

  private static long sum(String symbol, Side side, List<WorkingOrder> working) {
    return working.stream()
        .filter(w -> w.symbol().equals(symbol) && w.side() == side)
        .mapToLong(WorkingOrder::remaining)
        .sum();
  }

  Exposure plus(Side side, long quantity) {
    return side == Side.BUY
        ? new Exposure(position, workingBuys + quantity, workingSells)
        : new Exposure(position, workingBuys, workingSells + quantity);
  }

  /** Largest absolute position over all fill subsets. */
  long worst() {
    return Math.max(Math.abs(position + workingBuys), Math.abs(position - workingSells));
  }

  /** It reduces the position even when every other order on its side fills first. */
  boolean isExit(Side side, long quantity) {
    return side == Side.SELL
        ? position > 0 && quantity <= position - workingSells
        : position < 0 && quantity <= -position - workingBuys;
  }
}
