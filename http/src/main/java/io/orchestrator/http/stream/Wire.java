package io.orchestrator.http.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LiveFeed.Update;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.json.MarketJson;
import io.orchestrator.http.json.OrderJson;
import io.orchestrator.http.json.RiskJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.SystemJson;
import io.orchestrator.http.json.WorkflowJson;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntSupplier;

/**
 * Messages as text. What goes to many clients is written once and shared: events by their seq,
 * updates by their identity for as long as anybody holds them.
 */
final class Wire {
  private static final Set<String> ALERTS =
      Set.of(
          EventTypes.ALERT_RAISED,
          EventTypes.ALERT_ACKNOWLEDGED,
          EventTypes.ALERT_ESCALATED,
          EventTypes.ALERT_RESOLVED);
  private static final int SHARED_ALERTS = 64;

  private final IntSupplier clients;
  private final Cache<Long, String> alerts =
      Caffeine.newBuilder().maximumSize(SHARED_ALERTS).build();
  private final AtomicReferenceArray<Shared> events;
  private final Cache<Update, String> updates = Caffeine.newBuilder().weakKeys().build();

  /** An event that many clients get: written by the first who needs it, while others wait. */
  private static final class Shared {
    final SystemEvent event;
    private volatile String text = "";

    Shared(SystemEvent event) {
      this.event = event;
    }

    String text() {
      return text.isEmpty() ? write() : text;
    }

    private synchronized String write() {
      if (text.isEmpty()) {
        text = data("system_event", SystemJson.event(event), Optional.empty());
      }
      return text;
    }
  }

  Wire(IntSupplier clients, int sharedEvents) {
    this.clients = clients;
    this.events = new AtomicReferenceArray<>(sharedEvents);
  }

  String event(SystemEvent event) {
    int place = (int) (event.seq() % events.length());
    Shared shared = events.get(place);
    if (shared == null || shared.event.seq() != event.seq()) {
      Shared fresh = new Shared(event);
      Shared found = events.compareAndExchange(place, shared, fresh);
      // Whoever was first writes it for all.
      shared = found != shared && found.event.seq() == event.seq() ? found : fresh;
    }
    return shared.text();
  }

  /** The message {@code alert} that an event about alerts brings with it; empty for others. */
  Optional<String> alert(SystemEvent event) {
    return ALERTS.contains(event.eventType())
        ? Optional.of(alerts.get(event.seq(), seq -> render(event)))
        : Optional.empty();
  }

  private static String render(SystemEvent event) {
    Shape shape = Shape.of("change", event.eventType().substring("alert_".length()));
    event.data().forEach(shape::and);
    return data(
        "alert",
        shape.and("seq", event.seq()).and("timestamp", event.timestamp()),
        Optional.empty());
  }

  String update(Update update) {
    return updates.get(update, this::render);
  }

  private String render(Update update) {
    return switch (update) {
      case LiveFeed.StatusUpdate u -> state(u.status(), Optional.empty());
      case LiveFeed.HealthUpdate u -> health(u.report(), Optional.empty());
      case LiveFeed.RiskUpdate u ->
          data("risk_update", RiskJson.report(u.report()), Optional.empty());
      case LiveFeed.ViolationUpdate u ->
          data("risk_violation", RiskJson.violation(u.violation()), Optional.empty());
      case LiveFeed.WorkflowUpdate u -> progress(u.view(), Optional.empty());
      case LiveFeed.QuoteUpdate u -> quote(u.quote());
      case LiveFeed.BarUpdate u -> data("bar", MarketJson.bar(u), Optional.empty());
      case LiveFeed.MarketTimeUpdate u ->
          data("market_time", Shape.of("market_time", u.now()), Optional.empty());
      case LiveFeed.OrderUpdate u ->
          data("order_update", OrderJson.plain(u.order()), Optional.empty());
    };
  }

  String state(SystemStatus status, Optional<String> requestId) {
    return data("system_state", SystemJson.state(status, clients.getAsInt()), requestId);
  }

  String health(HealthReport report, Optional<String> requestId) {
    return data("health_update", SystemJson.healthUpdate(report), requestId);
  }

  String progress(WorkflowView view, Optional<String> requestId) {
    return data("workflow_progress", WorkflowJson.progress(view), requestId);
  }

  String result(WorkflowView view, Optional<String> requestId) {
    return data("workflow_result", WorkflowJson.streamResult(view), requestId);
  }

  String quote(Quote quote) {
    return data("market_data", MarketJson.quote(quote), Optional.empty());
  }

  static String error(Refusal refusal, Optional<String> requestId) {
    return Json.text(
        Shape.of("type", "error")
            .and("code", refusal.code())
            .and("detail", refusal.detail())
            .and("advice", refusal.advice())
            .andIf("request_id", requestId)
            .map());
  }

  /** A topic's message: its content stands under {@code data}. */
  private static String data(String type, Shape data, Optional<String> requestId) {
    return Json.text(Shape.of("type", type).and("data", data).andIf("request_id", requestId).map());
  }
}
