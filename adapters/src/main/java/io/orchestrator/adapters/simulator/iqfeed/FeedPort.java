package io.orchestrator.adapters.simulator.iqfeed;

/** The ports of IQConnect that are served here. */
public enum FeedPort {
  LEVEL_ONE,
  LOOKUP,
  ADMIN,
  DERIVATIVES,
  DEPTH
}
