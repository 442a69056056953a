package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Risk;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.http.json.RiskJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /api/risk}: measures, limits, violations, breakers. */
public final class RiskRoutes {
  static final int MAX_REASON = 500;
  private static final String BREAKERS =
      "{breakers:[{name:string,state:string,since:instant,cause:string}]}";
  private final Risk risk;

  public RiskRoutes(Risk risk) {
    this.risk = risk;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        read("/api/risk", "Measures, distance to limits, violations, breakers")
            .answers(
                "{portfolio_value:number,var_95:number,var_99:number,expected_shortfall:number,"
                    + "high_volatility:boolean,volatility:number,gross_exposure:number,"
                    + "largest_concentration:number,largest_name:string,daily_pnl:number,"
                    + "observations:integer,as_of:instant,unavailable:string,limits:object,"
                    + "distance_to_limits:object,violations:[object],breakers:[object],"
                    + "trading_state:string,halt_epoch:integer}")
            .handle(call -> answer(call, RiskJson::report)),
        read("/api/risk/limits", "The limits in force")
            .answers(
                "{var_95_limit:number,max_daily_loss:number,max_concentration:number,"
                    + "max_order_notional:number,max_order_quantity:integer,"
                    + "max_orders_per_minute:integer,max_gross_exposure:number,"
                    + "price_collar:number,volatility_spike:number}")
            .handle(call -> answer(call, r -> RiskJson.limits(r.limits()))),
        read("/api/risk/violations", "What is or was exceeded")
            .answers(
                "{violations:[{violation:string,value:number,limit:number,subject:string,"
                    + "since:instant,cleared_at:instant}]}")
            .handle(call -> answer(call, RiskRoutes::violations)),
        read("/api/risk/breakers", "The circuit breakers")
            .answers(BREAKERS)
            .handle(call -> answer(call, RiskRoutes::breakers)),
        Endpoint.post("/api/risk/breakers/{name}/reset")
            .needs(Role.RISK)
            .summary("Closes a breaker again")
            .body("{reason!:string}")
            .answers(BREAKERS, 404, 409)
            .handle(this::reset));
  }

  private static Endpoint.Builder read(String path, String summary) {
    return Endpoint.get(path).needs(Role.VIEWER).summary(summary);
  }

  private CompletionStage<Answer> answer(Call call, Function<RiskReport, Shape> shape) {
    call.query().finish();
    return risk.report().thenApply(report -> Answer.json(shape.apply(report)));
  }

  private CompletionStage<Answer> reset(Call call) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", MAX_REASON);
    fields.finish();
    var names = Choices.of(BreakerName.class);
    BreakerName name = names.get(call.pathValue("name"));
    if (name == null) {
      throw new Refusal(
              "risk.unknown_breaker",
              404,
              "There is no breaker '" + call.pathValue("name") + "'.",
              "Use one of: " + String.join(", ", names.keySet()) + ".")
          .asException();
    }
    return risk.resetBreaker(name, reason, call.subject())
        .thenApply(report -> Answer.json(breakers(report)));
  }

  private static Shape violations(RiskReport report) {
    return Shape.of("violations", RiskJson.violations(report));
  }

  private static Shape breakers(RiskReport report) {
    return Shape.of("breakers", RiskJson.breakers(report));
  }
}
