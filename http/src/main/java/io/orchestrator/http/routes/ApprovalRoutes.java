package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Risk;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.GuardJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /api/approvals}: what waits for a second person. */
public final class ApprovalRoutes {
  private static final String APPROVALS =
      "{approvals:[{id:integer,kind:string,summary:string,reason:string,requested_by:string,"
          + "requested_at:instant,expires_at:instant,limits:object,breaker:string,"
          + "subject:string}]}";
  private final Risk risk;

  public ApprovalRoutes(Risk risk) {
    this.risk = risk;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/approvals")
            .needs(Role.RISK)
            .summary("Looser limits, releases and resets that wait for a second person")
            .answers(APPROVALS)
            .handle(this::list),
        Endpoint.post("/api/approvals/{id}")
            .needs(Role.RISK)
            .summary("Grants or refuses a request of another person")
            .body("{grant!:boolean,reason!:string}")
            .answers(APPROVALS, 403, 404, 409)
            .handle(this::decide));
  }

  private CompletionStage<Answer> list(Call call) {
    call.query().finish();
    return risk.controls().thenApply(ApprovalRoutes::answer);
  }

  private CompletionStage<Answer> decide(Call call) {
    call.query().finish();
    var fields = call.fields();
    fields.requirePresence("grant");
    boolean grant = fields.flag("grant").orElse(false);
    String reason = fields.requiredText("reason", RiskRoutes.MAX_REASON);
    fields.finish();
    return risk.decide(id(call.pathValue("id")), grant, reason, call.subject())
        .thenApply(ApprovalRoutes::answer);
  }

  private static long id(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Refusal(
              "risk.approval_unknown",
              404,
              "'" + text + "' is not the number of a request",
              "look at the list at /api/approvals")
          .asException();
    }
  }

  private static Answer answer(Risk.Controls controls) {
    return Answer.json(
        Shape.of(
            "approvals",
            controls.approvals().stream().map(a -> GuardJson.approval(a).map()).toList()));
  }
}
