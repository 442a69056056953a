package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.json.OrderJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.SystemJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * From an order back to the data it rests on: fills and words of the broker, risk decision, signal,
 * analysis, data window with its hash, each with the {@code seq} of its event where there is one.
 * What was not recorded is named as missing, never made up.
 */
final class OrderWhy {
  static final String SCHEMA =
      "{client_order_id:string,order:object,risk_decision:object,risk_decision_seq:integer,"
          + "workflow_id:string,signal:object,analysis:object,data_window:object,"
          + "events:[object],missing:[string]}";

  private static final String WORKFLOW = "workflow:";

  /** Steps of the workflows that trade; a run has one of each. */
  private static final List<String> DATA = List.of("fetch_market_data", "analyze_portfolio");

  private static final List<String> ANALYSIS = List.of("run_analysis", "calculate_targets");
  private static final List<String> SIGNAL = List.of("generate_signals", "generate_orders");
  private static final int MAX_DEPTH = 6;

  private final Workflows workflows;
  private final Events events;

  OrderWhy(Workflows workflows, Events events) {
    this.workflows = workflows;
    this.events = events;
  }

  CompletionStage<Shape> explain(OrderView order) {
    CompletionStage<Optional<WorkflowView>> run =
        order.requestedBy().startsWith(WORKFLOW)
            ? workflows
                .find(order.requestedBy().substring(WORKFLOW.length()))
                .thenApply(Optional::of)
                .exceptionally(unknown -> Optional.empty())
            : CompletableFuture.completedStage(Optional.empty());
    return RecordedEvents.of(events, order.correlationId())
        .thenCombine(run, (seen, view) -> shape(order, seen, view));
  }

  private static Shape shape(OrderView order, List<SystemEvent> seen, Optional<WorkflowView> run) {
    String id = order.clientOrderId().value();
    List<SystemEvent> own =
        seen.stream().filter(e -> Objects.equals(e.data().get("client_order_id"), id)).toList();
    Optional<Long> intended =
        own.stream()
            .filter(e -> e.eventType().equals(EventTypes.ORDER_INTENDED))
            .map(SystemEvent::seq)
            .reduce((first, last) -> last);
    Optional<Map<String, Object>> signal = step(run, SIGNAL, order.symbol(), seen);
    Optional<Map<String, Object>> analysis = step(run, ANALYSIS, order.symbol(), seen);
    Optional<Map<String, Object>> data = step(run, DATA, order.symbol(), seen);
    List<String> missing =
        java.util.stream.Stream.of(
                order.decision().isEmpty() ? "risk_decision" : "",
                own.isEmpty() ? "events" : "",
                signal.isEmpty() ? "signal" : "",
                analysis.isEmpty() ? "analysis" : "",
                data.isEmpty() ? "data_window" : "")
            .filter(name -> !name.isEmpty())
            .toList();
    return Shape.of("client_order_id", id)
        .and("order", OrderJson.plain(order))
        .and("risk_decision", order.decision().map(d -> OrderJson.decision(d).map()))
        .and("risk_decision_seq", intended)
        .and("workflow_id", run.map(WorkflowView::workflowId))
        .and("signal", signal)
        .and("analysis", analysis)
        .and("data_window", data)
        .and("events", own.stream().map(e -> SystemJson.event(e).map()).toList())
        .and("missing", missing);
  }

  /** What a step of the run said about the symbol, with the seq of the step's end. */
  private static Optional<Map<String, Object>> step(
      Optional<WorkflowView> run, List<String> steps, String symbol, List<SystemEvent> seen) {
    return run.flatMap(
            view -> steps.stream().filter(s -> view.results().get(s) != null).findFirst())
        .map(
            step -> {
              Object output = run.get().results().get(step);
              Map<String, Object> about = new LinkedHashMap<>();
              about.put("step", step);
              seen.stream()
                  .filter(e -> e.eventType().equals(EventTypes.WORKFLOW_STEP_COMPLETED))
                  .filter(e -> step.equals(e.data().get("step")))
                  .findFirst()
                  .ifPresent(e -> about.put("seq", e.seq()));
              about.put("output", about(output, symbol, 0));
              return about;
            });
  }

  /** Of rows that name a symbol only the order's own, and of maps by symbol its entry. */
  private static Object about(Object value, String symbol, int depth) {
    if (depth > MAX_DEPTH) {
      return "…";
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> kept = new LinkedHashMap<>();
        boolean bySymbol = map.containsKey(symbol);
        map.forEach(
            (key, item) -> {
              if (!bySymbol || key.equals(symbol)) {
                kept.put(String.valueOf(key), about(item, symbol, depth + 1));
              }
            });
        yield kept;
      }
      case List<?> rows ->
          rows.stream()
              .filter(
                  row ->
                      !(row instanceof Map<?, ?> map)
                          || !map.containsKey("symbol")
                          || symbol.equals(map.get("symbol")))
              .map(row -> about(row, symbol, depth + 1))
              .toList();
      case null -> "";
      default -> value;
    };
  }
}
