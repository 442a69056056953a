package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderView;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the world: system events, live updates, and those who watch the desk. */
final class DeskVoice {
  static final String SOURCE = "trading_desk";

  /** The Risk Monitor and a few more; a leak shows here. */
  private static final int MAX_WATCHERS = 16;

  private static final int SUMMARY_LINES = 3;

  private final Events events;
  private final LivePublisher live;
  private final Set<ActorRef<DeskNews>> watchers = new HashSet<>();

  DeskVoice(Events events, LivePublisher live) {
    this.events = events;
    this.live = live;
  }

  /**
   * A new watcher is told that there is something to measure. At its end it is forgotten: each life
   * of a Risk Monitor is a watcher of its own, and the dead would take the places of the living.
   */
  void watch(ActorRef<DeskNews> watcher, ActorContext<TradingDesk.Command> desk) {
    if (watchers.size() < MAX_WATCHERS && watchers.add(watcher)) {
      desk.watchWith(watcher, new TradingDesk.Unfollowed(watcher));
      watcher.tell(new DeskNews.PositionsChanged());
    }
  }

  void unwatch(ActorRef<DeskNews> watcher) {
    watchers.remove(watcher);
  }

  void news(DeskNews news) {
    watchers.forEach(w -> w.tell(news));
  }

  /**
   * @param moved by symbol, relative to the reference price
   */
  void shocks(Map<String, Double> moved) {
    moved.forEach((symbol, move) -> news(new DeskNews.PriceShocked(symbol, move)));
  }

  /** The broker told it under a number or name of ours that belongs to another order. */
  void misattributed(Execution e) {
    String detail =
        "execution %s (%s %d %s) came as one of %s, which is another order: booked as foreign"
            .formatted(e.execId(), e.side(), e.quantity(), e.symbol(), e.clientOrderId());
    alarm(Severity.ERROR, "execution_of_another_order", 0, detail);
  }

  /**
   * @param code the broker's; 0: it gave none
   */
  void alarm(Severity severity, String cause, int code, String detail) {
    say(EventTypes.BROKER_ALARM, severity, Map.of("cause", cause, "code", code, "detail", detail));
  }

  void say(String type, Severity severity, Map<String, Object> data, String correlationId) {
    events.record(new EventDraft(type, SOURCE, severity, data, correlationId));
  }

  void say(String type, Severity severity, Map<String, Object> data) {
    say(type, severity, data, "");
  }

  /** Everything that became known of an order. */
  void told(OrderState order, List<OrderEvent> facts) {
    facts.forEach(fact -> fact(order, fact));
    if (!facts.isEmpty()) {
      live.publish(new LiveFeed.OrderUpdate(order.view()));
    }
  }

  private void fact(OrderState order, OrderEvent fact) {
    String id = order.request().clientOrderId().value();
    String about = order.request().correlationId();
    switch (fact) {
      case OrderEvent.OrderIntended e ->
          say(
              EventTypes.ORDER_INTENDED,
              Severity.INFO,
              Map.of(
                  "client_order_id", id,
                  "symbol", order.request().symbol().value(),
                  "side", order.request().side().name(),
                  "quantity", order.request().quantity(),
                  "exit", e.decision().exit(),
                  "epoch", e.decision().haltEpoch()),
              about);
      case OrderEvent.OrderDenied e ->
          say(
              EventTypes.ORDER_DENIED,
              Severity.WARNING,
              Map.of(
                  "client_order_id", id,
                  "symbol", order.request().symbol().value(),
                  "code", e.code(),
                  "detail", e.detail()),
              about);
      case OrderEvent.OrderBecameUnknown e ->
          say(
              EventTypes.ORDER_UNKNOWN,
              Severity.ERROR,
              Map.of("client_order_id", id, "cause", e.cause()),
              about);
      case OrderEvent.ExecutionBooked e -> filled(e.execution(), about);
      case OrderEvent.OrderSent e -> updated(order, about);
      case OrderEvent.OrderAcknowledged e -> updated(order, about);
      case OrderEvent.CancelRequested e -> updated(order, about);
      case OrderEvent.OrderCancelled e -> updated(order, about);
      case OrderEvent.OrderRejected e -> updated(order, about);
      case OrderEvent.OrderResolved e -> updated(order, about);
      case OrderEvent.OrderResized e -> updated(order, about);
      case OrderEvent.CommissionBooked e -> {
        // Money of a fill that was announced; the order update carries the new sum.
      }
    }
  }

  /** A comparison of the books ended. */
  void compared(ReconciliationReport report) {
    Severity severity =
        switch (report.outcome()) {
          case CLEAN -> report.differences().isEmpty() ? Severity.INFO : Severity.WARNING;
          case RESOLVING, INCOMPLETE -> Severity.WARNING;
          case DRIFT_EXCEEDED -> Severity.ERROR;
        };
    say(
        EventTypes.RECONCILIATION_FINISHED,
        severity,
        Map.of(
            "id", report.id(),
            "cause", report.cause().name().toLowerCase(Locale.ROOT),
            "outcome", report.outcome().name().toLowerCase(Locale.ROOT),
            "differences", report.differenceCount(),
            "resolved", report.clean(),
            "drift_shares", report.drift().shares(),
            "drift_usd", report.drift().usd(),
            "detail", summary(report)));
    report.differences().stream()
        .filter(d -> d.kind() == ReconciliationReport.Kind.POSITION)
        .filter(d -> adopted(report, d.subject()))
        .forEach(
            d ->
                say(
                    EventTypes.POSITION_ADOPTED,
                    Severity.WARNING,
                    Map.of(
                        "symbol", d.subject(),
                        "own", d.own(),
                        "broker", d.broker(),
                        "usd", d.usd(),
                        "reconciliation", report.id())));
  }

  private static boolean adopted(ReconciliationReport report, String subject) {
    return report.actions().stream()
        .anyMatch(a -> a.subject().equals(subject) && a.action().equals("adopted"));
  }

  /** At most a line: the report itself has the rest. */
  private static String summary(ReconciliationReport report) {
    if (report.differences().isEmpty() && report.detail().isEmpty()) {
      return report.clean() ? "equal" : "not yet settled";
    }
    String found =
        report.differences().stream()
            .limit(SUMMARY_LINES)
            .map(d -> d.subject() + " " + d.own() + " here, " + d.broker() + " at the broker")
            .collect(Collectors.joining("; "));
    return found.isEmpty() || report.detail().isEmpty()
        ? found + report.detail()
        : found + "; " + report.detail();
  }

  void filled(Execution execution, String about) {
    say(
        EventTypes.ORDER_FILLED,
        Severity.INFO,
        Map.of(
            "client_order_id", execution.clientOrderId(),
            "exec_id", execution.execId(),
            "symbol", execution.symbol(),
            "side", execution.side().name(),
            "quantity", execution.quantity(),
            "price", execution.price()),
        about);
  }

  private void updated(OrderState order, String about) {
    OrderView view = order.view();
    Severity severity =
        switch (view.status()) {
          case REJECTED -> Severity.WARNING;
          case UNKNOWN -> Severity.ERROR;
          case INTENDED, SENT, ACKNOWLEDGED, PARTIALLY_FILLED, FILLED, CANCELLED, DENIED ->
              Severity.INFO;
        };
    say(
        EventTypes.ORDER_UPDATED,
        severity,
        Map.of(
            "client_order_id", view.clientOrderId().value(),
            "status", view.status().name(),
            "filled", view.filled(),
            "remaining", order.remaining(),
            "detail", view.detail()),
        about);
  }
}
