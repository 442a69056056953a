package io.orchestrator.actors.resource;

import java.time.Duration;

/** The memory of this process' objects. */
interface Heap extends AutoCloseable {
  /**
   * In use right after the last collection, so that garbage does not count; before the first one,
   * now.
   *
   * @return share of the largest size, 0 to 1
   */
  double usedAfterCollection();

  Duration sinceCollection();

  /** Asks for a collection; returns when it is done. */
  void collect();

  @Override
  default void close() {}
}
