package io.orchestrator.http.routes;

import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.ExecutionQuery;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.TradingJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The kill switch, orders and executions. */
public final class TradingRoutes {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(60);
  private static final String KILLED = "{trading_state:string,cancelled_orders:integer}";

  private final SystemControl control;
  private final Trading trading;
  private final DeskControl desk;

  public TradingRoutes(SystemControl control, Trading trading, DeskControl desk) {
    this.control = control;
    this.trading = trading;
    this.desk = desk;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        state("halt", Role.OPERATOR, TradingState.HALTED),
        state("reduce", Role.OPERATOR, TradingState.REDUCING),
        state("resume", Role.RISK, TradingState.ACTIVE),
        Endpoint.get("/api/executions")
            .needs(Role.VIEWER)
            .summary("Fills, newest first")
            .query("cursor", "string")
            .query("limit", "integer")
            .answers(
                "{executions:[{exec_id:string,client_order_id:string,symbol:string,side:string,"
                    + "quantity:integer,price:number,timestamp:instant}],next_cursor:string}")
            .handle(this::executions));
  }

  private Endpoint state(String name, Role role, TradingState target) {
    return Endpoint.post("/api/trading/" + name)
        .needs(role)
        .urgent()
        .timeout(KILL_TIMEOUT)
        .summary(
            target == TradingState.HALTED
                ? "Halts trading: own entries are cancelled by id, protective exits and orders of"
                    + " others stay. With everything=true (role risk) every open order of the"
                    + " account is cancelled, also protective stops and orders placed in TWS"
                : "Sets the trading state to " + target.wireName())
        .body(
            target == TradingState.HALTED
                ? "{reason!:string,everything:boolean}"
                : "{reason!:string}")
        .answers(KILLED, 403, 409)
        .handle(call -> trade(call, target));
  }

  private CompletionStage<Answer> trade(Call call, TradingState target) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", RiskRoutes.MAX_REASON);
    boolean everything = target == TradingState.HALTED && fields.flag("everything").orElse(false);
    fields.finish();
    if (everything && !call.caller().has(Role.RISK)) {
      throw new Refusal(
              "auth.forbidden",
              403,
              "cancelling every order of the account needs the role risk",
              "without everything=true this call halts trading and cancels our own entries")
          .asException();
    }
    // First the halt: what is cancelled must not be replaced by a new entry.
    return control
        .trading(target, reason, call.subject())
        .thenCompose(
            result ->
                (everything
                        ? desk.cancelEverything(reason, call.subject())
                        : CompletableFuture.<Void>completedStage(null))
                    .thenApply(done -> killed(result, everything)));
  }

  private static Answer killed(SystemControl.TradingResult result, boolean everything) {
    return Answer.json(
        Shape.of("trading_state", result.tradingState())
            .and("cancelled_orders", result.cancelledOrders())
            .andIf(
                "warning",
                everything
                    ? Optional.of(
                        "every open order of the account is being cancelled: positions have no"
                            + " protective stops now")
                    : Optional.empty()));
  }

  private CompletionStage<Answer> executions(Call call) {
    var query = call.query();
    Optional<ExecutionQuery.Cursor> cursor = query.cursor(ExecutionQuery.Cursor::parse);
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return trading
        .executions(new ExecutionQuery(cursor, (int) limit))
        .thenApply(
            page ->
                Answer.json(
                    Shape.of(
                            "executions",
                            page.executions().stream()
                                .map(f -> TradingJson.execution(f).map())
                                .toList())
                        .and("next_cursor", page.next().map(ExecutionQuery.Cursor::toString))));
  }
}
