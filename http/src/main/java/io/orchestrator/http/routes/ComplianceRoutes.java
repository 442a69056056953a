package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Risk;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.compliance.Requirement;
import io.orchestrator.domain.compliance.RiskControl;
import io.orchestrator.domain.execution.Algorithm;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.risk.NarrowLimits;
import io.orchestrator.http.json.GuardJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code /api/compliance/controls}: inventories and tick lists, made of what runs now. */
public final class ComplianceRoutes {
  private final Risk risk;
  private final Workflows workflows;

  public ComplianceRoutes(Risk risk, Workflows workflows) {
    this.risk = risk;
    this.workflows = workflows;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/compliance/controls")
            .needs(Role.RISK)
            .summary(
                "Inventory of algorithms and of risk controls, and what SEC 15c3-5, RTS 6 and FIA"
                    + " 2024 ask for, each with the controls that answer it and their tests")
            .answers(
                "{limits_version:integer,four_eyes:boolean,algorithms:[{id:string,kind:string,"
                    + "status:string,scope:string,counts:string,restrictions:object,documentation:string}],"
                    + "controls:[{id:string,mitigates:string,limit:string,action:string,"
                    + "active:boolean,test:string}],checklists:[{standard:string,place:string,"
                    + "requirement:string,met:boolean,controls:[string],tests:[string],"
                    + "remark:string}]}")
            .handle(this::controls));
  }

  private CompletionStage<Answer> controls(Call call) {
    call.query().finish();
    return risk.controls()
        .thenApply(
            c ->
                Answer.json(
                    Shape.of("limits_version", c.limits().version())
                        .and("four_eyes", c.fourEyes())
                        .and("algorithms", algorithms(c))
                        .and("controls", inventory(c))
                        .and("checklists", checklists(c))));
  }

  private List<Map<String, Object>> algorithms(Risk.Controls c) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Workflows.TypeDescription type : workflows.types()) {
      all.add(
          algorithm(
              type.workflow(),
              "workflow",
              "orders that it sends whole; what it gives to an execution algorithm counts there",
              "docs/life-of-a-workflow.md",
              c));
    }
    for (Algorithm algorithm : Algorithm.values()) {
      all.add(
          algorithm(
              algorithm.strategy(),
              "execution",
              "slices of every parent order by this algorithm, whoever wanted it",
              "docs/execution-algorithms.md",
              c));
    }
    all.add(
        algorithm(
            OrderRequest.EMERGENCY,
            "safety",
            "exits after a halt, where emergency-close-positions is set; no limit holds them back",
            "docs/risk-guard.md",
            c));
    all.add(
        algorithm(
            OrderRequest.MANUAL,
            "orders of people",
            "orders by REST, command line and dashboard",
            "docs/life-of-an-order.md",
            c));
    return all;
  }

  private static Map<String, Object> algorithm(
      String id, String kind, String counts, String documentation, Risk.Controls c) {
    NarrowLimits limits = c.limits().strategy(id);
    return Shape.of("id", id)
        .and("kind", kind)
        .and("status", limits.restricted() ? "restricted" : "in_use")
        .and("scope", "US shares of the account")
        .and("counts", counts)
        .and("restrictions", GuardJson.narrow(limits))
        .and("documentation", documentation)
        .map();
  }

  private static List<Map<String, Object>> inventory(Risk.Controls c) {
    return Arrays.stream(RiskControl.values())
        .map(
            control ->
                Shape.of("id", control)
                    .and("mitigates", control.mitigates())
                    .and("limit", control.limit(c.limits(), c.policies()))
                    .and("action", control.action())
                    .and("active", control.active(c.policies()))
                    .and("test", control.test())
                    .map())
        .toList();
  }

  private static List<Map<String, Object>> checklists(Risk.Controls c) {
    return Arrays.stream(Requirement.values())
        .map(
            requirement -> {
              List<RiskControl> controls =
                  RiskControl.answering(requirement).stream()
                      .filter(control -> control.active(c.policies()))
                      .toList();
              return Shape.of("standard", requirement.standard())
                  .and("place", requirement.place())
                  .and("requirement", requirement.text())
                  .and("met", !controls.isEmpty())
                  .and(
                      "controls",
                      controls.stream().map(r -> r.name().toLowerCase(Locale.ROOT)).toList())
                  .and("tests", controls.stream().map(RiskControl::test).distinct().toList())
                  .and("remark", controls.isEmpty() ? requirement.whyNot() : "")
                  .map();
            })
        .toList();
  }
}
