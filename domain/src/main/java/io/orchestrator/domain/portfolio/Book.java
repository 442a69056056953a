package io.orchestrator.domain.portfolio;

import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our own books: positions, average cost, realised result and cash as they follow from unique
 * executions and commissions, on top of what the broker showed at the first comparison. Pure and
 * immutable; USD.
 *
 * @param executions by root of the execution id, oldest first; the newest {@value #MAX_EXECUTIONS}
 *     are remembered, older ones cannot be recognised again
 * @param commissions by root of the execution id, of the remembered executions
 * @param cash empty before the broker's cash was taken over
 */
public record Book(
    Map<String, Holding> holdings,
    Map<String, Execution> executions,
    Map<String, BigDecimal> commissions,
    Optional<BigDecimal> cash) {

  /** The broker repeats the executions since midnight; this is far more than one day's. */
  public static final int MAX_EXECUTIONS = 5_000;

  private static final int COST_SCALE = 8;

  public static final Book EMPTY = new Book(Map.of(), Map.of(), Map.of(), Optional.empty());

  public long position(String symbol) {
    return holding(symbol).quantity();
  }

  public Holding holding(String symbol) {
    return holdings.getOrDefault(symbol, Holding.FLAT);
  }

  /** Booked already, in this or a later revision. */
  public boolean knows(String execId) {
    ExecId id = ExecId.parse(execId);
    Execution known = executions.get(id.root());
    return known != null && ExecId.parse(known.execId()).revision() >= id.revision();
  }

  /** This fee is in the books already. */
  public boolean charged(String execId, BigDecimal commission) {
    BigDecimal known = commissions.get(ExecId.parse(execId).root());
    return known != null && known.compareTo(commission) == 0;
  }

  /**
   * Books an execution once. A correction takes the earlier revision back at its own price and
   * books the new one: quantity, cash and total result come out right; how the result splits into
   * realised and unrealised may differ when other fills lie between.
   */
  public Book book(Execution execution) {
    if (knows(execution.execId())) {
      return this;
    }
    String root = ExecId.parse(execution.execId()).root();
    Execution earlier = executions.get(root);
    Book base = earlier == null ? this : moved(earlier, -1);
    Book booked = base.moved(execution, 1);
    Map<String, Execution> next = new LinkedHashMap<>(executions);
    next.remove(root);
    next.put(root, execution);
    Map<String, BigDecimal> fees = commissions;
    if (next.size() > MAX_EXECUTIONS) {
      String oldest = next.keySet().iterator().next();
      next.remove(oldest);
      fees = new LinkedHashMap<>(commissions);
      fees.remove(oldest);
    }
    return new Book(booked.holdings, next, fees, booked.cash);
  }

  /** The fee of an execution; a repeated report replaces the amount. */
  public Book charge(String execId, BigDecimal commission) {
    String root = ExecId.parse(execId).root();
    BigDecimal before = commissions.getOrDefault(root, BigDecimal.ZERO);
    if (before.compareTo(commission) == 0) {
      return this;
    }
    Map<String, BigDecimal> fees = new LinkedHashMap<>(commissions);
    fees.put(root, commission);
    if (fees.size() > MAX_EXECUTIONS) {
      fees.remove(fees.keySet().iterator().next());
    }
    return new Book(holdings, executions, fees, cash.map(c -> c.add(before).subtract(commission)));
  }

  /** Takes over the broker's word on a position. */
  public Book adoptPosition(String symbol, long quantity, BigDecimal averageCost) {
    BigDecimal cost = quantity == 0 ? BigDecimal.ZERO : averageCost;
    return holding(symbol, new Holding(quantity, cost, holding(symbol).realized()));
  }

  public Book adoptCash(BigDecimal amount) {
    return new Book(holdings, executions, commissions, Optional.of(amount));
  }

  private Book moved(Execution execution, int direction) {
    long signed = execution.side().sign() * execution.quantity() * direction;
    Holding before = holding(execution.symbol());
    Book next = holding(execution.symbol(), traded(before, signed, execution.price()));
    BigDecimal value = execution.price().multiply(BigDecimal.valueOf(signed));
    return new Book(
        next.holdings, next.executions, next.commissions, next.cash.map(c -> c.subtract(value)));
  }

  /** Average-cost accounting; through zero the rest opens at the trade's price. */
  static Holding traded(Holding before, long signed, BigDecimal price) {
    long held = before.quantity();
    long after = held + signed;
    if (held == 0 || Long.signum(held) == Long.signum(signed)) {
      if (after == 0) {
        return before;
      }
      BigDecimal cost =
          before
              .averageCost()
              .multiply(BigDecimal.valueOf(held))
              .add(price.multiply(BigDecimal.valueOf(signed)))
              .divide(BigDecimal.valueOf(after), COST_SCALE, RoundingMode.HALF_EVEN);
      return new Holding(after, cost, before.realized());
    }
    long closed = Math.min(Math.abs(held), Math.abs(signed)) * Long.signum(held);
    BigDecimal gain = price.subtract(before.averageCost()).multiply(BigDecimal.valueOf(closed));
    BigDecimal realized = before.realized().add(gain);
    if (after == 0) {
      return new Holding(0, BigDecimal.ZERO, realized);
    }
    boolean turned = Long.signum(after) != Long.signum(held);
    return new Holding(after, turned ? price : before.averageCost(), realized);
  }

  private Book holding(String symbol, Holding holding) {
    Map<String, Holding> next = new TreeMap<>(holdings);
    next.put(symbol, holding);
    return new Book(next, executions, commissions, cash);
  }

  /** For callers that count: the side that closes what is held. */
  public static Side closing(long quantity) {
    return quantity > 0 ? Side.SELL : Side.BUY;
  }
}
