package io.orchestrator.domain.risk.measure;

/** Traffic light of the Basel Committee, 1996. */
public enum Zone {
  GREEN,
  YELLOW,
  RED
}
