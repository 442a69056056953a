package io.orchestrator.domain.order;

/** Buy or sell; a short sale is a sell that the position does not cover. */
public enum Side {
  BUY,
  SELL;

  public int sign() {
    return this == BUY ? 1 : -1;
  }

  public Side opposite() {
    return this == BUY ? SELL : BUY;
  }
}
