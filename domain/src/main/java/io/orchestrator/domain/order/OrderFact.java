package io.orchestrator.domain.order;

/** What is known of an order. Facts add up in any order; the status follows from all of them. */
public enum OrderFact {
  INTENDED,
  DENIED,
  SENT,
  ACKNOWLEDGED,
  CANCEL_REQUESTED,
  CANCELLED,
  REJECTED,
  UNKNOWN,
  /** Closed because the broker no longer shows it, not by the broker's word: may come back. */
  INFERRED_CLOSED,
  /** The broker's completed orders say filled, executions are out of reach. */
  FILLED_BY_REPORT
}
