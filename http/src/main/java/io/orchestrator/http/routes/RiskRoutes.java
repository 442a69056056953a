package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.http.json.GuardJson;
import io.orchestrator.http.json.RiskJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.SystemJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /api/risk}: measures, limits, violations, breakers. */
public final class RiskRoutes {
  static final int MAX_REASON = 500;
  private static final int HISTORY = 100;
  private static final String BREAKERS =
      "{breakers:[{name:string,subject:string,state:string,allows:string,watches:string,"
          + "since:instant,cause:string,until:instant,trips:integer,policy:object}]}";
  private static final String LIMITS =
      "{var_95_limit:number,max_daily_loss:number,max_concentration:number,"
          + "max_order_notional:number,max_order_quantity:integer,"
          + "max_orders_per_minute:integer,max_gross_exposure:number,"
          + "price_collar:number,volatility_spike:number,max_drawdown:number,"
          + "max_short_exposure:number,max_notional_per_minute:number,"
          + "max_messages_per_minute:integer,max_orders_per_symbol:integer,"
          + "max_repeats:integer,max_executions:integer,max_instruments:integer,"
          + "max_net_exposure:number,max_sector_exposure:number,assumed_var:number,version:integer,symbols:object,strategies:object,"
          + "four_eyes:boolean,versions:[object]}";
  private final Risk risk;
  private final Events events;

  public RiskRoutes(Risk risk, Events events) {
    this.risk = risk;
    this.events = events;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        read("/api/risk", "Measures, distance to limits, violations, breakers")
            .answers(
                "{portfolio_value:number,var_95:number,var_99:number,expected_shortfall:number,"
                    + "high_volatility:boolean,volatility:number,gross_exposure:number,"
                    + "largest_concentration:number,largest_name:string,daily_pnl:number,"
                    + "observations:integer,as_of:instant,unavailable:string,"
                    + RiskJson.MEASURES
                    + ",limits:object,"
                    + "distance_to_limits:object,violations:[object],breakers:[object],"
                    + "trading_state:string,halt_epoch:integer,warnings:[object]}")
            .handle(call -> answer(call, RiskJson::report)),
        read("/api/risk/limits", "The limits in force, and the versions before them")
            .answers(LIMITS)
            .handle(this::limits),
        Endpoint.put("/api/risk/limits")
            .needs(Role.RISK)
            .summary(
                "Changes limits, effective at once: what is not named stays; symbols and strategies"
                    + " are replaced as a whole. Looser ones wait for a second person where four"
                    + " eyes are configured (409)")
            .body(
                "{reason!:string,expected_version:integer,account:object,symbols:object,"
                    + "strategies:object}")
            .answers(LIMITS, 409)
            .handle(this::change),
        Endpoint.post("/api/risk/limits/restore")
            .needs(Role.RISK)
            .summary("The limits of an earlier version again; 0 is the configuration")
            .body("{reason!:string,version!:integer}")
            .answers(LIMITS, 404, 409)
            .handle(this::restore),
        read("/api/risk/violations", "What is exceeded or nearly, and what was, newest first")
            .query("from", "instant")
            .query("to", "instant")
            .query("after_seq", "integer")
            .query("limit", "integer")
            .answers(
                "{violations:[{violation:string,value:number,limit:number,subject:string,"
                    + "since:instant,cleared_at:instant}],warnings:[{violation:string,"
                    + "subject:string,value:number,limit:number,distance:number,"
                    + "predicted_s:number,since:instant}],history:[object],"
                    + "next_after_seq:integer}")
            .handle(this::violations),
        read("/api/risk/breakers", "The circuit breakers, what each allows and how it closes")
            .answers(BREAKERS)
            .handle(this::breakers),
        Endpoint.post("/api/risk/breakers/{name}/reset")
            .needs(Role.RISK)
            .summary("Closes a breaker again; subject names the symbol or strategy of its own")
            .body("{reason!:string,subject:string}")
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

  private CompletionStage<Answer> limits(Call call) {
    call.query().finish();
    return risk.controls().thenApply(c -> Answer.json(GuardJson.limits(c)));
  }

  private CompletionStage<Answer> change(Call call) {
    call.query().finish();
    return risk.controls()
        .thenCompose(
            present -> {
              var fields = call.fields();
              String reason = fields.requiredText("reason", MAX_REASON);
              long expected =
                  fields
                      .integer("expected_version", 0, Long.MAX_VALUE)
                      .orElse(present.limits().version());
              LimitSet wanted = LimitInput.read(fields, present.limits());
              fields.finish();
              return risk.changeLimits(expected, wanted, reason, call.subject());
            })
        .thenApply(c -> Answer.json(GuardJson.limits(c)));
  }

  private CompletionStage<Answer> restore(Call call) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", MAX_REASON);
    fields.requirePresence("version");
    long version = fields.integer("version", 0, Long.MAX_VALUE).orElse(0L);
    fields.finish();
    return risk.restoreLimits(version, reason, call.subject())
        .thenApply(c -> Answer.json(GuardJson.limits(c)));
  }

  private CompletionStage<Answer> violations(Call call) {
    var query = call.query();
    var filter =
        new EventFilter(
            Set.of(
                EventTypes.RISK_VIOLATION,
                EventTypes.RISK_VIOLATION_CLEARED,
                EventTypes.RISK_WARNING),
            Set.of(),
            Optional.empty(),
            query.instant("from"),
            query.instant("to"),
            Optional.empty());
    var after = query.integer("after_seq", 0, Long.MAX_VALUE);
    long limit = query.integer("limit", 1, EventQuery.MAX_LIMIT).orElse((long) HISTORY);
    query.finish();
    return risk.report()
        .thenCombine(
            events.page(new EventQuery(filter, after, (int) limit, false)),
            (report, page) ->
                Answer.json(
                    Shape.of("violations", RiskJson.violations(report))
                        .and("warnings", RiskJson.warnings(report))
                        .and(
                            "history",
                            page.events().stream().map(e -> SystemJson.event(e).map()).toList())
                        .and("next_after_seq", page.nextAfterSeq())));
  }

  private CompletionStage<Answer> breakers(Call call) {
    call.query().finish();
    return risk.report().thenCombine(risk.controls(), RiskRoutes::breakers);
  }

  private CompletionStage<Answer> reset(Call call) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", MAX_REASON);
    String subject = fields.text("subject", MAX_REASON).orElse(Breaker.PORTFOLIO);
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
    return risk.resetBreaker(name, subject, reason, call.subject())
        .thenCombine(risk.controls(), RiskRoutes::breakers);
  }

  private static Answer breakers(RiskReport report, Risk.Controls controls) {
    return Answer.json(
        Shape.of("breakers", GuardJson.breakers(report.breakers(), controls.policies())));
  }
}
