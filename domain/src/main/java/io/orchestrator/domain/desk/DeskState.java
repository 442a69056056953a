package io.orchestrator.domain.desk;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.common.ShardedSet;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.Book;
import io.orchestrator.domain.system.TradingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The desk's durable memory.
 *
 * @param open client order ids of orders that are not over
 * @param recent orders that are over, newest first, bounded
 * @param firstFreeBrokerId never goes back
 * @param baselineTaken the broker's books were taken over once; from then on they are compared
 * @param reconciliations comparisons with the broker, newest first, bounded
 * @param brackets exits of each entry that is not over
 * @param blockedNames symbols in which nothing is opened until a person releases them, with why
 * @param executions of automated orders, by strategy
 */
@Journaled(name = "desk-state")
public record DeskState(
    Set<String> open,
    List<OrderView> recent,
    int firstFreeBrokerId,
    TradingState tradingState,
    long haltEpoch,
    Book book,
    boolean baselineTaken,
    List<ReconciliationReport> reconciliations,
    Map<String, BlockedName> blockedNames,
    Map<String, List<String>> brackets,
    Map<String, StrategyExecutions> executions)
    implements JournalRecord {

  /** Orders that are over and still listed without asking their own journals. */
  public static final int MAX_RECENT = 500;

  public static final int MAX_RECONCILIATIONS = 100;

  /** Strategies whose executions are counted; names are data from outside. */
  public static final int MAX_STRATEGIES = 1_000;

  public static final DeskState EMPTY =
      new DeskState(
          Set.of(),
          List.of(),
          1,
          TradingState.ACTIVE,
          0,
          Book.EMPTY,
          false,
          List.of(),
          Map.of(),
          Map.of(),
          Map.of());

  public DeskState {
    open = ShardedSet.copyOf(open);
    // A snapshot of an earlier version has none of these.
    reconciliations = reconciliations == null ? List.of() : List.copyOf(reconciliations);
    blockedNames = blockedNames == null ? Map.of() : Map.copyOf(blockedNames);
    brackets = brackets == null ? Map.of() : Map.copyOf(brackets);
    executions = executions == null ? Map.of() : Map.copyOf(executions);
  }

  public Optional<OrderView> recent(String clientOrderId) {
    return recent.stream().filter(v -> v.clientOrderId().value().equals(clientOrderId)).findFirst();
  }

  public Optional<ReconciliationReport> reconciliation(long id) {
    return reconciliations.stream().filter(r -> r.id() == id).findFirst();
  }

  public long nextReconciliation() {
    return reconciliations.isEmpty() ? 1 : reconciliations.getFirst().id() + 1;
  }

  public StrategyExecutions executionsOf(String strategy) {
    return executions.getOrDefault(strategy, StrategyExecutions.NONE);
  }

  /** Whether its executions are counted: an automated one, as long as there is room. */
  public boolean counts(String strategy) {
    return !strategy.isEmpty()
        && (executions.size() < MAX_STRATEGIES || executions.containsKey(strategy));
  }

  public DeskState evolve(DeskEvent event) {
    return switch (event) {
      case DeskEvent.OrderOpened e ->
          orders(ShardedSet.copyOf(open).plus(e.clientOrderId()), without(e.clientOrderId()));
      case DeskEvent.OrderClosed e -> {
        String id = e.order().clientOrderId().value();
        List<OrderView> next = without(id);
        next.add(0, e.order());
        yield orders(withoutOpen(id), next.size() > MAX_RECENT ? next.subList(0, MAX_RECENT) : next)
            .withoutBracket(id);
      }
      case DeskEvent.OrderDropped e ->
          orders(withoutOpen(e.clientOrderId()), recent).withoutBracket(e.clientOrderId());
      case DeskEvent.BrokerIdsReserved e ->
          with(d -> d.firstFreeBrokerId = Math.max(firstFreeBrokerId, e.firstFree()));
      case DeskEvent.TradingStateApplied e ->
          with(
              d -> {
                d.tradingState = e.state();
                d.haltEpoch = e.epoch();
              });
      case DeskEvent.FillBooked e -> {
        Book next = book.book(e.execution(), e.at());
        // What the books know is not counted twice.
        yield next != book && counts(e.strategy())
            ? book(next).executions(e.strategy(), executionsOf(e.strategy()).oneMore())
            : book(next);
      }
      case DeskEvent.StrategyEnabled e ->
          executions(e.strategy(), new StrategyExecutions(0, Optional.of(e.since())));
      case DeskEvent.FillCharged e -> book(book.charge(e.execId(), e.commission()));
      case DeskEvent.PositionAdopted e ->
          book(book.adoptPosition(e.symbol(), e.quantity(), e.averageCost(), e.at()));
      case DeskEvent.CorporateActionApplied e -> book(book.apply(e.action()));
      case DeskEvent.LotsChosen e -> book(book.choose(e.execId(), e.choice()));
      case DeskEvent.CashAdopted e ->
          book(book.adoptCash(e.amount())).with(d -> d.baselineTaken = true);
      case DeskEvent.BooksCompared e -> {
        List<ReconciliationReport> next = new ArrayList<>(reconciliations);
        next.add(0, e.report());
        yield with(
            d ->
                d.reconciliations =
                    next.size() > MAX_RECONCILIATIONS
                        ? next.subList(0, MAX_RECONCILIATIONS)
                        : next);
      }
      case DeskEvent.BracketOpened e -> {
        Map<String, List<String>> next = new TreeMap<>(brackets);
        next.put(e.entry(), List.copyOf(e.exits()));
        yield with(d -> d.brackets = next);
      }
      case DeskEvent.NameBlocked e -> {
        Map<String, BlockedName> next = new TreeMap<>(blockedNames);
        next.putIfAbsent(e.symbol(), new BlockedName(e.reason(), e.at()));
        yield with(d -> d.blockedNames = next);
      }
      case DeskEvent.NameReleased e -> {
        Map<String, BlockedName> next = new TreeMap<>(blockedNames);
        next.remove(e.symbol());
        yield with(d -> d.blockedNames = next);
      }
    };
  }

  private Set<String> withoutOpen(String id) {
    return ShardedSet.copyOf(open).minus(id);
  }

  private List<OrderView> without(String id) {
    List<OrderView> next = new ArrayList<>(recent);
    next.removeIf(v -> v.clientOrderId().value().equals(id));
    return next;
  }

  private DeskState orders(Set<String> nextOpen, List<OrderView> nextRecent) {
    return with(
        d -> {
          d.open = nextOpen;
          d.recent = List.copyOf(nextRecent);
        });
  }

  private DeskState withoutBracket(String entry) {
    if (!brackets.containsKey(entry)) {
      return this;
    }
    Map<String, List<String>> next = new TreeMap<>(brackets);
    next.remove(entry);
    return with(d -> d.brackets = next);
  }

  private DeskState executions(String strategy, StrategyExecutions next) {
    Map<String, StrategyExecutions> all = new TreeMap<>(executions);
    all.put(strategy, next);
    return with(d -> d.executions = all);
  }

  private DeskState book(Book next) {
    return with(d -> d.book = next);
  }

  private DeskState with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The next state in the making: what is not set stays as it was. */
  private static final class Draft {
    Set<String> open;
    List<OrderView> recent;
    int firstFreeBrokerId;
    TradingState tradingState;
    long haltEpoch;
    Book book;
    boolean baselineTaken;
    List<ReconciliationReport> reconciliations;
    Map<String, BlockedName> blockedNames;
    Map<String, List<String>> brackets;
    Map<String, StrategyExecutions> executions;

    Draft(DeskState s) {
      open = s.open;
      recent = s.recent;
      firstFreeBrokerId = s.firstFreeBrokerId;
      tradingState = s.tradingState;
      haltEpoch = s.haltEpoch;
      book = s.book;
      baselineTaken = s.baselineTaken;
      reconciliations = s.reconciliations;
      blockedNames = s.blockedNames;
      brackets = s.brackets;
      executions = s.executions;
    }

    DeskState done() {
      return new DeskState(
          open,
          recent,
          firstFreeBrokerId,
          tradingState,
          haltEpoch,
          book,
          baselineTaken,
          reconciliations,
          blockedNames,
          brackets,
          executions);
    }
  }
}
