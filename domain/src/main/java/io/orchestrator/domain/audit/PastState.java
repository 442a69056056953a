package io.orchestrator.domain.audit;

import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.system.TradingState;
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

  private static final String FILLED = "FILLED";
  private static final Set<String> ENDED = Set.of(FILLED, "CANCELLED", "REJECTED", "DENIED");

  /** Fills and ended orders that a later word may change; as many fills as the books remember. */
  private static final int REMEMBERED = 100_000;

  private final Map<String, Life> open = new LinkedHashMap<>();
  private final Map<String, Life> ended = remembered();
  private final Map<String, Long> positions = new TreeMap<>();
  private final Map<String, Fill> fills = remembered();
  private long limitsVersion;
  private Map<String, Object> limits = Map.of();
  private String tradingState = TradingState.ACTIVE.wireName(); // how risk begins, without an event
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

  /**
   * @param target shares that it works for
   * @param booked sum of the fills that were told; the order's own word may come before theirs
   * @param closed it works no more, whatever is corrected
   */
  private record Life(Order order, long target, long booked, boolean closed) {
    boolean over() {
      return ENDED.contains(order.status());
    }

    Life with(String status, long filled, long newTarget) {
      boolean ended = ENDED.contains(status);
      Order next =
          new Order(
              order.clientOrderId(),
              order.symbol(),
              order.side(),
              order.quantity(),
              status,
              filled,
              ended ? 0 : Math.max(0, newTarget - filled));
      return new Life(next, newTarget, booked, ended && (closed || !status.equals(FILLED)));
    }
  }

  /** The highest revision of an execution; a sale is negative. */
  private record Fill(int revision, String symbol, long signed) {}

  private static <V> Map<String, V> remembered() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** In rising order of {@code seq}. */
  public void accept(SystemEvent event) {
    Map<String, Object> data = event.data();
    switch (event.eventType()) {
      case EventTypes.ORDER_INTENDED -> intended(data);
      case EventTypes.ORDER_UPDATED -> updated(data);
      case EventTypes.ORDER_DENIED -> open.remove(text(data, "client_order_id"));
      case EventTypes.ORDER_UNKNOWN ->
          open.computeIfPresent(
              text(data, "client_order_id"),
              (id, life) -> life.with("UNKNOWN", life.order().filled(), life.target()));
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
        open.values().stream().map(Life::order).toList(),
        new TreeMap<>(positions));
  }

  private void intended(Map<String, Object> data) {
    String id = text(data, "client_order_id");
    long quantity = number(data, "quantity");
    Order order =
        new Order(id, text(data, "symbol"), text(data, "side"), quantity, "INTENDED", 0, quantity);
    open.put(id, new Life(order, quantity, 0, false));
  }

  /** One that was taken for ended may live again: it was found at the broker after all. */
  private void updated(Map<String, Object> data) {
    Life life = order(text(data, "client_order_id"));
    if (life == null) {
      return;
    }
    String status = text(data, "status");
    long filled = number(data, "filled");
    if (!ENDED.contains(status)) {
      keep(life.with(status, filled, filled + number(data, "remaining")));
    } else if (status.equals(FILLED) && filled < life.target()) {
      keep(life.with(status, filled, 0)); // by the broker's word: the fills are not missed
    } else {
      keep(life.with(status, filled, life.target()));
    }
  }

  private Life order(String id) {
    Life life = open.get(id);
    return life == null ? ended.get(id) : life;
  }

  private void keep(Life life) {
    String id = life.order().clientOrderId();
    (life.over() ? open : ended).remove(id);
    (life.over() ? ended : open).put(id, life);
  }

  /**
   * A corrected execution takes the place of the one it corrects; a repeated one changes nothing.
   */
  private void filled(Map<String, Object> data) {
    ExecId id = ExecId.parse(text(data, "exec_id"));
    Fill before = fills.get(id.root());
    if (before != null && before.revision() >= id.revision()) {
      return;
    }
    long quantity = number(data, "quantity");
    long signed = text(data, "side").equals("BUY") ? quantity : -quantity;
    Fill fill = new Fill(id.revision(), text(data, "symbol"), signed);
    fills.put(id.root(), fill);
    if (before != null) {
      move(before.symbol(), -before.signed());
    }
    move(fill.symbol(), signed);
    Life life = order(text(data, "client_order_id"));
    if (life != null) {
      keep(filled(life, quantity, before));
    }
  }

  private static Life filled(Life life, long quantity, Fill before) {
    long booked = life.booked() + quantity - (before == null ? 0 : Math.abs(before.signed()));
    long filled = before == null ? Math.max(booked, life.order().filled()) : booked;
    return new Life(life.order(), life.target(), booked, life.closed())
        .with(status(life, filled), filled, life.target());
  }

  /** As the order's own rules have it. */
  private static String status(Life life, long filled) {
    if (filled >= life.target()) {
      return FILLED;
    }
    if (life.closed()) {
      return "CANCELLED";
    }
    return filled > 0 ? "PARTIALLY_FILLED" : "ACKNOWLEDGED";
  }

  private void move(String symbol, long shares) {
    hold(symbol, positions.getOrDefault(symbol, 0L) + shares);
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
