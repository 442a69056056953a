package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.domain.execution.ExecutionRefusals;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.AlgorithmJson;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Execution algorithms: preview, begin, look, pause, resume, cancel. */
public final class AlgorithmRoutes {
  private static final String PATH = "/api/orders/algorithms";
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._\\-]{1,80}");
  private static final String SLIPPAGE = "{benchmark:number,bps:number,usd:number}";
  private static final String PLAN =
      "{start:instant,end:instant,min_slice:integer,max_slice:integer,basis:string,"
          + "estimate:{arrival_price:number,spread:number,daily_volume:number,"
          + "daily_volatility:number,share_of_daily_volume:number,square_root_bps:number,"
          + "square_root_usd:number,expected_usd:number,risk_usd:number,risk_aversion:number},"
          + "slices:[{slice:integer,start:instant,end:instant,quantity:integer}]}";
  private static final String PARENT =
      "{execution_id:string,symbol:string,side:string,quantity:integer,algorithm:string,"
          + "urgency:string,limit_price:number,status:string,reason:string,filled:integer,"
          + "remaining:integer,average_price:number,commission:number,started_at:instant,"
          + "ended_at:instant,created_at:instant,updated_at:instant,correlation_id:string,"
          + "requested_by:string,plan:"
          + PLAN
          + ",report:{filled:integer,average_price:number,arrival:"
          + SLIPPAGE
          + ",vwap:"
          + SLIPPAGE
          + ",schedule:"
          + SLIPPAGE
          + ",opportunity_usd:number,fees_usd:number,total_usd:number,market_volume:integer,"
          + "participation:number,children:integer,children_filled:integer},"
          + "children:[{client_order_id:string,slice:integer,quantity:integer,limit_price:number,"
          + "status:string,filled:integer,average_price:number,commission:number,"
          + "cancel_reason:string,planned_at:instant,market_time:instant,detail:string}],"
          + "timeline:[{at:instant,what:string}]}";

  private final Algorithms algorithms;

  public AlgorithmRoutes(Algorithms algorithms) {
    this.algorithms = algorithms;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH)
            .needs(Role.VIEWER)
            .summary("Execution algorithms: those at work, then the ended ones, newest first")
            .query("open", "boolean")
            .query("limit", "integer")
            .answers(
                "{executions:[{execution_id:string,symbol:string,side:string,quantity:integer,"
                    + "algorithm:string,status:string,reason:string,filled:integer,"
                    + "average_price:number,children:integer,start:instant,end:instant,"
                    + "created_at:instant,updated_at:instant}]}")
            .handle(this::list),
        Endpoint.get(PATH + "/{execution_id}")
            .needs(Role.VIEWER)
            .summary("One execution with plan, children and report; a slash is written %2F")
            .answers(PARENT, 404)
            .handle(this::find),
        Endpoint.post(PATH)
            .mayReduce()
            .needs(Role.TRADER)
            .summary("Begins an execution; header Idempotency-Key names it for ever")
            .body(AlgorithmInput.BODY)
            .answers(PARENT, 409, 422)
            .handle(this::submit),
        Endpoint.post(PATH + "/preview")
            .onlyAsks()
            .needs(Role.VIEWER)
            .summary("Schedule, expected cost and risk; nothing begins")
            .body(AlgorithmInput.BODY)
            .answers(PLAN, 409, 422)
            .handle(this::preview),
        change("pause", Wish.PAUSE, "No further child until it is resumed; its window goes on"),
        change("resume", Wish.RESUME, "Goes on with a paused execution"),
        change("cancel", Wish.CANCEL, "Ends it: cancels the child at work, places no other"));
  }

  private Endpoint change(String verb, Wish wish, String summary) {
    return Endpoint.post(PATH + "/{execution_id}/" + verb)
        .needs(Role.TRADER)
        .urgent()
        .summary(summary)
        .answers(PARENT, 404, 409)
        .handle(
            call -> {
              call.query().finish();
              return algorithms
                  .change(id(call), wish, call.subject())
                  .thenApply(parent -> Answer.json(AlgorithmJson.parent(parent)));
            });
  }

  private CompletionStage<Answer> list(Call call) {
    var query = call.query();
    boolean open = query.oneOf("open", Map.of("true", true, "false", false)).orElse(false);
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return algorithms
        .list(open, (int) limit)
        .thenApply(
            all ->
                Answer.json(
                    Shape.of(
                        "executions",
                        all.stream().map(s -> AlgorithmJson.summary(s).map()).toList())));
  }

  private CompletionStage<Answer> find(Call call) {
    call.query().finish();
    ClientOrderId id = id(call);
    return algorithms
        .find(id)
        .thenApply(
            parent ->
                Answer.json(
                    AlgorithmJson.parent(
                        parent.orElseThrow(
                            () -> ExecutionRefusals.notFound(id.value()).asException()))));
  }

  private CompletionStage<Answer> submit(Call call) {
    call.query().finish();
    String key =
        call.header()
            .apply("idempotency-key")
            .filter(k -> KEY.matcher(k).matches())
            .orElseThrow(
                () ->
                    InvalidInput.field(
                        "Idempotency-Key",
                        "this header is required: 1 to 80 of A-Z a-z 0-9 . _ -; a repeat with the"
                            + " same key never executes twice"));
    ParentRequest request = AlgorithmInput.read(call.fields(), key, call.subject());
    return algorithms
        .submit(request)
        .thenApply(parent -> Answer.json(AlgorithmJson.parent(parent)));
  }

  private CompletionStage<Answer> preview(Call call) {
    call.query().finish();
    return algorithms
        .preview(AlgorithmInput.read(call.fields(), "preview", call.subject()))
        .thenApply(plan -> Answer.json(AlgorithmJson.plan(plan)));
  }

  private static ClientOrderId id(Call call) {
    try {
      return new ClientOrderId(call.pathValue("execution_id"));
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("execution_id", e.getMessage());
    }
  }
}
