package io.orchestrator.domain.market;

/** How far a price may be trusted, from best to worst; only {@link #GOOD} may open a position. */
public enum DataQuality {
  GOOD,
  DELAYED,
  STALE,
  SUSPECT,
  /** A rule found it wrong; trust comes back after enough good data only. */
  QUARANTINED
}
