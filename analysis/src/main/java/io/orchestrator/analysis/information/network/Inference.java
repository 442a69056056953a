package io.orchestrator.analysis.information.network;

/** What is inferred. */
public enum Inference {
  /** Sources together, given the target's own past. */
  MULTIVARIATE_TE,
  /** Each source by itself, given the target's own past: indirect links are found too. */
  BIVARIATE_TE,
  MULTIVARIATE_MI,
  BIVARIATE_MI,
  /** What a series' own past says about its present value. */
  INFORMATION_STORAGE;

  boolean ownPast() {
    return this == MULTIVARIATE_TE || this == BIVARIATE_TE || this == INFORMATION_STORAGE;
  }

  boolean together() {
    return this == MULTIVARIATE_TE || this == MULTIVARIATE_MI;
  }
}
