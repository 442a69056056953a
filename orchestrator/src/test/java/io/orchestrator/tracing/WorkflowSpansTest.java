package io.orchestrator.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkflowSpansTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final DerivedIds ids = new DerivedIds();
  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final WorkflowSpans spans = spans(exported, ids);
  private long seq;

  private static WorkflowSpans spans(InMemorySpanExporter exporter, DerivedIds ids) {
    var provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    return new WorkflowSpans(provider.get("test"), ids);
  }

  private void tell(String type, String id, double atSeconds, Object... more) {
    spans.observe(event(type, id, atSeconds, more));
  }

  private SystemEvent event(String type, String id, double atSeconds, Object... more) {
    Map<String, Object> data = new HashMap<>();
    data.put("workflow", "daily_cycle");
    data.put("workflow_id", id);
    for (int i = 0; i < more.length; i += 2) {
      data.put((String) more[i], more[i + 1]);
    }
    return new SystemEvent(
        ++seq,
        NOON.plusMillis((long) (atSeconds * 1000)),
        type,
        "workflow_engine",
        Severity.INFO,
        data,
        id);
  }

  private SpanData span(String name, long attempt) {
    return exported.getFinishedSpanItems().stream()
        .filter(s -> s.getName().equals(name))
        .filter(
            s -> {
              Long its = s.getAttributes().get(AttributeKey.longKey("attempt"));
              return attempt == (its == null ? 0 : its);
            })
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static Duration from(SpanData span) {
    return Duration.between(NOON, Instant.EPOCH.plusNanos(span.getStartEpochNanos()));
  }

  private static long took(SpanData span) {
    return TimeUnit.NANOSECONDS.toMillis(span.getEndEpochNanos() - span.getStartEpochNanos());
  }

  private static Object attribute(SpanData span, AttributeKey<?> key) {
    return span.getAttributes().get(key);
  }

  @Test
  void stepsAreChildrenOfTheirRunWithTheirTimesAndTheirSeq() {
    tell(EventTypes.WORKFLOW_STARTED, "wf-1", 0);
    tell(
        EventTypes.WORKFLOW_STEP_COMPLETED,
        "wf-1",
        2,
        "step",
        "fetch",
        "attempt",
        1,
        "duration",
        1.5);
    tell(EventTypes.WORKFLOW_SIGNAL_RECEIVED, "wf-1", 3, "step", "trade", "signal", "approval");
    tell(EventTypes.WORKFLOW_COMPLETED, "wf-1", 5, "duration", 5.0, "requested_by", "ann");
    SpanData run = span("daily_cycle", 0);
    SpanData fetch = span("fetch", 1);
    assertEquals(run.getTraceId(), fetch.getTraceId());
    assertEquals(run.getSpanId(), fetch.getParentSpanId());
    assertFalse(run.getParentSpanContext().isValid());
    assertEquals(Duration.ZERO, from(run));
    assertEquals(5_000, took(run));
    assertEquals(Duration.ofMillis(500), from(fetch));
    assertEquals(1_500, took(fetch));
    assertEquals(2L, attribute(fetch, AttributeKey.longKey("seq")));
    assertEquals("wf-1", attribute(fetch, AttributeKey.stringKey("workflow_id")));
    assertEquals("wf-1", attribute(fetch, AttributeKey.stringKey("correlation_id")));
    assertEquals("ann", attribute(run, AttributeKey.stringKey("requested_by")));
    assertEquals(StatusCode.UNSET, run.getStatus().getStatusCode());
    assertEquals(
        List.of(EventTypes.WORKFLOW_SIGNAL_RECEIVED),
        run.getEvents().stream().map(e -> e.getName()).toList());
  }

  @Test
  void eachAttemptIsASpanAndBeginsWhereTheOneBeforeFailed() {
    tell(EventTypes.WORKFLOW_STARTED, "wf-2", 0);
    tell(
        EventTypes.WORKFLOW_STEP_FAILED,
        "wf-2",
        1,
        "step",
        "fetch",
        "attempt",
        1,
        "duration",
        1.0,
        "error",
        "no feed",
        "will_retry",
        true);
    tell(
        EventTypes.WORKFLOW_STEP_COMPLETED,
        "wf-2",
        4,
        "step",
        "fetch",
        "attempt",
        2,
        "duration",
        4.0);
    SpanData first = span("fetch", 1);
    SpanData second = span("fetch", 2);
    assertEquals(StatusCode.ERROR, first.getStatus().getStatusCode());
    assertEquals("no feed", first.getStatus().getDescription());
    assertEquals(true, attribute(first, AttributeKey.booleanKey("will_retry")));
    assertEquals(Duration.ofSeconds(1), from(second));
    assertEquals(3_000, took(second));
    assertNotEquals(first.getSpanId(), second.getSpanId());
  }

  @Test
  void aRunThatAnotherStartedIsLinkedToIt() {
    tell(EventTypes.WORKFLOW_STARTED, "parent", 0);
    tell(EventTypes.WORKFLOW_STARTED, "child", 1);
    tell(
        EventTypes.WORKFLOW_FAILED,
        "child",
        2,
        "duration",
        1.0,
        "error",
        "bad",
        "requested_by",
        "workflow:parent");
    SpanData child = span("daily_cycle", 0);
    tell(EventTypes.WORKFLOW_CANCELLED, "parent", 3, "duration", 3.0, "by", "ann");
    SpanData parent = span("daily_cycle", 0);
    assertEquals(1, child.getLinks().size());
    assertEquals(parent.getTraceId(), child.getLinks().getFirst().getSpanContext().getTraceId());
    assertEquals(parent.getSpanId(), child.getLinks().getFirst().getSpanContext().getSpanId());
    assertEquals(StatusCode.ERROR, child.getStatus().getStatusCode());
    assertEquals("cancelled by ann", parent.getStatus().getDescription());
  }

  @Test
  void aRunThatIsTakenUpAgainHasASecondSpanInTheSameTrace() {
    tell(EventTypes.WORKFLOW_STARTED, "wf-3", 0);
    tell(EventTypes.WORKFLOW_FAILED, "wf-3", 1, "duration", 1.0, "error", "bad");
    tell(EventTypes.WORKFLOW_REOPENED, "wf-3", 2, "step", "fetch", "by", "ann");
    tell(
        EventTypes.WORKFLOW_STEP_COMPLETED,
        "wf-3",
        3,
        "step",
        "fetch",
        "attempt",
        1,
        "duration",
        1.0);
    tell(EventTypes.WORKFLOW_COMPLETED, "wf-3", 4, "duration", 4.0);
    List<SpanData> runs =
        exported.getFinishedSpanItems().stream()
            .filter(s -> s.getName().equals("daily_cycle"))
            .toList();
    assertEquals(2, runs.size());
    assertEquals(runs.get(0).getTraceId(), runs.get(1).getTraceId());
    assertNotEquals(runs.get(0).getSpanId(), runs.get(1).getSpanId());
    assertEquals(runs.get(1).getSpanId(), span("fetch", 1).getParentSpanId());
  }

  /** After a crash another process tells the rest. */
  @Test
  void whoeverTellsOfARunGivesItTheSameIds() {
    var otherExporter = InMemorySpanExporter.create();
    var other = spans(otherExporter, new DerivedIds());
    SystemEvent end = event(EventTypes.WORKFLOW_COMPLETED, "wf-4", 9, "duration", 9.0);
    spans.observe(event(EventTypes.WORKFLOW_STARTED, "wf-4", 0));
    spans.observe(end);
    other.observe(end);
    assertEquals(
        exported.getFinishedSpanItems().getFirst().getSpanContext(),
        otherExporter.getFinishedSpanItems().getFirst().getSpanContext());
    assertTrue(exported.getFinishedSpanItems().getFirst().getSpanContext().isValid());
  }

  @Test
  void anEndpointIsAnAddressWithAPath() {
    assertFalse(TracingSettings.DEFAULT.used());
    for (String bad : List.of("collector:4318", "ftp://collector/x", "http://", "not one")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new TracingSettings(bad, "o", List.of(), Duration.ofSeconds(1), 1_000),
          bad);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new TracingSettings("", "o", List.of("no colon"), Duration.ofSeconds(1), 1_000));
  }
}
