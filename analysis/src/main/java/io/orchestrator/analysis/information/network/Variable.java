package io.orchestrator.analysis.information.network;

/**
 * The value of a series some steps before the target's present one.
 *
 * @param process index of the series
 * @param lag steps back; 0 is the same time
 */
public record Variable(int process, int lag) {
  public Variable {
    if (process < 0 || lag < 0) {
      throw new IllegalArgumentException("process and lag are not negative");
    }
  }
}
