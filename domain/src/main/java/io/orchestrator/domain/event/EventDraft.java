package io.orchestrator.domain.event;

import java.util.Map;
import java.util.Objects;

/**
 * An event before the Event Manager gave it its place: no {@code seq} and no timestamp yet.
 *
 * @param type snake_case past tense, one of {@link EventTypes}
 * @param source the component that saw it: {@code health_monitor}, {@code trading_desk}, …
 * @param data JSON-like values only: String, Number, Boolean, List, Map, null
 * @param correlationId the workflow, order or request it belongs to; empty if none
 */
public record EventDraft(
    String type, String source, Severity severity, Map<String, Object> data, String correlationId) {
  public EventDraft {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(severity, "severity");
    data = data == null ? Map.of() : data;
    correlationId = correlationId == null ? "" : correlationId;
  }

  public static EventDraft of(
      String type, String source, Severity severity, Map<String, Object> data) {
    return new EventDraft(type, source, severity, data, "");
  }

  public EventDraft about(String newCorrelationId) {
    return new EventDraft(type, source, severity, data, newCorrelationId);
  }
}
