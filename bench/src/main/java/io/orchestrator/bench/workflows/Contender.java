package io.orchestrator.bench.workflows;

/** One engine that runs durable workflows of five steps; each step gives a small JSON. */
interface Contender extends AutoCloseable {
  /** Runs one workflow and returns when its end is on disk. Called by many threads. */
  void runOne() throws Exception;

  @Override
  void close();
}
