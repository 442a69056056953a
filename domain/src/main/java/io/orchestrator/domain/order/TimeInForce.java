package io.orchestrator.domain.order;

/** How long an order stays in the market. */
public enum TimeInForce {
  DAY,
  GTC,
  IOC
}
