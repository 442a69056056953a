package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One name in an {@link ExposureBook}: its position, its working orders and their sums. */
final class NameExposure {
  private static final double MICROS = 1e6;

  /** Above this a sum is as good as infinite, and far from an overflow. */
  private static final double MOST_USD = 1e12;

  private static final long MOST_SUM = Long.MAX_VALUE / 4;

  final String symbol;
  final long position;

  /** USD; 0 when there is none that can be used. */
  final double mark;

  final List<WorkingOrder> orders;

  /** Working entries at the worse of their price and the mark, millionths of a USD. */
  final long entryMicros;

  /** All of the name's working orders counted. */
  final Exposure exposure;

  final long grossMicros;
  final long shortMicros;
  private final Map<String, long[]> groups = new HashMap<>(0);
  private long buys;
  private long sells;

  /**
   * @param orders all of this symbol; not changed afterwards
   * @param parents names of orders that work and that others wait for
   */
  NameExposure(
      String symbol, long position, double mark, List<WorkingOrder> orders, Set<String> parents) {
    this.symbol = symbol;
    this.position = position;
    this.mark = mark;
    this.orders = orders;
    long entries = 0;
    for (WorkingOrder order : orders) {
      entries = order.exit() ? entries : plus(entries, entryMicros(order));
      if (order.parent().isEmpty() || !parents.contains(order.parent())) {
        add(order);
      }
    }
    entryMicros = entries;
    exposure = except("");
    grossMicros = micros(exposure.worst(), mark);
    shortMicros = micros(exposure.worstShort(), mark);
  }

  private void add(WorkingOrder order) {
    boolean buy = order.side() == Side.BUY;
    if (order.ocaGroup().isEmpty()) {
      buys += buy ? order.remaining() : 0;
      sells += buy ? 0 : order.remaining();
    } else {
      long[] group = groups.computeIfAbsent(order.ocaGroup(), key -> new long[2]);
      int side = buy ? 0 : 1;
      group[side] = Math.max(group[side], order.remaining());
    }
  }

  /** Nothing is held and nothing works. */
  boolean isEmpty() {
    return position == 0 && orders.isEmpty();
  }

  /** Without the orders of that group: they take each other's place. */
  Exposure exposure(String exceptGroup) {
    return groups.containsKey(exceptGroup) ? except(exceptGroup) : exposure;
  }

  private Exposure except(String exceptGroup) {
    long moreBuys = buys;
    long moreSells = sells;
    for (Map.Entry<String, long[]> group : groups.entrySet()) {
      if (!group.getKey().equals(exceptGroup)) {
        moreBuys += group.getValue()[0];
        moreSells += group.getValue()[1];
      }
    }
    return new Exposure(position, moreBuys, moreSells);
  }

  long entryMicros(WorkingOrder order) {
    return micros(order.remaining(), Math.max(order.price(), mark));
  }

  double entriesUsd() {
    return usd(entryMicros);
  }

  // --- money ---

  static double usd(long micros) {
    return micros / MICROS;
  }

  /** Stays at its end: no sum of large values turns negative. */
  static long plus(long sum, long more) {
    return Math.min(sum + more, MOST_SUM);
  }

  static long micros(long shares, double usd) {
    double value = shares * usd;
    // What is not a number counts as endless, too.
    return (long) ((value < MOST_USD ? value : MOST_USD) * MICROS + 0.5);
  }
}
