package io.orchestrator.domain.order;

/**
 * Life of an order. Terminal: {@link #FILLED}, {@link #CANCELLED}, {@link #REJECTED}, {@link
 * #DENIED}.
 */
public enum OrderStatus {
  /** On disk with its risk decision; no byte has left. */
  INTENDED,
  /** Bytes were written to the broker's socket. */
  SENT,
  /** The broker knows it. */
  ACKNOWLEDGED,
  PARTIALLY_FILLED,
  FILLED,
  CANCELLED,
  REJECTED,
  /** Refused by our own gate; never left the house. */
  DENIED,
  /** The outcome is not known; only the broker's word or a named person ends this. */
  UNKNOWN;

  public boolean terminal() {
    return this == FILLED || this == CANCELLED || this == REJECTED || this == DENIED;
  }
}
