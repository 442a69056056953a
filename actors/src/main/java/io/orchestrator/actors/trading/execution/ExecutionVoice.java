package io.orchestrator.actors.trading.execution;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.execution.CostEstimate;
import io.orchestrator.domain.execution.ExecutionEvent;
import io.orchestrator.domain.execution.ExecutionReport;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the world what happened to a parent; its children's orders tell of themselves. */
final class ExecutionVoice {
  static final String SOURCE = "execution_desk";

  private final Events events;

  ExecutionVoice(Events events) {
    this.events = events;
  }

  void told(ParentOrder parent, ExecutionEvent event) {
    switch (event) {
      case ExecutionEvent.Accepted e -> say(parent, EventTypes.EXECUTION_ACCEPTED, accepted(e));
      case ExecutionEvent.Started e ->
          say(parent, EventTypes.EXECUTION_STARTED, Map.of("arrival_price", e.arrivalPrice()));
      case ExecutionEvent.SliceBegun e ->
          say(
              parent,
              EventTypes.EXECUTION_PROGRESSED,
              Map.of(
                  "slice", e.slice(),
                  "slices", parent.plan().slices().size(),
                  "filled", parent.filled(),
                  "remaining", parent.remaining()));
      case ExecutionEvent.Paused e ->
          say(
              parent,
              EventTypes.EXECUTION_PAUSED,
              Severity.WARNING,
              Map.of("by", e.by(), "reason", e.reason()));
      case ExecutionEvent.Resumed e ->
          say(parent, EventTypes.EXECUTION_RESUMED, Map.of("by", e.by()));
      case ExecutionEvent.Ended e -> ended(parent);
      case ExecutionEvent.Stopping e -> {
        // Told at its end, with the reason.
      }
      case ExecutionEvent.ChildPlanned e -> {
        // The order tells of itself.
      }
      case ExecutionEvent.ChildReported e -> {
        // The order told it.
      }
      case ExecutionEvent.ChildCancelAsked e -> {
        // The order tells of its cancellation.
      }
      case ExecutionEvent.ChildLapsed e -> {
        // It never became an order.
      }
    }
  }

  private static Map<String, Object> accepted(ExecutionEvent.Accepted e) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("algorithm", e.request().algorithm().wireName());
    data.put("symbol", e.request().symbol().value());
    data.put("side", e.request().side().name());
    data.put("quantity", e.request().quantity());
    data.put("slices", e.plan().slices().size());
    data.put("start", e.plan().start().toString());
    data.put("end", e.plan().end().toString());
    e.plan()
        .estimate()
        .map(CostEstimate::expectedUsd)
        .ifPresent(cost -> data.put("expected_cost_usd", cost));
    return data;
  }

  private void ended(ParentOrder parent) {
    ExecutionReport report = ExecutionReport.of(parent);
    Severity severity = parent.status() == ParentStatus.FAILED ? Severity.ERROR : Severity.INFO;
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("outcome", parent.status().name());
    data.put("reason", parent.reason());
    data.put("filled", report.filled());
    data.put("remaining", parent.remaining());
    data.put("average_price", report.averagePrice());
    data.put("slippage_bps", report.arrival().bps());
    data.put("slippage_usd", report.arrival().usd());
    data.put("children", report.children());
    say(parent, EventTypes.EXECUTION_ENDED, severity, data);
  }

  private void say(ParentOrder parent, String type, Map<String, Object> data) {
    say(parent, type, Severity.INFO, data);
  }

  private void say(ParentOrder parent, String type, Severity severity, Map<String, Object> data) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("execution_id", parent.request().id().value());
    named.putAll(data);
    events.record(new EventDraft(type, SOURCE, severity, named, parent.request().correlationId()));
  }
}
