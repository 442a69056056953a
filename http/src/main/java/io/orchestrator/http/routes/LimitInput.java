package io.orchestrator.http.routes;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.NarrowLimits;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.http.json.FieldReader;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The limits that a request wants: what it does not name stays as it is; {@code symbols} and {@code
 * strategies} are replaced as a whole when they are named.
 */
final class LimitInput {
  private static final Set<String> NARROW =
      Set.of(
          "max_order_notional",
          "max_order_quantity",
          "max_orders_per_minute",
          "max_position",
          "price_collar",
          "restricted",
          "no_short",
          "located",
          "lot");

  private LimitInput() {}

  static LimitSet read(FieldReader fields, LimitSet present) {
    RiskLimits account =
        fields.nested("account").map(f -> account(f, present.account())).orElse(present.account());
    Map<String, NarrowLimits> symbols = narrow(fields, "symbols", present.symbols(), Symbol::of);
    Map<String, NarrowLimits> strategies =
        narrow(fields, "strategies", present.strategies(), LimitInput::strategy);
    return new LimitSet(present.version(), account, symbols, strategies);
  }

  private static RiskLimits account(FieldReader f, RiskLimits d) {
    RiskLimits read = d;
    try {
      read =
          new RiskLimits(
              number(f, "var_95_limit", d.var95Limit()),
              number(f, "max_daily_loss", d.maxDailyLoss()),
              number(f, "max_concentration", d.maxConcentration()),
              number(f, "max_order_notional", d.maxOrderNotional()),
              f.integer("max_order_quantity", 1, Long.MAX_VALUE).orElse(d.maxOrderQuantity()),
              whole(f, "max_orders_per_minute", d.maxOrdersPerMinute()),
              number(f, "max_gross_exposure", d.maxGrossExposure()),
              number(f, "price_collar", d.priceCollar()),
              number(f, "volatility_spike", d.volatilitySpike()),
              number(f, "max_drawdown", d.maxDrawdown()),
              f.flag("no_short_sales").orElse(false)
                  ? 0
                  : number(f, "max_short_exposure", d.maxShortExposure()),
              number(f, "max_notional_per_minute", d.maxNotionalPerMinute()),
              whole(f, "max_messages_per_minute", d.maxMessagesPerMinute()),
              whole(f, "max_orders_per_symbol", d.maxOrdersPerSymbol()),
              whole(f, "max_repeats", d.maxRepeats()),
              whole(f, "max_executions", d.maxExecutions()),
              whole(f, "max_instruments", d.maxInstruments()),
              number(f, "max_net_exposure", d.maxNetExposure()),
              number(f, "max_sector_exposure", d.maxSectorExposure()),
              number(f, "assumed_var", d.assumedVar()));
    } catch (IllegalArgumentException e) {
      f.error("", e.getMessage());
    }
    f.close();
    return read;
  }

  private static double number(FieldReader f, String name, double present) {
    return f.positiveDecimal(name).map(BigDecimal::doubleValue).orElse(present);
  }

  private static int whole(FieldReader f, String name, int present) {
    return f.integer(name, 1, Integer.MAX_VALUE).map(Long::intValue).orElse(present);
  }

  private static Map<String, NarrowLimits> narrow(
      FieldReader fields,
      String name,
      Map<String, NarrowLimits> present,
      Consumer<String> checkKey) {
    if (!fields.has(name)) {
      return present;
    }
    Map<String, NarrowLimits> read = new LinkedHashMap<>();
    fields
        .object(name)
        .forEach(
            (key, value) -> {
              try {
                checkKey.accept(key);
                read.put(key, narrow(value));
              } catch (IllegalArgumentException e) {
                fields.error(name + "." + key, e.getMessage());
              }
            });
    if (read.size() > LimitSet.MAX_NARROW) {
      fields.error(name, "at most " + LimitSet.MAX_NARROW + ", was " + read.size());
      return present;
    }
    return read;
  }

  private static void strategy(String name) {
    if (!name.matches("[A-Za-z0-9._\\-]{1,100}")) {
      throw new IllegalArgumentException("a strategy is 1 to 100 of A-Z a-z 0-9 . _ -");
    }
  }

  private static NarrowLimits narrow(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("must be an object");
    }
    for (Object key : map.keySet()) {
      if (!NARROW.contains(key)) {
        throw new IllegalArgumentException(
            "unknown field " + key + "; known are " + NARROW.stream().sorted().toList());
      }
    }
    return new NarrowLimits(
        decimal(map, "max_order_notional"),
        integer(map, "max_order_quantity"),
        integer(map, "max_orders_per_minute").map(Math::toIntExact),
        decimal(map, "max_position"),
        decimal(map, "price_collar"),
        flag(map, "restricted"),
        flag(map, "no_short"),
        integer(map, "located"),
        integer(map, "lot").orElse(1L));
  }

  private static Optional<Double> decimal(Map<?, ?> map, String name) {
    return value(map, name, Number.class).map(Number::doubleValue);
  }

  private static Optional<Long> integer(Map<?, ?> map, String name) {
    Optional<Number> value = value(map, name, Number.class);
    if (value.isPresent() && value.get() instanceof Double) {
      throw new IllegalArgumentException(name + " must be an integer");
    }
    return value.map(Number::longValue);
  }

  private static boolean flag(Map<?, ?> map, String name) {
    return value(map, name, Boolean.class).orElse(false);
  }

  private static <T> Optional<T> value(Map<?, ?> map, String name, Class<T> type) {
    Object value = map.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalArgumentException(
          name + " must be " + (type == Boolean.class ? "true or false" : "a number"));
    }
    return Optional.ofNullable(type.cast(value));
  }
}
