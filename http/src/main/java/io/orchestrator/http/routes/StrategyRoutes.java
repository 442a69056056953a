package io.orchestrator.http.routes;

import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyVersion;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.StrategyJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code /api/strategies}: versions, their evidence, and what may be done with them. */
public final class StrategyRoutes {
  private static final String LIMITS =
      "{max_instruments:integer,max_order_value:number,max_messages_per_minute:integer,"
          + "max_position:number,max_strategy_loss:number}";
  private static final String VERSION =
      "{version:integer,stage:string,since:instant,capital_share:number,parameters:object,"
          + "symbols:[string],evidence:object,limits:"
          + LIMITS
          + ",review:object,replaced:integer,workflow_id:string,added_by:string,added_at:instant}";
  private static final String LINE =
      "{strategy:string,champion:integer,under_way:integer,versions:[" + VERSION + "]}";

  private final StrategyVersions strategies;
  private final StrategyReports reports;
  private final Executor blocking;

  public StrategyRoutes(StrategyVersions strategies, StrategyReports reports, Executor blocking) {
    this.strategies = strategies;
    this.reports = reports;
    this.blocking = blocking;
  }

  public List<Endpoint> endpoints() {
    String one = "/api/strategies/{strategy}";
    return List.of(
        Endpoint.get("/api/strategies")
            .needs(Role.VIEWER)
            .summary("Every strategy: its champion, the version on its way, how many there are")
            .answers(
                "{strategies:[{strategy:string,champion:"
                    + VERSION
                    + ",under_way:"
                    + VERSION
                    + ",versions:integer}]}")
            .handle(this::list),
        Endpoint.get(one)
            .needs(Role.VIEWER)
            .summary("All versions with evidence, limits and latest review, and what happened")
            .answers(
                "{strategy:string,champion:integer,under_way:integer,versions:["
                    + VERSION
                    + "],history:[object]}",
                404)
            .handle(this::show),
        Endpoint.get(one + "/report")
            .needs(Role.VIEWER)
            .summary(
                "The evidence of a version as a page (HTML), the newest version's without version;"
                    + " on the node that searched")
            .query("version", "integer")
            .answers("string", 404)
            .handle(this::report),
        Endpoint.post(one + "/promote")
            .needs(Role.RISK)
            .summary(
                "Leads a version one stage on: challenger, shadow (paper), pilot (5 %), partial"
                    + " (25 %), champion. Needs evidence, all RTS 6 limits and the days of its"
                    + " stage; limits given here replace those of the version")
            .body("{version!:integer,reason!:string,limits:" + LIMITS + "}")
            .answers(LINE, 400, 404, 409)
            .handle(this::promote),
        Endpoint.post(one + "/rollback")
            .needs(Role.RISK)
            .summary("Takes back the version under way, else the champion; the one before returns")
            .body("{reason!:string}")
            .answers(LINE, 400, 404, 409)
            .handle(this::rollback));
  }

  private CompletionStage<Answer> list(Call call) {
    call.query().finish();
    return strategies
        .all()
        .thenApply(
            lines ->
                Answer.json(
                    Shape.of(
                        "strategies",
                        lines.stream().map(l -> StrategyJson.brief(l).map()).toList())));
  }

  private CompletionStage<Answer> show(Call call) {
    call.query().finish();
    String name = call.pathValue("strategy");
    return strategies
        .find(name)
        .thenCombine(
            strategies.history(name),
            (line, events) ->
                Answer.json(
                    StrategyJson.line(line)
                        .and(
                            "history",
                            events.stream().map(e -> StrategyJson.event(e).map()).toList())));
  }

  private CompletionStage<Answer> report(Call call) {
    var query = call.query();
    Optional<Long> wanted = query.integer("version", 1, Integer.MAX_VALUE);
    query.finish();
    return strategies
        .find(call.pathValue("strategy"))
        .thenApplyAsync(
            line -> Answer.text("text/html", reports.read(version(line, wanted))), blocking);
  }

  private static StrategyVersion version(StrategyLine line, Optional<Long> wanted) {
    return wanted
        .map(number -> Optional.ofNullable(line.versions().get(number.intValue())))
        .orElseGet(
            () ->
                line.versions().values().stream()
                    .max(Comparator.comparingInt(StrategyVersion::version)))
        .orElseThrow(
            () ->
                new Refusal(
                        "strategy.unknown_version",
                        404,
                        line.name()
                            + wanted.map(n -> " has no version " + n).orElse(" has no version"),
                        "GET /api/strategies/" + line.name() + " lists them.")
                    .asException());
  }

  private CompletionStage<Answer> promote(Call call) {
    call.query().finish();
    var fields = call.fields();
    fields.requirePresence("version");
    int version = fields.integer("version", 1, Integer.MAX_VALUE).orElse(0L).intValue();
    String reason = fields.requiredText("reason", RiskRoutes.MAX_REASON);
    Optional<StrategyLimits> limits = fields.nested("limits").map(StrategyRoutes::limits);
    fields.finish();
    return strategies
        .promote(call.pathValue("strategy"), version, limits, reason, call.subject())
        .thenApply(StrategyRoutes::answer);
  }

  private static StrategyLimits limits(FieldReader f) {
    var limits =
        new StrategyLimits(
            f.integer("max_instruments", 1, 10_000).orElse(0L).intValue(),
            number(f, "max_order_value"),
            f.integer("max_messages_per_minute", 1, 100_000).orElse(0L).intValue(),
            number(f, "max_position"),
            number(f, "max_strategy_loss"));
    f.close();
    return limits;
  }

  private static double number(FieldReader f, String name) {
    return f.positiveDecimal(name).map(BigDecimal::doubleValue).orElse(0.0);
  }

  private CompletionStage<Answer> rollback(Call call) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", RiskRoutes.MAX_REASON);
    fields.finish();
    return strategies
        .rollback(call.pathValue("strategy"), reason, call.subject())
        .thenApply(StrategyRoutes::answer);
  }

  private static Answer answer(StrategyLine line) {
    return Answer.json(StrategyJson.line(line));
  }
}
