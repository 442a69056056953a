package io.orchestrator.test.crash;

/** Batches of orders, each of which one life does not survive. */
interface SweepBench extends AutoCloseable {
  /** How many points one batch has when nobody disturbs it. */
  CrashPoint.Extent measure();

  /**
   * Orders a batch, dies at the point, completes the batch in the next life and compares all books.
   *
   * @return whether the point was reached
   */
  boolean survives(CrashPoint point);

  @Override
  void close();
}
