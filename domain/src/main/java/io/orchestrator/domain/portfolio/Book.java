package io.orchestrator.domain.portfolio;

import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our own books: positions, average cost, realised result and cash as they follow from unique
 * executions and commissions, on top of what the broker showed at the first comparison. Pure and
 * immutable; USD.
 *
 * @param executions by root of the execution id, in the order of booking; the newest {@value
 *     #MAX_EXECUTIONS} are remembered, older ones cannot be recognised again
 * @param commissions by root of the execution id, of the remembered executions
 * @param cash empty before the broker's cash was taken over
 * @param ledgers by symbol: how each holding came about; a name without one began before them
 * @param actions corporate actions by id, oldest first, the newest {@value #MAX_ACTIONS}
 */
public record Book(
    Map<String, Holding> holdings,
    Map<String, Execution> executions,
    Map<String, BigDecimal> commissions,
    Optional<BigDecimal> cash,
    Map<String, Ledger> ledgers,
    Map<String, CorporateAction> actions) {

  /** The broker repeats the executions since midnight; this is far more than one day's. */
  public static final int MAX_EXECUTIONS = 5_000;

  /** Of all names; an older one would be applied a second time if it were repeated. */
  public static final int MAX_ACTIONS = 1_000;

  public static final Book EMPTY =
      new Book(Map.of(), Map.of(), Map.of(), Optional.empty(), Map.of(), Map.of());

  /** Books that were written before there were lots have no ledgers. */
  public Book {
    ledgers = ledgers == null ? Map.of() : ledgers;
    actions = actions == null ? Map.of() : actions;
  }

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

  /** Open tax lots of a name, first in first out. */
  public Lots lots(String symbol) {
    return ledger(symbol).account(executions).lots();
  }

  private Ledger ledger(String symbol) {
    Ledger known = ledgers.get(symbol);
    return known == null ? Ledger.of(holding(symbol)) : known;
  }

  /**
   * Books an execution once. A correction takes the place of the earlier revision in the history of
   * the name, from which holding and lots are told again; when the earlier revision is in the
   * opening already, it is taken back at its own price and the new one booked.
   */
  public Book book(Execution execution) {
    if (knows(execution.execId())) {
      return this;
    }
    String root = ExecId.parse(execution.execId()).root();
    Execution earlier = executions.get(root);
    Map<String, Execution> next = new LinkedHashMap<>(executions);
    next.put(root, execution);
    Book booked =
        earlier == null ? first(root, execution, next) : corrected(root, execution, earlier, next);
    return next.size() > MAX_EXECUTIONS ? booked.withoutOldest() : booked;
  }

  private Book first(String root, Execution execution, Map<String, Execution> next) {
    String symbol = execution.symbol();
    Holding moved = Ledger.traded(holding(symbol), Ledger.signed(execution), execution.price());
    return new Book(
            holdings,
            next,
            commissions,
            cash.map(c -> c.subtract(value(execution))),
            ledgers,
            actions)
        .with(symbol, moved, ledger(symbol).plus(LedgerEntry.execution(root)));
  }

  private Book corrected(
      String root, Execution execution, Execution earlier, Map<String, Execution> next) {
    Optional<BigDecimal> money = cash.map(c -> c.add(value(earlier)).subtract(value(execution)));
    Book base = new Book(holdings, next, commissions, money, ledgers, actions);
    Ledger ledger = ledger(earlier.symbol());
    if (!earlier.symbol().equals(execution.symbol())) {
      Ledger without =
          ledger.contains(root)
              ? ledger.without(root)
              : ledger.plus(LedgerEntry.correction("", earlier));
      return base.replayed(earlier.symbol(), without)
          .replayed(
              execution.symbol(), ledger(execution.symbol()).plus(LedgerEntry.execution(root)));
    }
    return base.replayed(
        execution.symbol(),
        ledger.contains(root) ? ledger : ledger.plus(LedgerEntry.correction(root, earlier)));
  }

  private Book withoutOldest() {
    String root = executions.keySet().iterator().next();
    String symbol = executions.get(root).symbol();
    Map<String, Ledger> folded = new TreeMap<>(ledgers);
    folded.put(symbol, ledger(symbol).forget(root, executions));
    Map<String, Execution> rest = new LinkedHashMap<>(executions);
    rest.remove(root);
    Map<String, BigDecimal> fees = new LinkedHashMap<>(commissions);
    fees.remove(root);
    return new Book(holdings, rest, fees, cash, folded, actions);
  }

  /**
   * Applies a corporate action once: a split changes quantity, cost and lots, a dividend cash. A
   * split that the broker's word contains already changes nothing.
   */
  public Book apply(CorporateAction action) {
    if (actions.containsKey(action.id())) {
      return this;
    }
    Map<String, CorporateAction> known = new LinkedHashMap<>(actions);
    known.put(action.id(), action);
    if (known.size() > MAX_ACTIONS) {
      known.remove(known.keySet().iterator().next());
    }
    String symbol = action.symbol();
    Ledger ledger = ledger(symbol);
    return switch (action.kind()) {
      case DIVIDEND -> {
        BigDecimal paid = action.amount().multiply(BigDecimal.valueOf(position(symbol)));
        yield new Book(
            holdings, executions, commissions, cash.map(c -> c.add(paid)), ledgers, known);
      }
      case SPLIT -> {
        if (ledger.contains(action) || position(symbol) == 0) {
          yield new Book(holdings, executions, commissions, cash, ledgers, known);
        }
        Holding after = Ledger.split(holding(symbol), action);
        yield new Book(
                holdings,
                executions,
                commissions,
                cash.map(c -> c.add(action.amount())),
                ledgers,
                known)
            .with(symbol, after, ledger.plus(LedgerEntry.split(action)));
      }
    };
  }

  /**
   * Says which lots an execution closed; quantity, average cost and cash stay. Nothing happens when
   * the execution is not remembered or stands in the opening.
   */
  public Book choose(String execId, LotChoice choice) {
    String root = ExecId.parse(execId).root();
    Execution execution = executions.get(root);
    return execution == null
        ? this
        : with(
            execution.symbol(),
            holding(execution.symbol()),
            ledger(execution.symbol()).choosing(root, choice));
  }

  private static BigDecimal value(Execution execution) {
    return execution.price().multiply(BigDecimal.valueOf(Ledger.signed(execution)));
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
    return new Book(
        holdings,
        executions,
        fees,
        cash.map(c -> c.add(before).subtract(commission)),
        ledgers,
        actions);
  }

  /**
   * Takes over the broker's word on a position; its lots are one from now on.
   *
   * @param at wall time of the word
   */
  public Book adoptPosition(String symbol, long quantity, BigDecimal averageCost, Instant at) {
    BigDecimal cost = quantity == 0 ? BigDecimal.ZERO : averageCost;
    Holding adopted = new Holding(quantity, cost, holding(symbol).realized());
    return with(symbol, adopted, Ledger.adopted(adopted, lots(symbol).realized(), at));
  }

  public Book adoptCash(BigDecimal amount) {
    return new Book(holdings, executions, commissions, Optional.of(amount), ledgers, actions);
  }

  private Book replayed(String symbol, Ledger ledger) {
    return with(symbol, ledger.account(executions).holding(), ledger);
  }

  private Book with(String symbol, Holding holding, Ledger ledger) {
    Map<String, Holding> next = new TreeMap<>(holdings);
    next.put(symbol, holding);
    Map<String, Ledger> histories = new TreeMap<>(ledgers);
    histories.put(symbol, ledger);
    return new Book(next, executions, commissions, cash, histories, actions);
  }

  /** For callers that count: the side that closes what is held. */
  public static Side closing(long quantity) {
    return quantity > 0 ? Side.SELL : Side.BUY;
  }
}
