package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.json.OrderJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.SystemJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * From what a run did back to what it rests on: its orders with fills and risk decisions, its steps
 * from the last to the first with their outputs (plan, signals, analysis with models, data with its
 * hash), each with the {@code seq} of its event. What was not recorded is named as missing.
 */
final class RunWhy {
  static final String SCHEMA =
      "{workflow_id:string,workflow:string,state:string,requested_by:string,parameters:object,"
          + "started_at:instant,ended_at:instant,error:string,data_hash:string,"
          + "orders:[{client_order_id:string,order:object,risk_decision:object,events:[object]}],"
          + "chain:[{step:string,seq:integer,state:string,attempts:integer,started_at:instant,"
          + "ended_at:instant,output:object}],"
          + "events:[object],missing:[string]}";

  private static final int MOST_ORDERS = 1000;

  private final Workflows workflows;
  private final Trading trading;
  private final Events events;

  RunWhy(Workflows workflows, Trading trading, Events events) {
    this.workflows = workflows;
    this.trading = trading;
    this.events = events;
  }

  CompletionStage<Shape> explain(String workflowId) {
    return workflows
        .find(workflowId)
        .thenCompose(
            run ->
                RecordedEvents.of(events, workflowId)
                    .thenCombine(orders(workflowId), (seen, orders) -> shape(run, seen, orders)));
  }

  private CompletionStage<List<OrderView>> orders(String workflowId) {
    return trading
        .orders(
            new OrderQuery(
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(workflowId),
                Optional.empty(),
                MOST_ORDERS))
        .thenApply(OrderQuery.Page::orders);
  }

  private static Shape shape(WorkflowView run, List<SystemEvent> seen, List<OrderView> orders) {
    Optional<Object> hash = dataHash(run.results());
    List<String> missing = new ArrayList<>();
    if (seen.isEmpty()) {
      missing.add("events");
    }
    if (hash.isEmpty()) {
      missing.add("data_hash");
    }
    if (orders.isEmpty()) {
      missing.add("orders");
    }
    return Shape.of("workflow_id", run.workflowId())
        .and("workflow", run.workflow())
        .and("state", run.state())
        .and("requested_by", run.requestedBy())
        .and("parameters", run.parameters())
        .and("started_at", run.startedAt())
        .and("ended_at", run.endedAt())
        .and("error", run.error())
        .and("data_hash", hash)
        .and("orders", orders.stream().map(o -> order(o, seen)).toList())
        .and("chain", run.steps().reversed().stream().map(s -> step(run, s, seen)).toList())
        .and(
            "events",
            seen.stream()
                .filter(e -> e.eventType().startsWith("workflow_"))
                .map(e -> SystemJson.event(e).map())
                .toList())
        .and("missing", missing);
  }

  /** Of the first step that names one: the data that all else rests on. */
  private static Optional<Object> dataHash(Map<String, Object> results) {
    return results.values().stream().map(RunWhy::hashIn).filter(Objects::nonNull).findFirst();
  }

  private static Object hashIn(Object output) {
    if (!(output instanceof Map<?, ?> map)) {
      return null;
    }
    return map.get("data_hash") != null ? map.get("data_hash") : hashIn(map.get("data"));
  }

  private static Map<String, Object> order(OrderView order, List<SystemEvent> seen) {
    String id = order.clientOrderId().value();
    return Shape.of("client_order_id", id)
        .and("order", OrderJson.plain(order))
        .and("risk_decision", order.decision().map(d -> OrderJson.decision(d).map()))
        .and(
            "events",
            seen.stream()
                .filter(e -> Objects.equals(e.data().get("client_order_id"), id))
                .map(e -> SystemJson.event(e).map())
                .toList())
        .map();
  }

  private static Map<String, Object> step(
      WorkflowView run, WorkflowView.Step step, List<SystemEvent> seen) {
    Optional<Long> seq =
        seen.stream()
            .filter(e -> e.eventType().equals(EventTypes.WORKFLOW_STEP_COMPLETED))
            .filter(e -> step.name().equals(e.data().get("step")))
            .map(SystemEvent::seq)
            .reduce((first, last) -> last);
    return Shape.of("step", step.name())
        .and("seq", seq)
        .and("state", step.state())
        .and("attempts", step.attempts())
        .and("started_at", step.startedAt())
        .and("ended_at", step.endedAt())
        .and("output", run.results().get(step.name()))
        .map();
  }
}
