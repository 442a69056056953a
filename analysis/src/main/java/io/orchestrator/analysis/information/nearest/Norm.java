package io.orchestrator.analysis.information.nearest;

/** Distance inside one variable of several dimensions; between variables it is the maximum. */
public enum Norm {
  MAXIMUM,
  EUCLIDEAN
}
