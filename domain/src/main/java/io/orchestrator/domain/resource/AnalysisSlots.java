package io.orchestrator.domain.resource;

/**
 * How many heavy steps may be at work on a node. Those that are at work are not stopped; no further
 * one begins above this number.
 *
 * @param most when nothing else needs the node
 * @param reduced while the order path needs the cores
 */
public record AnalysisSlots(int most, int reduced) {
  public AnalysisSlots {
    if (most < 1) {
      throw new IllegalArgumentException("most must be at least 1, was " + most);
    }
    if (reduced < 0) {
      throw new IllegalArgumentException("reduced must be at least 0, was " + reduced);
    }
  }

  /**
   * @param memoryScarce no heavy step begins
   * @param coresNeeded the order path needs the cores
   */
  public int allowed(boolean memoryScarce, boolean coresNeeded) {
    if (memoryScarce) {
      return 0;
    }
    return coresNeeded ? Math.min(most, reduced) : most;
  }
}
