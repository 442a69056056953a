package io.orchestrator.http.routes;

import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.BlockedName;
import io.orchestrator.domain.desk.DeskState;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.ReconciliationJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Comparisons of our books with the broker's, and names in which entries are blocked. */
public final class DeskRoutes {
  /** A question that meets a running comparison waits for the next one. */
  private static final Duration COMPARISON_TIMEOUT = Duration.ofSeconds(80);

  private static final int DEFAULT_LIMIT = 20;
  private static final String REASON = "{reason!:string}";
  private static final String BLOCKED =
      "{blocked_names:[{symbol:string,reason:string,since:instant}]}";

  private final DeskControl desk;

  public DeskRoutes(DeskControl desk) {
    this.desk = desk;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/trading/reconciliations")
            .needs(Role.VIEWER)
            .summary("Comparisons of our books with the broker's, newest first")
            .query("limit", "integer")
            .answers("{reconciliations:[" + ReconciliationJson.SCHEMA + "]}")
            .handle(this::list),
        Endpoint.get("/api/trading/reconciliations/{id}")
            .needs(Role.VIEWER)
            .summary("One comparison")
            .answers(ReconciliationJson.SCHEMA, 404)
            .handle(this::one),
        Endpoint.post("/api/trading/reconcile")
            .needs(Role.OPERATOR)
            .timeout(COMPARISON_TIMEOUT)
            .summary("Compares the books with the broker's now and answers with the report")
            .body(REASON)
            .answers(ReconciliationJson.SCHEMA)
            .handle(this::reconcile),
        Endpoint.post("/api/trading/reconciliations/{id}/adopt")
            .needs(Role.RISK)
            .timeout(COMPARISON_TIMEOUT)
            .summary(
                "Takes the broker's books over although they differ by more than the drift budget,"
                    + " if the difference of this report, the newest, still stands")
            .body(REASON)
            .answers(ReconciliationJson.SCHEMA, 409)
            .handle(this::adopt),
        Endpoint.get("/api/trading/blocked-names")
            .needs(Role.VIEWER)
            .summary("Symbols in which nothing is opened: two live orders carried one name")
            .answers(BLOCKED)
            .handle(this::blocked),
        Endpoint.post("/api/trading/blocked-names/{symbol}/release")
            .needs(Role.RISK)
            .summary("Lets entries into the symbol again, after a clean comparison")
            .body(REASON)
            .answers(BLOCKED, 404, 409)
            .handle(this::release));
  }

  private CompletionStage<Answer> list(Call call) {
    var query = call.query();
    long limit =
        query.integer("limit", 1, DeskState.MAX_RECONCILIATIONS).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return desk.reconciliations((int) limit)
        .thenApply(
            reports ->
                Answer.json(
                    Shape.of(
                        "reconciliations",
                        reports.stream().map(r -> ReconciliationJson.report(r).map()).toList())));
  }

  private CompletionStage<Answer> one(Call call) {
    call.query().finish();
    long id = id(call);
    return desk.reconciliations(DeskState.MAX_RECONCILIATIONS)
        .thenApply(
            reports ->
                Answer.json(
                    ReconciliationJson.report(
                        reports.stream()
                            .filter(r -> r.id() == id)
                            .findFirst()
                            .orElseThrow(
                                () ->
                                    new Refusal(
                                            "trading.reconciliation_not_found",
                                            404,
                                            "There is no reconciliation " + id + ".",
                                            "GET /api/trading/reconciliations lists them; old ones"
                                                + " are not kept.")
                                        .asException()))));
  }

  private CompletionStage<Answer> reconcile(Call call) {
    return desk.reconcile(reason(call), call.subject())
        .thenApply(report -> Answer.json(ReconciliationJson.report(report)));
  }

  private CompletionStage<Answer> adopt(Call call) {
    long id = id(call);
    return desk.adopt(id, reason(call), call.subject())
        .thenApply(report -> Answer.json(ReconciliationJson.report(report)));
  }

  private CompletionStage<Answer> blocked(Call call) {
    call.query().finish();
    return desk.blockedNames().thenApply(DeskRoutes::names);
  }

  private CompletionStage<Answer> release(Call call) {
    String symbol;
    try {
      symbol = Symbol.of(call.pathValue("symbol")).value();
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("symbol", e.getMessage());
    }
    return desk.release(symbol, reason(call), call.subject())
        .thenCompose(done -> desk.blockedNames())
        .thenApply(DeskRoutes::names);
  }

  private static Answer names(Map<String, BlockedName> names) {
    return Answer.json(
        Shape.of(
            "blocked_names",
            new TreeMap<>(names)
                .entrySet().stream()
                    .map(
                        e ->
                            Shape.of("symbol", e.getKey())
                                .and("reason", e.getValue().reason())
                                .and("since", e.getValue().since())
                                .map())
                    .toList()));
  }

  private static String reason(Call call) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", RiskRoutes.MAX_REASON);
    fields.finish();
    return reason;
  }

  private static long id(Call call) {
    try {
      return Long.parseLong(call.pathValue("id"));
    } catch (NumberFormatException e) {
      throw InvalidInput.field("id", "must be an integer, was '" + call.pathValue("id") + "'");
    }
  }
}
