package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Risk;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.risk.measure.SelfGrade;
import io.orchestrator.http.json.SelfGradeJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.QueryReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** What was measured, and how the forecasts did. */
public final class RiskRecordRoutes {
  private static final int MAX_LIMIT = 1_500;
  private static final long DEFAULT_LIMIT = 250;
  private final Risk risk;

  public RiskRecordRoutes(Risk risk) {
    this.risk = risk;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/risk/backtest")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "Each method's own forecasts against what came: breaches, Kupiec, Christoffersen,"
                    + " traffic light; days newest first")
            .query("limit", "integer")
            .answers(SelfGradeJson.BACKTEST)
            .handle(call -> answer(call.query(), SelfGradeJson::backtest)),
        Endpoint.get("/api/risk/history")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "Measurements, newest first: resolution=check since the start of the process, or"
                    + " day, one a session, kept for two years")
            .query("resolution", "string")
            .query("limit", "integer")
            .answers(SelfGradeJson.HISTORY)
            .handle(this::history));
  }

  private CompletionStage<Answer> history(Call call) {
    QueryReader query = call.query();
    boolean days = query.oneOf("resolution", Map.of("check", false, "day", true)).orElse(false);
    return answer(query, days ? SelfGradeJson::days : SelfGradeJson::measurements);
  }

  private CompletionStage<Answer> answer(
      QueryReader query, BiFunction<SelfGrade, Integer, Shape> shape) {
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    query.finish();
    return risk.selfGrade().thenApply(grade -> Answer.json(shape.apply(grade, (int) limit)));
  }
}
