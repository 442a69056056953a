package io.orchestrator.domain.system;

/** What the system may do at a moment; derived from the state and the health of the services. */
public enum Capability {
  /** Orders that open or increase a position. */
  ENTRIES,
  /** Cancels and orders that verifiably reduce a position. */
  EXITS,
  /** Fresh prices. */
  MARKET_DATA,
  /** Analysis engines. */
  ANALYSIS,
  /** Start and continuation of workflows. */
  WORKFLOWS
}
