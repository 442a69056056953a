package io.orchestrator.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spans of a run and of its steps, made when each has ended: its event says how long it took. What
 * happened between (signals, pauses) are events of the run's span. A run that another one started
 * is linked to it. Not for several threads.
 */
final class WorkflowSpans {
  private static final String OTHER_RUN = "workflow:";

  /** Open runs whose happenings are kept, and happenings of each. */
  private static final int MOST_RUNS = 10_000;

  private static final int MOST_HAPPENINGS = 100;

  private final Tracer tracer;
  private final DerivedIds ids;
  private final Map<String, Open> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
          return size() > MOST_RUNS;
        }
      };

  /** A run that has not ended, as far as this process has heard of it. */
  private static final class Open {
    final List<SystemEvent> happenings = new ArrayList<>();
    final Map<String, Instant> failed = new HashMap<>();
    long turn;
  }

  /**
   * @param ids the generator of the tracer's provider
   */
  WorkflowSpans(Tracer tracer, DerivedIds ids) {
    this.tracer = tracer;
    this.ids = ids;
  }

  /** Takes in the next event of the log. */
  void observe(SystemEvent event) {
    String id = String.valueOf(event.data().get("workflow_id"));
    switch (event.eventType()) {
      case EventTypes.WORKFLOW_STARTED -> open.put(id, new Open());
      case EventTypes.WORKFLOW_REOPENED -> {
        Open again = new Open();
        again.turn = event.seq();
        open.put(id, again);
      }
      case EventTypes.WORKFLOW_STEP_COMPLETED -> step(event, id, Optional.empty());
      case EventTypes.WORKFLOW_STEP_FAILED ->
          step(event, id, Optional.of(String.valueOf(event.data().get("error"))));
      case EventTypes.WORKFLOW_COMPLETED -> run(event, id, Optional.empty());
      case EventTypes.WORKFLOW_FAILED ->
          run(event, id, Optional.of(String.valueOf(event.data().get("error"))));
      case EventTypes.WORKFLOW_CANCELLED ->
          run(event, id, Optional.of("cancelled by " + event.data().get("by")));
      case EventTypes.WORKFLOW_PAUSED,
          EventTypes.WORKFLOW_RESUMED,
          EventTypes.WORKFLOW_SIGNAL_AWAITED,
          EventTypes.WORKFLOW_SIGNAL_RECEIVED,
          EventTypes.WORKFLOW_STEP_UNKNOWN,
          EventTypes.WORKFLOW_STEP_COMPENSATED ->
          happened(event, id);
      default -> {
        // No part of a run.
      }
    }
  }

  private void happened(SystemEvent event, String id) {
    Open run = open.get(id);
    if (run != null && run.happenings.size() < MOST_HAPPENINGS) {
      run.happenings.add(event);
    }
  }

  private void step(SystemEvent event, String id, Optional<String> error) {
    String step = String.valueOf(event.data().get("step"));
    long attempt = event.data().get("attempt") instanceof Number n ? n.longValue() : 0;
    long turn = turn(id);
    ids.next(DerivedIds.traceOf(id), DerivedIds.stepOf(id, step, attempt, turn));
    SpanBuilder span =
        tracer
            .spanBuilder(step)
            .setParent(Context.root().with(Span.wrap(contextOf(id, turn))))
            .setAttribute("step", step)
            .setAttribute("attempt", attempt);
    text(event, "node").ifPresent(node -> span.setAttribute("node", node));
    error.ifPresent(
        why ->
            span.setAttribute("will_retry", Boolean.TRUE.equals(event.data().get("will_retry"))));
    finish(span, begin(event, id, step), event, id, error, List.of());
    Open run = open.get(id);
    if (error.isPresent() && run != null) {
      run.failed.put(step, event.timestamp());
    }
  }

  /** Of an attempt after a failed one: that failure, so that its pause is part of it. */
  private Instant begin(SystemEvent event, String id, String step) {
    Instant first = begin(event);
    Open run = open.get(id);
    Instant failed = run == null ? first : run.failed.getOrDefault(step, first);
    return failed.isAfter(first) ? failed : first;
  }

  private static Instant begin(SystemEvent event) {
    double seconds = event.data().get("duration") instanceof Number n ? n.doubleValue() : 0;
    return event.timestamp().minus(Duration.ofNanos((long) (seconds * 1e9)));
  }

  private void run(SystemEvent event, String id, Optional<String> error) {
    Open known = open.remove(id);
    ids.next(DerivedIds.traceOf(id), DerivedIds.runOf(id, known == null ? 0 : known.turn));
    SpanBuilder span =
        tracer.spanBuilder(String.valueOf(event.data().get("workflow"))).setNoParent();
    text(event, "requested_by")
        .ifPresent(
            by -> {
              span.setAttribute("requested_by", by);
              if (by.startsWith(OTHER_RUN)) {
                String parent = by.substring(OTHER_RUN.length());
                span.addLink(
                    contextOf(parent, turn(parent)),
                    Attributes.of(AttributeKey.stringKey("workflow_id"), parent));
              }
            });
    finish(span, begin(event), event, id, error, known == null ? List.of() : known.happenings);
  }

  private void finish(
      SpanBuilder builder,
      Instant begin,
      SystemEvent event,
      String id,
      Optional<String> error,
      List<SystemEvent> happenings) {
    Span span =
        builder
            .setStartTimestamp(begin)
            .setAttribute("workflow", String.valueOf(event.data().get("workflow")))
            .setAttribute("workflow_id", id)
            .setAttribute("correlation_id", event.correlationId())
            .setAttribute("seq", event.seq())
            .startSpan();
    for (SystemEvent happening : happenings) {
      var about =
          Attributes.builder()
              .put("seq", happening.seq())
              .put("step", String.valueOf(happening.data().getOrDefault("step", "")));
      span.addEvent(happening.eventType(), about.build(), happening.timestamp());
    }
    error.ifPresent(why -> span.setStatus(StatusCode.ERROR, why));
    span.end(event.timestamp());
  }

  private long turn(String id) {
    Open run = open.get(id);
    return run == null ? 0 : run.turn;
  }

  private static SpanContext contextOf(String id, long turn) {
    return SpanContext.create(
        DerivedIds.traceOf(id),
        DerivedIds.runOf(id, turn),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }

  private static Optional<String> text(SystemEvent event, String key) {
    return Optional.ofNullable(event.data().get(key)).map(String::valueOf);
  }
}
