package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.Side;

/**
 * What a position may become for any subset of fills of the working orders: between all sells
 * filled and all buys filled. Shares. Of a one-cancels-all group the largest order counts, and an
 * attached order does not while its parent works: it can only take back what the parent fills.
 */
record Exposure(long position, long workingBuys, long workingSells) {

  Exposure plus(Side side, long quantity) {
    return side == Side.BUY
        ? new Exposure(position, workingBuys + quantity, workingSells)
        : new Exposure(position, workingBuys, workingSells + quantity);
  }

  /** Largest absolute position over all fill subsets. */
  long worst() {
    return Math.max(Math.abs(position + workingBuys), Math.abs(position - workingSells));
  }

  /** Shares short when every sell and no buy fills; 0 if none are. */
  long worstShort() {
    return Math.max(0, workingSells - position);
  }

  /** It reduces the position even when every other order on its side fills first. */
  boolean isExit(Side side, long quantity) {
    return side == Side.SELL
        ? position > 0 && quantity <= position - workingSells
        : position < 0 && quantity <= -position - workingBuys;
  }

  /** The same after the order to which it is attached has filled. */
  boolean isExitAfter(WorkingOrder parent, Side side, long quantity) {
    long after = position + parent.side().sign() * parent.remaining();
    return parent.side() != side
        && new Exposure(after, workingBuys, workingSells).isExit(side, quantity);
  }
}
