package io.orchestrator.domain.market;

/** How far a price may be trusted; only {@link #GOOD} may open a position. */
public enum DataQuality {
  GOOD,
  DELAYED,
  STALE,
  SUSPECT
}
