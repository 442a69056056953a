package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.Drift;
import io.orchestrator.domain.desk.Reconciliation;
import io.orchestrator.domain.desk.Reconciliation.Findings;
import io.orchestrator.domain.desk.Reconciliation.PositionDifference;
import io.orchestrator.domain.desk.Reconciliation.Settlement;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Action;
import io.orchestrator.domain.desk.ReconciliationReport.Difference;
import io.orchestrator.domain.desk.ReconciliationReport.Kind;
import io.orchestrator.domain.desk.ReconciliationReport.Outcome;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderEvent.Resolution;
import io.orchestrator.domain.order.OrderFact;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds our books against one complete sync and acts on the difference: settles orders, takes over
 * positions and cash within the drift budget, and leaves the rest to a person.
 */
final class BooksComparison {
  /** Cash is compared to the dollar: fees are reported late and rounded. */
  private static final BigDecimal CASH_TOLERANCE = BigDecimal.ONE;

  private final DeskEnvironment env;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final OrderSending sending;
  private final Set<String> liveTwins = new HashSet<>();
  private List<PositionDifference> lastPositions = List.of();
  private BigDecimal lastCash = BigDecimal.ZERO;

  /** A person takes the present difference over, whatever its size, if it still stands. */
  private boolean accepted;

  BooksComparison(
      DeskEnvironment env,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor,
      OrderSending sending) {
    this.env = env;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
    this.sending = sending;
  }

  /**
   * @param unexplained books differ for no reason that we see: entries wait
   */
  record Result(
      Outcome outcome,
      List<Difference> differences,
      List<Action> actions,
      Drift drift,
      boolean unexplained) {}

  /** What is found and done in one comparison. */
  private static final class Notes {
    final List<Difference> differences = new ArrayList<>();
    final List<Action> actions = new ArrayList<>();
  }

  /** Only the newest report can be adopted, and only one whose drift was above the budget. */
  boolean accept(long reportId, List<ReconciliationReport> reports) {
    accepted =
        !reports.isEmpty()
            && reports.getFirst().id() == reportId
            && reports.getFirst().outcome() == Outcome.DRIFT_EXCEEDED;
    return accepted;
  }

  boolean freeOfTwins(String symbol) {
    return !liveTwins.contains(symbol);
  }

  void twinReported(String symbol) {
    liveTwins.add(symbol);
  }

  Result conclude(SyncRound done, Turn turn) {
    Notes notes = new Notes();
    Findings findings = compare(done, turn);
    floor.keepForeign(done.seenForeign);
    liveTwins.retainAll(done.twins);
    findings.settlements().forEach(s -> settle(s, notes, turn));
    findings.doubtful().forEach(id -> doubt(id, notes));
    findings.waiting().forEach(id -> notes.actions.add(new Action(id, "waits", "just changed")));
    cancelAgain(done, turn);
    List<PositionDifference> steady =
        findings.differences().stream().filter(d -> !done.moved.contains(d.symbol())).toList();
    boolean racing = steady.size() < findings.differences().size();
    boolean quiet = quiet(turn);
    BigDecimal cash =
        quiet
            ? cashDifference(turn.state().book().cash(), knowledge.brokerCash())
            : BigDecimal.ZERO;
    Drift drift = Drift.of(steady, cash, knowledge::price, settings.driftBudget());
    note(steady, cash, notes);
    boolean adopted = adopt(steady, cash, quiet, drift, notes, turn);
    boolean equal = steady.isEmpty() && cash.signum() == 0;
    Outcome outcome;
    if (!adopted
        && !equal
        && !drift.within()
        && !accepted
        && turn.state().baselineTaken()
        && seenTwice(steady, cash)) {
      outcome = Outcome.DRIFT_EXCEEDED;
    } else if (clean(done, findings) && !racing && (adopted || equal) && baseline(turn)) {
      outcome = Outcome.CLEAN;
    } else {
      outcome = Outcome.RESOLVING;
    }
    if (adopted || equal) {
      accepted = false;
    }
    lastPositions = adopted ? List.of() : steady;
    lastCash = adopted ? BigDecimal.ZERO : cash;
    knowledge.drift(
        outcome == Outcome.DRIFT_EXCEEDED
            ? Optional.of(drift.shares() + " shares, " + drift.usd() + " USD")
            : Optional.empty());
    boolean unexplained = !steady.isEmpty() || !findings.doubtful().isEmpty();
    return new Result(outcome, notes.differences, notes.actions, drift, unexplained);
  }

  private Findings compare(SyncRound done, Turn turn) {
    List<OrderState> orders =
        floor.slots().stream()
            .filter(slot -> done.candidates.contains(slot.id.value()) && slot.open())
            .map(slot -> slot.order.get())
            .toList();
    return Reconciliation.compare(
        orders,
        turn.state().book(),
        new Reconciliation.Shown(
            done.askedAt, settings.settle(), done.seenOpen, done.seenCompleted, done.positions));
  }

  /** Every order was judged that could not wait. */
  private boolean clean(SyncRound done, Findings findings) {
    boolean unjudged =
        floor.slots().stream()
            .filter(slot -> slot.open() && !done.candidates.contains(slot.id.value()))
            .anyMatch(
                slot ->
                    slot.order.get().status() == OrderStatus.UNKNOWN
                        || (slot.recovered && slot.order.get().status() == OrderStatus.SENT));
    return !unjudged && findings.doubtful().isEmpty() && findings.waiting().isEmpty();
  }

  private static boolean baseline(Turn turn) {
    return turn.state().baselineTaken();
  }

  private boolean seenTwice(List<PositionDifference> steady, BigDecimal cash) {
    boolean samePositions = steady.equals(lastPositions);
    boolean sameCash = cash.compareTo(lastCash) == 0;
    return steady.isEmpty() ? sameCash : samePositions;
  }

  /**
   * The first books are taken over; a later difference must be seen twice, because a fill may come
   * between the broker's position and its execution.
   */
  private boolean adopt(
      List<PositionDifference> steady,
      BigDecimal cash,
      boolean quiet,
      Drift drift,
      Notes notes,
      Turn turn) {
    boolean first = !turn.state().baselineTaken();
    boolean differ = !steady.isEmpty() || cash.signum() != 0;
    // What a person accepted is that very difference and no other.
    accepted = accepted && (!differ || seenTwice(steady, cash));
    boolean allowed = drift.within() || accepted;
    if (!first && !(differ && allowed && seenTwice(steady, cash))) {
      if (differ && !allowed) {
        notes.actions.add(new Action("books", "not_adopted", "above the drift budget"));
      }
      return false;
    }
    String evidence = first ? "the first books" : "seen twice";
    for (PositionDifference d : steady) {
      turn.persist(
          new DeskEvent.PositionAdopted(
              d.symbol(), d.own(), d.broker(), d.brokerAverageCost(), turn.now));
      notes.actions.add(new Action(d.symbol(), "adopted", evidence));
    }
    // Soon after a fill the broker's number may lack it, and ours does not.
    knowledge
        .brokerCash()
        .filter(broker -> first || quiet)
        .ifPresent(
            broker -> {
              turn.persist(new DeskEvent.CashAdopted(broker, turn.now));
              notes.actions.add(new Action("USD", "adopted", evidence));
            });
    return true;
  }

  private void note(List<PositionDifference> positions, BigDecimal cash, Notes notes) {
    for (PositionDifference d : positions) {
      notes.differences.add(
          new Difference(
              Kind.POSITION,
              d.symbol(),
              String.valueOf(d.own()),
              String.valueOf(d.broker()),
              Drift.usd(d, knowledge::price)));
    }
    if (cash.signum() != 0) {
      BigDecimal broker = knowledge.brokerCash().orElseThrow();
      notes.differences.add(
          new Difference(
              Kind.CASH,
              "USD",
              broker.subtract(cash).toPlainString(),
              broker.toPlainString(),
              cash.abs()));
    }
  }

  private void settle(Settlement settlement, Notes notes, Turn turn) {
    String id = settlement.clientOrderId();
    floor
        .find(id)
        .ifPresent(
            slot -> {
              Resolution resolution =
                  settlement.resolution() == Resolution.NEVER_REACHED && !again(slot, turn)
                      ? Resolution.CLOSED_UNSENT
                      : settlement.resolution();
              notes.differences.add(absent(slot));
              notes.actions.add(
                  new Action(
                      id, resolution.name().toLowerCase(Locale.ROOT), settlement.evidence()));
              floor.say(slot, new OrderMessage.Resolve(resolution, settlement.evidence()));
            });
  }

  private void doubt(String id, Notes notes) {
    floor
        .find(id)
        .ifPresent(
            slot -> {
              notes.differences.add(absent(slot));
              notes.actions.add(new Action(id, "marked_unknown", "a complete sync lacks it"));
              floor.say(slot, new OrderMessage.Uncertain(0, "a complete sync lacks it"));
            });
  }

  private static Difference absent(OrderSlot slot) {
    String own = slot.order.get().status().name().toLowerCase(Locale.ROOT);
    return new Difference(Kind.ORDER, slot.id.value(), own, "absent", BigDecimal.ZERO);
  }

  /** Whether an order that never reached the broker may be judged and sent once more. */
  private boolean again(OrderSlot slot, Turn turn) {
    OrderState order = slot.order.get();
    boolean young = !order.createdAt().plus(settings.intentTtl()).isBefore(turn.now);
    boolean allowed = order.exit() || turn.state().tradingState() == TradingState.ACTIVE;
    return young && allowed && !order.has(OrderFact.CANCEL_REQUESTED);
  }

  /** Cancels that met a dead session. */
  private void cancelAgain(SyncRound done, Turn turn) {
    for (OrderSlot slot : floor.slots()) {
      if (slot.open()
          && slot.order.get().has(OrderFact.CANCEL_REQUESTED)
          && done.seenOpen.contains(slot.id.value())) {
        sending.cancelNow(slot, turn);
      }
    }
  }

  /** The broker's cash is up to minutes old, so it counts only long after the last fill. */
  private boolean quiet(Turn turn) {
    Instant lastFill =
        turn.state().book().executions().values().stream()
            .map(Execution::timestamp)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return lastFill.plus(settings.cashQuiet()).isBefore(env.market().now());
  }

  /** Broker's cash less ours; 0 while one of them is not known. */
  private static BigDecimal cashDifference(Optional<BigDecimal> own, Optional<BigDecimal> broker) {
    if (own.isEmpty() || broker.isEmpty()) {
      return BigDecimal.ZERO;
    }
    BigDecimal difference = broker.get().subtract(own.get());
    return difference.abs().compareTo(CASH_TOLERANCE) > 0 ? difference : BigDecimal.ZERO;
  }
}
