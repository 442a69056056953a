package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Alerts;
import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertStore;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /api/alerts}: what people must know, and who takes care of it. */
public final class AlertRoutes {
  private static final int MAX_NOTE = 500;
  private static final long DEFAULT_LIMIT = 100;

  /** Every channel may take its whole time. */
  private static final Duration TEST_TIMEOUT = Duration.ofMinutes(1);

  private static final String ALERT =
      "{id:string,key:string,state:string,severity:string,title:string,detail:string,"
          + "first_at:instant,last_at:instant,count:integer,last_seq:integer,"
          + "acknowledged_by:string,acknowledged_at:instant,note:string,escalations:integer,"
          + "escalate_at:instant,resolved_at:instant}";

  private final Alerts alerts;

  public AlertRoutes(Alerts alerts) {
    this.alerts = alerts;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/alerts")
            .needs(Role.VIEWER)
            .summary("Alerts, newest first; the cursor is the seq of the last event")
            .query("state", "string")
            .query("severity", "string")
            .query("before_seq", "integer")
            .query("limit", "integer")
            .answers("{alerts:[" + ALERT + "],next_before_seq:integer}")
            .handle(this::list),
        Endpoint.post("/api/alerts/{alert_id}/ack")
            .needs(Role.OPERATOR)
            .summary("Somebody takes care of it: it is neither repeated nor escalated")
            .body("{note:string}")
            .answers(ALERT, 404)
            .handle(this::acknowledge),
        Endpoint.post("/api/alerts/test")
            .needs(Role.OPERATOR)
            .timeout(TEST_TIMEOUT)
            .summary("Sends a test through every channel and tells what became of it")
            .answers("{channels:object}")
            .handle(this::test));
  }

  private CompletionStage<Answer> list(Call call) {
    var query = call.query();
    int limit = query.integer("limit", 1, 1000).orElse(DEFAULT_LIMIT).intValue();
    var wanted =
        new AlertStore.Query(
            query.oneOf("state", Choices.of(Alert.State.class)),
            query.oneOf("severity", Choices.of(Severity.class)),
            query.integer("before_seq", 0, Long.MAX_VALUE),
            limit);
    query.finish();
    return alerts
        .list(wanted)
        .thenApply(
            found ->
                Answer.json(
                    Shape.of("alerts", found.stream().map(a -> shape(a).map()).toList())
                        .and(
                            "next_before_seq",
                            found.size() < limit
                                ? Optional.empty()
                                : Optional.of(found.getLast().lastSeq()))));
  }

  private CompletionStage<Answer> acknowledge(Call call) {
    call.query().finish();
    var fields = call.fields();
    String note = fields.text("note", MAX_NOTE).orElse("");
    fields.finish();
    return alerts
        .acknowledge(call.pathValue("alert_id"), note, call.subject())
        .thenApply(alert -> Answer.json(shape(alert)));
  }

  private CompletionStage<Answer> test(Call call) {
    call.query().finish();
    return alerts
        .test(call.subject())
        .thenApply(results -> Answer.json(Shape.of("channels", results)));
  }

  private static Shape shape(Alert alert) {
    return Shape.of("id", alert.id())
        .and("key", alert.key())
        .and("state", alert.state())
        .and("severity", alert.severity())
        .and("title", alert.title())
        .and("detail", alert.detail())
        .and("first_at", alert.firstAt())
        .and("last_at", alert.lastAt())
        .and("count", alert.count())
        .and("last_seq", alert.lastSeq())
        .and("acknowledged_by", alert.acknowledgedBy())
        .and("acknowledged_at", alert.acknowledgedAt())
        .and("note", alert.note())
        .and("escalations", alert.escalations())
        .and("escalate_at", alert.escalateAt())
        .and("resolved_at", alert.resolvedAt());
  }
}
