package io.orchestrator.domain.portfolio;

import io.orchestrator.domain.common.ShardedMap;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Our own books: positions, average cost, realised result and cash as they follow from unique
 * executions and commissions, on top of what the broker showed at the first comparison. Pure and
 * immutable; USD.
 *
 * @param executions by root of the execution id, of at least the last {@value #DAYS_KEPT} days
 * @param commissions by root of the execution id, of the remembered executions
 * @param cash empty before the broker's cash was taken over
 * @param ledgers by symbol: how each holding came about; a name without one began before them
 * @param actions corporate actions by id, oldest first, the newest {@value #MAX_ACTIONS}
 * @param day exchange day of the newest booking
 * @param forgottenUntil time of the newest execution that was forgotten: an unknown one that is not
 *     newer may have been booked once
 */
public record Book(
    Map<String, Holding> holdings,
    Map<String, Execution> executions,
    Map<String, BigDecimal> commissions,
    Optional<BigDecimal> cash,
    Map<String, Ledger> ledgers,
    Map<String, CorporateAction> actions,
    Optional<LocalDate> day,
    Optional<Instant> forgottenUntil) {

  /**
   * The gateway repeats executions since midnight; the exchange day before lies at most four days
   * back. Calendar days of the exchange before that of the newest booking.
   */
  public static final int DAYS_KEPT = 5;

  /** Far above what those days bring. From here on entries are refused; nothing is forgotten. */
  public static final int MAX_EXECUTIONS = 100_000;

  /** Of all names; an older one would be applied a second time if it were repeated. */
  public static final int MAX_ACTIONS = 1_000;

  public static final Book EMPTY =
      new Book(
          Map.of(),
          Map.of(),
          Map.of(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Optional.empty(),
          Optional.empty());

  /** Books that were written before there were lots have no ledgers, older ones no day either. */
  public Book {
    executions = ShardedMap.copyOf(executions);
    commissions = ShardedMap.copyOf(commissions);
    ledgers = ledgers == null ? Map.of() : ledgers;
    actions = actions == null ? Map.of() : actions;
    day = day == null ? Optional.empty() : day;
    forgottenUntil = forgottenUntil == null ? Optional.empty() : forgottenUntil;
  }

  /** What an execution that the broker reports is to these books. */
  public enum Recognition {
    /** Never booked, or a later revision of one that is. */
    NEW,
    /** Booked already, in this or a later revision. */
    KNOWN,
    /** As old as what was forgotten: only the journal of its order can tell. */
    TOO_OLD
  }

  public Recognition recognise(String execId, Instant timestamp) {
    if (knows(execId)) {
      return Recognition.KNOWN;
    }
    boolean old = forgottenUntil.map(until -> !timestamp.isAfter(until)).orElse(false);
    return old && !remembers(execId) ? Recognition.TOO_OLD : Recognition.NEW;
  }

  /** Some revision of it is in the books, and not yet forgotten. */
  public boolean remembers(String execId) {
    return executions.containsKey(ExecId.parse(execId).root());
  }

  /** As many executions as can be told from repetitions: entries must stop. */
  public boolean full() {
    return executions.size() >= MAX_EXECUTIONS;
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
   *
   * @param at wall time of the booking; with the first of a day the oldest days are forgotten
   */
  public Book book(Execution execution, Instant at) {
    if (knows(execution.execId())) {
      return this;
    }
    String root = ExecId.parse(execution.execId()).root();
    Execution earlier = executions.get(root);
    Book known = remembering(root, execution);
    Book booked =
        earlier == null ? known.first(root, execution) : known.corrected(root, execution, earlier);
    return booked.onDay(execution, at);
  }

  private Book remembering(String root, Execution execution) {
    return new Book(
        holdings,
        ShardedMap.copyOf(executions).plus(root, execution),
        commissions,
        cash,
        ledgers,
        actions,
        day,
        forgottenUntil);
  }

  private Book first(String root, Execution execution) {
    String symbol = execution.symbol();
    Holding moved = Ledger.traded(holding(symbol), Ledger.signed(execution), execution.price());
    return paying(value(execution))
        .with(symbol, moved, ledger(symbol).plus(LedgerEntry.execution(root)));
  }

  private Book corrected(String root, Execution execution, Execution earlier) {
    Book base = paying(value(execution).subtract(value(earlier)));
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

  private Book paying(BigDecimal amount) {
    return new Book(
        holdings,
        executions,
        commissions,
        cash.map(c -> c.subtract(amount)),
        ledgers,
        actions,
        day,
        forgottenUntil);
  }

  /** A time that lies in the future by mistake must not make us forget: the earlier clock holds. */
  private Book onDay(Execution execution, Instant at) {
    Instant now = execution.timestamp().isBefore(at) ? execution.timestamp() : at;
    LocalDate today = LocalDate.ofInstant(now, TradingCalendar.NEW_YORK);
    if (day.isPresent() && !today.isAfter(day.get())) {
      return this;
    }
    Book next =
        new Book(
            holdings,
            executions,
            commissions,
            cash,
            ledgers,
            actions,
            Optional.of(today),
            forgottenUntil);
    return next.forgetBefore(
        today.minusDays(DAYS_KEPT).atStartOfDay(TradingCalendar.NEW_YORK).toInstant());
  }

  private Book forgetBefore(Instant horizon) {
    Map<String, Set<String>> old = new HashMap<>();
    Instant until = forgottenUntil.orElse(Instant.MIN);
    for (Map.Entry<String, Execution> entry : executions.entrySet()) {
      Execution execution = entry.getValue();
      if (execution.timestamp().isBefore(horizon)) {
        old.computeIfAbsent(execution.symbol(), s -> new HashSet<>()).add(entry.getKey());
        until = execution.timestamp().isAfter(until) ? execution.timestamp() : until;
      }
    }
    if (old.isEmpty()) {
      return this;
    }
    Map<String, Ledger> folded = new TreeMap<>(ledgers);
    old.forEach((symbol, roots) -> folded.put(symbol, ledger(symbol).forget(roots, executions)));
    ShardedMap<Execution> kept =
        ShardedMap.copyOf(executions)
            .filter((root, execution) -> !execution.timestamp().isBefore(horizon));
    return new Book(
        holdings,
        kept,
        ShardedMap.copyOf(commissions).filter((root, fee) -> kept.containsKey(root)),
        cash,
        folded,
        actions,
        day,
        Optional.of(until));
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
            holdings,
            executions,
            commissions,
            cash.map(c -> c.add(paid)),
            ledgers,
            known,
            day,
            forgottenUntil);
      }
      case SPLIT -> {
        if (ledger.contains(action) || position(symbol) == 0) {
          yield new Book(
              holdings, executions, commissions, cash, ledgers, known, day, forgottenUntil);
        }
        Holding after = Ledger.split(holding(symbol), action);
        yield new Book(
                holdings,
                executions,
                commissions,
                cash.map(c -> c.add(action.amount())),
                ledgers,
                known,
                day,
                forgottenUntil)
            .with(symbol, after, ledger.plus(LedgerEntry.split(action)));
      }
    };
  }

  /** Whether lots can still be chosen for it: it is remembered and not part of the opening. */
  public boolean choosable(String execId) {
    String root = ExecId.parse(execId).root();
    Execution execution = executions.get(root);
    return execution != null && ledger(execution.symbol()).contains(root);
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
    return new Book(
        holdings,
        executions,
        ShardedMap.copyOf(commissions).plus(root, commission),
        cash.map(c -> c.add(before).subtract(commission)),
        ledgers,
        actions,
        day,
        forgottenUntil);
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
    return new Book(
        holdings,
        executions,
        commissions,
        Optional.of(amount),
        ledgers,
        actions,
        day,
        forgottenUntil);
  }

  private Book replayed(String symbol, Ledger ledger) {
    return with(symbol, ledger.account(executions).holding(), ledger);
  }

  private Book with(String symbol, Holding holding, Ledger ledger) {
    Map<String, Holding> next = new TreeMap<>(holdings);
    next.put(symbol, holding);
    Map<String, Ledger> histories = new TreeMap<>(ledgers);
    histories.put(symbol, ledger);
    return new Book(next, executions, commissions, cash, histories, actions, day, forgottenUntil);
  }

  /** For callers that count: the side that closes what is held. */
  public static Side closing(long quantity) {
    return quantity > 0 ? Side.SELL : Side.BUY;
  }
}
