package io.orchestrator.domain.order;

/** What a fill of one order does to the others of its one-cancels-all group. */
public enum OcaType {
  /** Cancels them; while one of them fills, the others are held, so that no two can fill. */
  CANCEL_WITH_BLOCK(1),
  /** Reduces them by the filled quantity, held meanwhile. */
  REDUCE_WITH_BLOCK(2),
  /** Reduces them by the filled quantity; more than intended may fill. */
  REDUCE_WITHOUT_BLOCK(3);

  private final int brokerCode;

  OcaType(int brokerCode) {
    this.brokerCode = brokerCode;
  }

  public int brokerCode() {
    return brokerCode;
  }
}
