package io.orchestrator.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import io.orchestrator.domain.common.Sha256;

/**
 * Ids of traces and spans made from names: whatever node tells of a run, before or after a crash,
 * gives it the same. For one thread: the ids that are set belong to the next span it starts.
 */
final class DerivedIds implements IdGenerator {
  private static final int TRACE_DIGITS = 32;
  private static final int SPAN_DIGITS = 16;

  private String trace = "";
  private String span = "";

  static String traceOf(String workflowId) {
    return Sha256.hex("trace/" + workflowId).substring(0, TRACE_DIGITS);
  }

  /**
   * @param turn of the run: 0, and the {@code seq} of its reopening after it has failed
   */
  static String runOf(String workflowId, long turn) {
    return Sha256.hex("run/" + workflowId + "/" + turn).substring(0, SPAN_DIGITS);
  }

  static String stepOf(String workflowId, String step, long attempt, long turn) {
    return Sha256.hex("step/" + workflowId + "/" + step + "/" + attempt + "/" + turn)
        .substring(0, SPAN_DIGITS);
  }

  void next(String traceId, String spanId) {
    trace = traceId;
    span = spanId;
  }

  @Override
  public String generateTraceId() {
    return trace;
  }

  @Override
  public String generateSpanId() {
    return span;
  }
}
