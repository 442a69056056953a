package io.orchestrator.domain.order;

/** Order types that the desk sends today. */
public enum OrderType {
  MARKET,
  LIMIT
}
