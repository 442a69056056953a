package io.orchestrator.http.routes;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.PriceTick;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.InvalidInput;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** An order, or an entry with its exits, from the body of a request; strict. */
final class OrderInput {
  /** In the notation of {@code rest.Schema}. */
  static final String SCHEMA =
      "{symbol!:string,side!:string,quantity!:integer,type:string,limit_price:number,"
          + "stop_price:number,trail_amount:number,trail_percent:number,time_in_force:string,"
          + "oca_group:string,"
          + "bracket:{stop_price:number,trail_amount:number,trail_percent:number,"
          + "target_price:number}}";

  private static final int MAX_SYMBOL = 30;
  private static final int MAX_GROUP = 80;

  private OrderInput() {}

  /**
   * @param bracket empty for an order that stands alone
   */
  record Read(OrderRequest order, Optional<Bracket> bracket) {}

  /**
   * @param key names the order for ever
   * @throws InvalidInput everything that is wrong at once
   */
  static Read read(FieldReader fields, String key, String subject) {
    String symbol = fields.requiredText("symbol", MAX_SYMBOL);
    fields.requirePresence("side");
    var side = fields.oneOf("side", Choices.of(Side.class));
    fields.requirePresence("quantity");
    var quantity = fields.integer("quantity", 1, Integer.MAX_VALUE);
    var limitPrice = price(fields, "limit_price");
    OrderType type =
        fields
            .oneOf("type", Choices.of(OrderType.class))
            .orElse(limitPrice.isPresent() ? OrderType.LIMIT : OrderType.MARKET);
    TimeInForce force =
        fields.oneOf("time_in_force", Choices.of(TimeInForce.class)).orElse(TimeInForce.DAY);
    Optional<OrderConditions> conditions = conditions(fields);
    Optional<String> group = fields.text("oca_group", MAX_GROUP);
    fits(fields, type, force, limitPrice, conditions.orElse(OrderConditions.NONE));
    Optional<Symbol> parsed = symbol(fields, symbol);
    Optional<FieldReader> nested = fields.nested("bracket");
    var exits = nested.map(OrderInput::exits);
    fields.finish();
    try {
      OrderConditions all = conditions.orElse(OrderConditions.NONE);
      OrderRequest order =
          new OrderRequest(
              new ClientOrderId("manual/" + key),
              parsed.orElseThrow(),
              side.orElseThrow(),
              quantity.orElseThrow(),
              type,
              limitPrice,
              force,
              key,
              subject,
              group.map(g -> all.withOcaGroup("manual/" + g)).orElse(all));
      if (exits.isPresent() && group.isPresent()) {
        throw InvalidInput.field("oca_group", "a bracket has a group of its own");
      }
      return new Read(order, exits.map(e -> Bracket.of(order, e.stop(), e.target())));
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field(exits.isPresent() ? "bracket" : "type", e.getMessage());
    }
  }

  /** What the type needs and forbids, each told at its field. */
  private static void fits(
      FieldReader fields,
      OrderType type,
      TimeInForce force,
      Optional<BigDecimal> limitPrice,
      OrderConditions conditions) {
    String name = type.name().toLowerCase(Locale.ROOT);
    if (type.needsLimitPrice() != limitPrice.isPresent()) {
      fields.error("limit_price", "belongs to limit orders, and only there");
    }
    if (type.needsStopPrice() && conditions.stopPrice().isEmpty()) {
      fields.error("stop_price", "is required for " + name);
    }
    if (!type.mayHaveStopPrice() && conditions.stopPrice().isPresent()) {
      fields.error("stop_price", "does not belong to " + name);
    }
    if (type.needsTrail() != conditions.trail().isPresent()) {
      fields.error("trail_amount", "a trailing distance belongs to trailing_stop, and only there");
    }
    if (type.onClose() && force != TimeInForce.DAY) {
      fields.error("time_in_force", "is day for orders on the close");
    }
    if (type.waitsForTrigger() && force == TimeInForce.IOC) {
      fields.error("time_in_force", "cannot be ioc for an order that waits for its trigger");
    }
  }

  private record Exits(Optional<OrderConditions> stop, Optional<BigDecimal> target) {}

  private static Exits exits(FieldReader fields) {
    Optional<OrderConditions> stop = conditions(fields);
    Optional<BigDecimal> target = price(fields, "target_price");
    if (stop.isEmpty() && target.isEmpty()) {
      fields.error("target_price", "a bracket has a stop, a target, or both");
    }
    fields.close();
    return new Exits(stop, target);
  }

  /** Stop price and trailing distance, which go together only for a trailing stop. */
  private static Optional<OrderConditions> conditions(FieldReader fields) {
    Optional<BigDecimal> stop = price(fields, "stop_price");
    Optional<BigDecimal> amount = price(fields, "trail_amount");
    Optional<BigDecimal> percent = fields.positiveDecimal("trail_percent");
    if (amount.isPresent() && percent.isPresent()) {
      fields.error("trail_percent", "give trail_amount or trail_percent, not both");
      return Optional.empty();
    }
    if (percent.filter(p -> p.compareTo(BigDecimal.valueOf(100)) >= 0).isPresent()) {
      fields.error("trail_percent", "must be below 100");
      return Optional.empty();
    }
    Optional<OrderConditions> trailing =
        amount
            .map(Trail::amount)
            .or(() -> percent.map(Trail::percent))
            .map(OrderConditions::trailing);
    return stop.isPresent()
        ? Optional.of(trailing.orElse(OrderConditions.NONE).withStopPrice(stop.get()))
        : trailing;
  }

  /** On the price steps of the exchange. */
  private static Optional<BigDecimal> price(FieldReader fields, String name) {
    Optional<BigDecimal> price = fields.positiveDecimal(name);
    price
        .filter(p -> !PriceTick.valid(p))
        .ifPresent(p -> fields.error(name, "must be a multiple of " + PriceTick.at(p)));
    return price;
  }

  private static Optional<Symbol> symbol(FieldReader fields, String text) {
    try {
      return Optional.of(Symbol.of(text));
    } catch (IllegalArgumentException e) {
      if (!text.isEmpty()) {
        fields.error("symbol", e.getMessage());
      }
      return Optional.empty();
    }
  }
}
