package io.orchestrator.actors.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Numbers about the operation of this node. */
public interface MetricsView {
  /** By {@code workflow_<type>}, as the specification names them. */
  Map<String, WorkflowMetrics> workflows();

  /** JSON-like: error rates, resources, event throughput, caches, restarts. */
  Map<String, Object> operations();

  record WorkflowMetrics(long count, double totalTime, long errors, Optional<Instant> lastRun) {}
}
