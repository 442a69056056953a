package io.orchestrator.domain.audit;

import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.order.ExecId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What open orders, positions, limits and states were when an event had just happened, from the
 * events up to it. Positions are what was filled and what was adopted from the broker.
 */
public final class PastState {
  /** The events that it follows; they are never dropped from the history. */
  public static final Set<String> TYPES =
      Set.of(
          EventTypes.ORDER_INTENDED,
          EventTypes.ORDER_UPDATED,
          EventTypes.ORDER_DENIED,
          EventTypes.ORDER_UNKNOWN,
          EventTypes.ORDER_FILLED,
          EventTypes.POSITION_ADOPTED,
          EventTypes.CORPORATE_ACTION_APPLIED,
          EventTypes.TRADING_STATE_CHANGED,
          EventTypes.SYSTEM_STATE_CHANGED,
          EventTypes.RISK_LIMITS_CHANGED);

  private static final Set<String> ENDED = Set.of("FILLED", "CANCELLED", "REJECTED", "DENIED");

  /** Fills that a later one may correct. */
  private static final int MAX_FILLS = 50_000;

  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, Long> positions = new TreeMap<>();
  private final Map<String, Long> fills =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_FILLS;
        }
      };
  private long limitsVersion;
  private Map<String, Object> limits = Map.of();
  private String tradingState = "";
  private String systemState = "";
  private long seq;
  private Instant at = Instant.EPOCH;

  /** An open order. */
  public record Order(
      String clientOrderId,
      String symbol,
      String side,
      long quantity,
      String status,
      long filled,
      long remaining) {}

  /**
   * @param seq of the last event that changed it
   * @param limitsVersion 0: the configuration's
   * @param limits as the change of limits recorded them; empty: the configuration's
   * @param positions shares by symbol, none that is flat
   */
  public record View(
      long seq,
      Instant at,
      String systemState,
      String tradingState,
      long limitsVersion,
      Map<String, Object> limits,
      List<Order> openOrders,
      Map<String, Long> positions) {}

  /** In rising order of {@code seq}. */
  public void accept(SystemEvent event) {
    Map<String, Object> data = event.data();
    switch (event.eventType()) {
      case EventTypes.ORDER_INTENDED -> intended(data);
      case EventTypes.ORDER_UPDATED -> updated(data);
      case EventTypes.ORDER_DENIED -> orders.remove(text(data, "client_order_id"));
      case EventTypes.ORDER_UNKNOWN ->
          orders.computeIfPresent(
              text(data, "client_order_id"),
              (id, o) -> with(o, "UNKNOWN", o.filled(), o.remaining()));
      case EventTypes.ORDER_FILLED -> filled(data);
      case EventTypes.POSITION_ADOPTED -> hold(text(data, "symbol"), number(data, "broker"));
      case EventTypes.CORPORATE_ACTION_APPLIED ->
          hold(text(data, "symbol"), number(data, "position"));
      case EventTypes.TRADING_STATE_CHANGED -> tradingState = text(data, "to");
      case EventTypes.SYSTEM_STATE_CHANGED -> systemState = text(data, "to");
      case EventTypes.RISK_LIMITS_CHANGED -> {
        limitsVersion = number(data, "version");
        limits = object(data.get("limits"));
      }
      default -> {
        return;
      }
    }
    seq = event.seq();
    at = event.timestamp();
  }

  public View view() {
    return new View(
        seq,
        at,
        systemState,
        tradingState,
        limitsVersion,
        limits,
        List.copyOf(orders.values()),
        new TreeMap<>(positions));
  }

  private void intended(Map<String, Object> data) {
    String id = text(data, "client_order_id");
    long quantity = number(data, "quantity");
    orders.put(
        id,
        new Order(id, text(data, "symbol"), text(data, "side"), quantity, "INTENDED", 0, quantity));
  }

  private void updated(Map<String, Object> data) {
    String id = text(data, "client_order_id");
    String status = text(data, "status");
    if (ENDED.contains(status)) {
      orders.remove(id);
    } else {
      orders.computeIfPresent(
          id, (key, o) -> with(o, status, number(data, "filled"), number(data, "remaining")));
    }
  }

  private static Order with(Order o, String status, long filled, long remaining) {
    return new Order(
        o.clientOrderId(), o.symbol(), o.side(), o.quantity(), status, filled, remaining);
  }

  /** A corrected execution takes the place of the one it corrects. */
  private void filled(Map<String, Object> data) {
    long signed =
        text(data, "side").equals("BUY") ? number(data, "quantity") : -number(data, "quantity");
    Long before = fills.put(ExecId.parse(text(data, "exec_id")).root(), signed);
    String symbol = text(data, "symbol");
    hold(symbol, positions.getOrDefault(symbol, 0L) + signed - (before == null ? 0 : before));
  }

  private void hold(String symbol, long shares) {
    if (shares == 0) {
      positions.remove(symbol);
    } else {
      positions.put(symbol, shares);
    }
  }

  private static String text(Map<String, Object> data, String name) {
    Object value = data.get(name);
    return value == null ? "" : value.toString();
  }

  private static long number(Map<String, Object> data, String name) {
    Object value = data.get(name);
    if (value instanceof Number n) {
      return n.longValue();
    }
    String text = text(data, name);
    return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static Map<String, Object> object(Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, v) -> copy.put(String.valueOf(key), v));
    }
    return copy;
  }
}
