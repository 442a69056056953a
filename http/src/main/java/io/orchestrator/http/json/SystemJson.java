package io.orchestrator.http.json;

import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.system.SystemStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** State, health and events of the system in the specification's shapes. */
public final class SystemJson {
  private SystemJson() {}

  /** {@code 24h 35m 12s}; hours grow without bound. */
  public static String uptime(Duration uptime) {
    return "%dh %dm %ds"
        .formatted(uptime.toHours(), uptime.toMinutesPart(), uptime.toSecondsPart());
  }

  /** The data of a {@code system_state} message. */
  public static Shape state(SystemStatus status, int clients) {
    return Shape.of("state", status.state())
        .and("active_workflows", status.activeWorkflows())
        .and("metrics", metrics(status, clients));
  }

  public static Shape status(SystemStatus status, int clients, String node, String version) {
    return Shape.of("state", status.state())
        .and("uptime", uptime(status.uptime()))
        .and("active_workflows", status.activeWorkflows())
        .and("metrics", metrics(status, clients))
        .and("connected_clients", clients)
        .and("event_count", status.eventCount())
        .and("trading_state", status.tradingState())
        .and("degraded_reasons", status.degradedReasons())
        .and("node", node)
        .and("version", version)
        .and("since", status.since());
  }

  private static Shape metrics(SystemStatus status, int clients) {
    return Shape.of("active_workflows", status.activeWorkflows().size())
        .and("websocket_clients", clients)
        .and("uptime", uptime(status.uptime()));
  }

  /** The data of a {@code health_update} message. */
  public static Shape healthUpdate(HealthReport report) {
    Map<String, Object> services = new LinkedHashMap<>();
    for (ServiceHealth service : report.services()) {
      services.put(
          service.service().wireName(),
          Shape.of("status", service.status())
              .and("latency_ms", milliseconds(service.latencyMs()))
              .map());
    }
    return Shape.of("timestamp", report.timestamp()).and("status", services);
  }

  public static Shape health(HealthReport report) {
    Map<String, Object> services = new LinkedHashMap<>();
    for (ServiceHealth service : report.services()) {
      services.put(service.service().wireName(), service(service).map());
    }
    return Shape.of("timestamp", report.timestamp())
        .and("overall", report.overall())
        .and("status", services)
        .and("history", report.history().stream().map(c -> change(c).map()).toList());
  }

  private static Shape service(ServiceHealth service) {
    return Shape.of("status", service.status())
        .and("latency_ms", milliseconds(service.latencyMs()))
        .and("checked_at", service.checkedAt())
        .and("since", service.since())
        .and("consecutive_failures", service.consecutiveFailures())
        .and("detail", service.detail())
        .and(
            "recovery",
            service
                .recovery()
                .map(
                    r ->
                        Shape.of("step", r.step())
                            .and("attempt", r.attempt())
                            .and("next_at", r.nextAt())
                            .map()))
        .and("required_for", service.requiredFor());
  }

  private static Shape change(HealthReport.Change change) {
    return Shape.of("at", change.at())
        .and("service", change.service())
        .and("from", change.from())
        .and("to", change.to())
        .and("detail", change.detail());
  }

  public static Shape event(SystemEvent event) {
    return Shape.of("seq", event.seq())
        .and("timestamp", event.timestamp())
        .and("event_type", event.eventType())
        .and("source", event.source())
        .and("severity", event.severity())
        .and("data", event.data())
        .and("correlation_id", event.correlationId());
  }

  public static Shape page(EventPage page) {
    return Shape.of("events", page.events().stream().map(e -> event(e).map()).toList())
        .and("next_after_seq", page.nextAfterSeq());
  }

  private static double milliseconds(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
