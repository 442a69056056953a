package io.orchestrator.http.routes;

import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.TradingJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The kill switch, orders and executions. */
public final class TradingRoutes {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(60);
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._\\-]{1,80}");
  private static final String KILLED = "{trading_state:string,cancelled_orders:integer}";
  private static final String ORDER =
      "{client_order_id:string,symbol:string,side:string,quantity:integer,type:string,"
          + "limit_price:number,time_in_force:string,status:string,filled:integer,"
          + "remaining:integer,average_price:number,commission:number,broker_order_id:integer,"
          + "perm_id:integer,created_at:instant,updated_at:instant,correlation_id:string,"
          + "requested_by:string,detail:string}";

  private final SystemControl control;
  private final Trading trading;

  public TradingRoutes(SystemControl control, Trading trading) {
    this.control = control;
    this.trading = trading;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        state("halt", Role.OPERATOR, TradingState.HALTED),
        state("reduce", Role.OPERATOR, TradingState.REDUCING),
        state("resume", Role.RISK, TradingState.ACTIVE),
        Endpoint.get("/api/orders")
            .needs(Role.VIEWER)
            .summary("Orders, newest first")
            .query("open", "boolean")
            .query("limit", "integer")
            .answers("{orders:[" + ORDER + "]}")
            .handle(this::orders),
        Endpoint.get("/api/orders/{client_order_id}")
            .needs(Role.VIEWER)
            .summary("One order; a slash in its id is written %2F")
            .answers(ORDER, 404)
            .handle(this::order),
        Endpoint.post("/api/orders")
            .needs(Role.TRADER)
            .summary("Places an order; header Idempotency-Key names it for ever")
            .body(
                "{symbol!:string,side!:string,quantity!:integer,type:string,limit_price:number,"
                    + "time_in_force:string}")
            .answers(ORDER)
            .handle(this::submit),
        Endpoint.delete("/api/orders/{client_order_id}")
            .needs(Role.TRADER)
            .urgent()
            .summary("Asks for the cancellation of an order")
            .answers(ORDER, 404, 409)
            .handle(this::cancel),
        Endpoint.get("/api/executions")
            .needs(Role.VIEWER)
            .summary("Fills, newest first")
            .query("limit", "integer")
            .answers(
                "{executions:[{exec_id:string,client_order_id:string,symbol:string,side:string,"
                    + "quantity:integer,price:number,timestamp:instant}]}")
            .handle(this::executions));
  }

  private Endpoint state(String name, Role role, TradingState target) {
    return Endpoint.post("/api/trading/" + name)
        .needs(role)
        .urgent()
        .timeout(KILL_TIMEOUT)
        .summary("Sets the trading state to " + target.wireName())
        .body("{reason!:string}")
        .answers(KILLED, 409)
        .handle(call -> trade(call, target));
  }

  private CompletionStage<Answer> trade(Call call, TradingState target) {
    call.query().finish();
    var fields = call.fields();
    String reason = fields.requiredText("reason", RiskRoutes.MAX_REASON);
    fields.finish();
    return control
        .trading(target, reason, call.subject())
        .thenApply(
            result ->
                Answer.json(
                    Shape.of("trading_state", result.tradingState())
                        .and("cancelled_orders", result.cancelledOrders())));
  }

  private CompletionStage<Answer> orders(Call call) {
    var query = call.query();
    boolean open =
        query.oneOf("open", java.util.Map.of("true", true, "false", false)).orElse(false);
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return trading
        .orders(open, (int) limit)
        .thenApply(
            orders ->
                Answer.json(
                    Shape.of(
                        "orders",
                        orders.stream().map(order -> TradingJson.order(order).map()).toList())));
  }

  private CompletionStage<Answer> order(Call call) {
    call.query().finish();
    ClientOrderId id = id(call);
    return trading
        .find(id)
        .thenApply(
            order ->
                Answer.json(
                    TradingJson.order(
                        order.orElseThrow(
                            () ->
                                new Refusal(
                                        "order.not_found",
                                        404,
                                        "There is no order '" + id + "'.",
                                        "GET /api/orders lists them.")
                                    .asException()))));
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
                            + " same key never orders twice"));
    OrderRequest request = request(call.fields(), key, call.subject());
    return trading.submit(request).thenApply(order -> Answer.json(TradingJson.order(order)));
  }

  private static OrderRequest request(FieldReader fields, String key, String subject) {
    String symbol = fields.requiredText("symbol", 30);
    fields.requirePresence("side");
    var side = fields.oneOf("side", Choices.of(Side.class));
    fields.requirePresence("quantity");
    var quantity = fields.integer("quantity", 1, Integer.MAX_VALUE);
    var limitPrice = fields.positiveDecimal("limit_price");
    OrderType type =
        fields
            .oneOf("type", Choices.of(OrderType.class))
            .orElse(limitPrice.isPresent() ? OrderType.LIMIT : OrderType.MARKET);
    if (type.needsLimitPrice() != limitPrice.isPresent()) {
      fields.error("limit_price", "belongs to limit orders, and only there");
    }
    if (type.waitsForTrigger()) {
      fields.error("type", "has a trigger price, which this call does not take");
    }
    TimeInForce force =
        fields.oneOf("time_in_force", Choices.of(TimeInForce.class)).orElse(TimeInForce.DAY);
    if (type.onClose() && force != TimeInForce.DAY) {
      fields.error("time_in_force", "is DAY for orders on the close");
    }
    Optional<Symbol> parsed = Optional.empty();
    try {
      parsed = Optional.of(Symbol.of(symbol));
    } catch (IllegalArgumentException e) {
      if (!symbol.isEmpty()) {
        fields.error("symbol", e.getMessage());
      }
    }
    fields.finish();
    return new OrderRequest(
        new ClientOrderId("manual/" + key),
        parsed.orElseThrow(),
        side.orElseThrow(),
        quantity.orElseThrow(),
        type,
        limitPrice,
        force,
        key,
        subject);
  }

  private CompletionStage<Answer> cancel(Call call) {
    call.query().finish();
    return trading
        .cancel(id(call), call.subject())
        .thenApply(order -> Answer.json(TradingJson.order(order)));
  }

  private CompletionStage<Answer> executions(Call call) {
    var query = call.query();
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return trading
        .executions((int) limit)
        .thenApply(
            fills ->
                Answer.json(
                    Shape.of(
                        "executions",
                        fills.stream().map(f -> TradingJson.execution(f).map()).toList())));
  }

  private static ClientOrderId id(Call call) {
    try {
      return new ClientOrderId(call.pathValue("client_order_id"));
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("client_order_id", e.getMessage());
    }
  }
}
