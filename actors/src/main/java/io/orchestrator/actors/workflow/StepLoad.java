package io.orchestrator.actors.workflow;

/** Steps at work and in the queue of a node, as the workers told last. Thread-safe. */
public final class StepLoad {
  /**
   * @param computing at work, mostly with the cores
   * @param waiting at work, mostly for others
   * @param computingQueued wait for a place to compute
   * @param waitingQueued wait for another place
   */
  public record Counts(int computing, int waiting, int computingQueued, int waitingQueued) {}

  private volatile Counts counts = new Counts(0, 0, 0, 0);

  void set(int computing, int waiting, int computingQueued, int waitingQueued) {
    counts = new Counts(computing, waiting, computingQueued, waitingQueued);
  }

  public Counts counts() {
    return counts;
  }
}
