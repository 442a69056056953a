package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.OrderJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.QueryReader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Orders: list, one, why, what-if, place, cancel. */
public final class OrderRoutes {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final Duration BROKER_ANSWER = Duration.ofSeconds(25);
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._\\-]{1,80}");

  private final Trading trading;
  private final OrderWhy why;

  public OrderRoutes(Trading trading, Workflows workflows, Events events) {
    this.trading = trading;
    this.why = new OrderWhy(workflows, events);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/orders")
            .needs(Role.VIEWER)
            .summary("Orders, newest first: open ones and all that ended, page by page")
            .query("open", "boolean")
            .query("state", "string")
            .query("symbol", "string")
            .query("from", "instant")
            .query("to", "instant")
            .query("correlation_id", "string")
            .query("cursor", "string")
            .query("limit", "integer")
            .answers("{orders:[" + OrderJson.SCHEMA + "],next_cursor:string}")
            .handle(this::orders),
        Endpoint.get("/api/orders/{client_order_id}")
            .needs(Role.VIEWER)
            .summary("One order; a slash in its id is written %2F")
            .answers(OrderJson.SCHEMA, 404)
            .handle(this::order),
        Endpoint.get("/api/orders/{client_order_id}/why")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "What led to an order: risk decision, signal, analysis, data, with event seqs;"
                    + " format=html for a page")
            .query("format", "string")
            .answers(OrderWhy.SCHEMA, 404)
            .handle(this::why),
        Endpoint.post("/api/orders")
            .needs(Role.TRADER)
            .summary(
                "Places an order, or with bracket an entry and its exits together; header"
                    + " Idempotency-Key names it for ever")
            .mayReduce()
            .body(OrderInput.SCHEMA)
            .answers(OrderJson.SCHEMA)
            .handle(this::submit),
        Endpoint.post("/api/orders/what-if")
            .needs(Role.TRADER)
            .timeout(BROKER_ANSWER)
            .onlyAsks()
            .summary("What the gate would say and what the broker would ask; orders nothing")
            .body(OrderInput.SCHEMA)
            .answers(OrderJson.PREVIEW_SCHEMA)
            .handle(this::whatIf),
        Endpoint.delete("/api/orders/{client_order_id}")
            .needs(Role.TRADER)
            .urgent()
            .summary("Asks for the cancellation of an order")
            .answers(OrderJson.SCHEMA, 404, 409)
            .handle(this::cancel));
  }

  private CompletionStage<Answer> orders(Call call) {
    var query = call.query();
    boolean open = query.oneOf("open", Map.of("true", true, "false", false)).orElse(false);
    Set<OrderStatus> statuses = EnumSet.noneOf(OrderStatus.class);
    Map<String, OrderStatus> known = Choices.of(OrderStatus.class);
    for (String name : query.list("state", OrderStatus.values().length)) {
      OrderStatus status = known.get(name.toLowerCase(Locale.ROOT));
      if (status == null) {
        query.error("state", "must be of " + String.join(", ", known.keySet()));
      } else {
        statuses.add(status);
      }
    }
    if (open && statuses.isEmpty()) {
      known.values().stream().filter(s -> !s.terminal()).forEach(statuses::add);
    }
    Optional<String> symbol = query.text("symbol").flatMap(text -> symbol(query, text));
    var from = query.instant("from");
    var to = query.instant("to");
    var correlation = query.text("correlation_id");
    Optional<OrderQuery.Cursor> cursor = query.cursor(OrderQuery.Cursor::parse);
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return trading
        .orders(
            new OrderQuery(
                Set.copyOf(statuses), symbol, from, to, correlation, cursor, (int) limit))
        .thenApply(
            page ->
                Answer.json(
                    Shape.of(
                            "orders",
                            page.orders().stream().map(o -> OrderJson.order(o).map()).toList())
                        .and("next_cursor", page.next().map(OrderQuery.Cursor::toString))));
  }

  private static Optional<String> symbol(QueryReader query, String text) {
    try {
      return Optional.of(Symbol.of(text).value());
    } catch (IllegalArgumentException e) {
      query.error("symbol", e.getMessage());
      return Optional.empty();
    }
  }

  private CompletionStage<OrderView> find(ClientOrderId id) {
    return trading
        .find(id)
        .thenApply(
            order ->
                order.orElseThrow(
                    () ->
                        new Refusal(
                                "order.not_found",
                                404,
                                "There is no order '" + id + "'.",
                                "GET /api/orders lists them.")
                            .asException()));
  }

  private CompletionStage<Answer> order(Call call) {
    call.query().finish();
    return find(id(call)).thenApply(order -> Answer.json(OrderJson.order(order)));
  }

  private CompletionStage<Answer> why(Call call) {
    var query = call.query();
    boolean page = query.oneOf("format", Map.of("json", false, "html", true)).orElse(false);
    query.finish();
    return find(id(call))
        .thenCompose(
            order ->
                why.explain(order)
                    .thenApply(
                        shape ->
                            page
                                ? Answer.text(
                                    "text/html",
                                    WhyPage.html(
                                        "Why: order " + order.clientOrderId(), shape.map()))
                                : Answer.json(shape)));
  }

  private CompletionStage<Answer> submit(Call call) {
    OrderInput.Read read = read(call);
    if (call.exitsOnly()) {
      return exit(read);
    }
    if (read.bracket().isEmpty()) {
      return trading
          .submit(read.order())
          .thenApply(order -> Answer.json(OrderJson.order(order, List.of())));
    }
    return trading
        .submit(read.bracket().get())
        .thenApply(all -> Answer.json(OrderJson.order(all.getFirst(), all.subList(1, all.size()))));
  }

  /** Nothing can be audited now: an entry waits for better times, an exit does not. */
  private CompletionStage<Answer> exit(OrderInput.Read read) {
    if (read.bracket().isPresent()) {
      throw unaudited();
    }
    return trading
        .preview(read.order())
        .thenCompose(
            preview -> {
              if (!preview.decision().map(RiskDecision::exit).orElse(false)) {
                throw unaudited();
              }
              return trading.submit(read.order());
            })
        .thenApply(order -> Answer.json(OrderJson.order(order, List.of())));
  }

  private static RuntimeException unaudited() {
    return new Refusal(
            "audit.unavailable",
            503,
            "Nothing can be audited at this moment, so nothing is opened or increased.",
            "See the health of 'database' and the disk of the data directory; orders that reduce go"
                + " on.")
        .asException();
  }

  private CompletionStage<Answer> whatIf(Call call) {
    OrderInput.Read read = read(call);
    return trading.preview(read.order()).thenApply(p -> Answer.json(OrderJson.preview(p)));
  }

  private static OrderInput.Read read(Call call) {
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
    return OrderInput.read(call.fields(), key, call.subject());
  }

  private CompletionStage<Answer> cancel(Call call) {
    call.query().finish();
    return trading
        .cancel(id(call), call.subject())
        .thenApply(order -> Answer.json(OrderJson.order(order)));
  }

  private static ClientOrderId id(Call call) {
    try {
      return new ClientOrderId(call.pathValue("client_order_id"));
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("client_order_id", e.getMessage());
    }
  }
}
