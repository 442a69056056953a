package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a position may become for any subset of fills of the working orders: between all sells
 * filled and all buys filled. Shares. Of a one-cancels-all group the largest order counts, and an
 * attached order does not while its parent works: it can only take back what the parent fills.
 */
record Exposure(long position, long workingBuys, long workingSells) {

  static Exposure of(String symbol, long position, List<WorkingOrder> working) {
    return beside(symbol, "", position, working);
  }

  /** Without the other orders of the request's own group: they take each other's place. */
  static Exposure beside(OrderRequest request, long position, List<WorkingOrder> working) {
    String group = request.conditions().ocaGroup().orElse("");
    return beside(request.symbol().value(), group, position, working);
  }

  private static Exposure beside(
      String symbol, String group, long position, List<WorkingOrder> working) {
    return new Exposure(
        position, sum(symbol, Side.BUY, group, working), sum(symbol, Side.SELL, group, working));
  }

  private static long sum(String symbol, Side side, String except, List<WorkingOrder> working) {
    Set<String> names =
        working.stream()
            .filter(w -> w.remaining() > 0)
            .map(WorkingOrder::name)
            .collect(Collectors.toSet());
    Map<String, Long> groups = new HashMap<>();
    long alone = 0;
    for (WorkingOrder w : working) {
      boolean waits = !w.parent().isEmpty() && names.contains(w.parent());
      if (!w.symbol().equals(symbol) || w.side() != side || waits) {
        continue;
      }
      if (w.ocaGroup().isEmpty()) {
        alone += w.remaining();
      } else if (!w.ocaGroup().equals(except)) {
        groups.merge(w.ocaGroup(), w.remaining(), Math::max);
      }
    }
    return alone + groups.values().stream().mapToLong(Long::longValue).sum();
  }

  Exposure plus(Side side, long quantity) {
    return side == Side.BUY
        ? new Exposure(position, workingBuys + quantity, workingSells)
        : new Exposure(position, workingBuys, workingSells + quantity);
  }

  /** Largest absolute position over all fill subsets. */
  long worst() {
    return Math.max(Math.abs(position + workingBuys), Math.abs(position - workingSells));
  }

  /** It reduces the position even when every other order on its side fills first. */
  boolean isExit(Side side, long quantity) {
    return side == Side.SELL
        ? position > 0 && quantity <= position - workingSells
        : position < 0 && quantity <= -position - workingBuys;
  }

  /** The same after the order to which it is attached has filled. */
  boolean isExitAfter(WorkingOrder parent, Side side, long quantity) {
    long after = position + parent.side().sign() * parent.remaining();
    return parent.side() != side
        && new Exposure(after, workingBuys, workingSells).isExit(side, quantity);
  }
}
