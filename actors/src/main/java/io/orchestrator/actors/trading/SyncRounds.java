package io.orchestrator.actors.trading;

import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.Reconciliation;
import io.orchestrator.domain.desk.Reconciliation.BrokerPosition;
import io.orchestrator.domain.desk.Reconciliation.Findings;
import io.orchestrator.domain.desk.Reconciliation.PositionDifference;
import io.orchestrator.domain.desk.Reconciliation.Settlement;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderEvent.Resolution;
import io.orchestrator.domain.order.OrderFact;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the broker for everything, waits until what it said is in the journals, compares, and acts
 * on the findings. Entries wait for a clean round after every doubt.
 */
final class SyncRounds {
  /** Cash is compared to the dollar: fees are reported late and rounded. */
  private static final BigDecimal CASH_TOLERANCE = BigDecimal.ONE;

  private static final String SYNC_TIMER = "sync";

  private final TimerScheduler<TradingDesk.Command> timers;
  private final DeskEnvironment env;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final OrderSending sending;
  private Optional<Round> round = Optional.empty();
  private List<PositionDifference> lastDifferences = List.of();
  private Instant lastRound = Instant.EPOCH;
  private boolean announce = true;

  SyncRounds(
      TimerScheduler<TradingDesk.Command> timers,
      DeskEnvironment env,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor,
      DeskVoice voice,
      OrderSending sending) {
    this.timers = timers;
    this.env = env;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
    this.voice = voice;
    this.sending = sending;
  }

  /** What one sync has shown so far. */
  private static final class Round {
    final Instant askedAt;
    final Set<String> candidates = new HashSet<>();
    final Set<String> seenOpen = new HashSet<>();
    final Set<String> seenCompleted = new HashSet<>();
    final Set<Long> seenForeign = new HashSet<>();
    final Map<String, BrokerPosition> positions = new HashMap<>();
    Optional<SyncFinished> finished = Optional.empty();

    Round(Instant askedAt) {
      this.askedAt = askedAt;
    }
  }

  /** The next round's result is told to the world, and entries wait for it. */
  void afterDoubt() {
    announce = true;
    round = Optional.empty();
  }

  void abandon() {
    round = Optional.empty();
  }

  void begin(Turn turn) {
    if (!knowledge.canSend() || round.isPresent()) {
      return;
    }
    Round next = new Round(turn.now);
    for (OrderSlot slot : floor.slots()) {
      // An intent that waits unsent is nothing the broker could know.
      if (slot.open() && slot.order.get().status() != OrderStatus.INTENDED) {
        next.candidates.add(slot.id.value());
      }
    }
    round = Optional.of(next);
    lastRound = turn.now;
    turn.then(() -> env.gateway().requestSync());
  }

  void seenOpen(String id) {
    round.ifPresent(r -> r.seenOpen.add(id));
  }

  void seenCompleted(String id) {
    round.ifPresent(r -> r.seenCompleted.add(id));
  }

  void seenForeign(long permId) {
    round.ifPresent(r -> r.seenForeign.add(permId));
  }

  void position(String symbol, long quantity, BigDecimal averageCost) {
    round.ifPresent(r -> r.positions.put(symbol, new BrokerPosition(quantity, averageCost)));
  }

  void finished(SyncFinished finished) {
    round.ifPresent(r -> r.finished = Optional.of(finished));
  }

  /** Compares once everything that was said is in the journals of the orders. */
  void concludeIfDone(Turn turn) {
    boolean settled =
        floor.slots().stream().allMatch(slot -> slot.idle() && (slot.ready || slot.stopping));
    if (round.isPresent() && round.get().finished.isPresent() && settled) {
      Round done = round.get();
      round = Optional.empty();
      if (done.finished.get().complete()) {
        conclude(done, turn);
      } else {
        report(0, false, done.finished.get().detail(), Severity.WARNING);
        again();
      }
    }
  }

  void tick(Turn turn) {
    boolean overdue =
        round.map(r -> r.askedAt.plus(settings.syncTimeout()).isBefore(turn.now)).orElse(false);
    if (overdue) {
      round = Optional.empty();
      report(0, false, "no end of the sync in time", Severity.WARNING);
    }
    // The adapter may refuse bytes for a moment in a session that stays: exits are tried again at
    // once, entries after a clean round.
    boolean parked = floor.slots().stream().anyMatch(slot -> slot.waitsForSession);
    if (parked && knowledge.canSend()) {
      sending.resume(false, turn);
    }
    boolean owed = !knowledge.reconciled() && !timers.isTimerActive(SYNC_TIMER);
    boolean routine = lastRound.plus(settings.syncInterval()).isBefore(turn.now);
    if (overdue || routine || owed || parked || inDoubt(turn) || fillsAreLate(turn)) {
      begin(turn);
    }
  }

  /** An order became unknown after the last round had begun: that round could not judge it. */
  private boolean inDoubt(Turn turn) {
    Instant ripe = turn.now.minus(settings.settle());
    return lastRound.isBefore(ripe)
        && floor.slots().stream()
            .filter(OrderSlot::open)
            .flatMap(slot -> slot.order.get().unknownSince().stream())
            .anyMatch(since -> since.isBefore(ripe));
  }

  /** "Filled" was said, but the executions did not come. */
  private boolean fillsAreLate(Turn turn) {
    boolean late = false;
    for (OrderSlot slot : floor.slots()) {
      boolean overdue =
          slot.open()
              && slot.saidFilledAt
                  .map(at -> at.plus(settings.settle()).isBefore(turn.now))
                  .orElse(false);
      if (overdue) {
        slot.saidFilledAt = Optional.empty();
        late = true;
      }
    }
    return late;
  }

  private void again() {
    timers.startSingleTimer(SYNC_TIMER, new TradingDesk.SyncWanted(), settings.settle());
  }

  private void conclude(Round done, Turn turn) {
    List<OrderState> orders =
        floor.slots().stream()
            .filter(slot -> done.candidates.contains(slot.id.value()) && slot.open())
            .map(slot -> slot.order.get())
            .toList();
    Findings findings =
        Reconciliation.compare(
            orders,
            turn.state().book(),
            new Reconciliation.Shown(
                done.askedAt,
                settings.settle(),
                done.seenOpen,
                done.seenCompleted,
                done.positions));
    floor.keepForeign(done.seenForeign);
    findings.settlements().forEach(s -> settle(s, turn));
    findings
        .doubtful()
        .forEach(
            id ->
                floor
                    .find(id)
                    .ifPresent(
                        slot ->
                            floor.say(
                                slot, new OrderMessage.Uncertain(0, "a complete sync lacks it"))));
    cancelAgain(done, turn);
    boolean positionsEqual = positions(findings.differences(), turn);
    compareCash(turn);
    boolean unjudged =
        floor.slots().stream()
            .anyMatch(
                slot ->
                    slot.open()
                        && slot.order.get().status() == OrderStatus.UNKNOWN
                        && !done.candidates.contains(slot.id.value()));
    boolean clean =
        !unjudged
            && positionsEqual
            && findings.doubtful().isEmpty()
            && findings.waiting().isEmpty();
    boolean found = !findings.settlements().isEmpty() || !findings.differences().isEmpty();
    if (announce || found) {
      int differences =
          findings.settlements().size()
              + findings.doubtful().size()
              + findings.differences().size();
      report(differences, clean, describe(findings), found ? Severity.WARNING : Severity.INFO);
    }
    if (clean) {
      clean(turn);
    } else {
      again();
    }
  }

  private void clean(Turn turn) {
    boolean before = knowledge.reconciled();
    announce = false;
    sending.resume(true, turn);
    // Only when the adopted positions are on disk may anybody read the books as equal.
    turn.then(
        () -> {
          knowledge.reconciled(true);
          if (!before) {
            voice.news(new TradingDesk.PositionsChanged());
          }
        });
  }

  private void settle(Settlement settlement, Turn turn) {
    floor
        .find(settlement.clientOrderId())
        .ifPresent(
            slot -> {
              Resolution resolution =
                  settlement.resolution() == Resolution.NEVER_REACHED && !again(slot, turn)
                      ? Resolution.CLOSED_UNSENT
                      : settlement.resolution();
              floor.say(slot, new OrderMessage.Resolve(resolution, settlement.evidence()));
            });
  }

  /** Whether an order that never reached the broker may be judged and sent once more. */
  private boolean again(OrderSlot slot, Turn turn) {
    OrderState order = slot.order.get();
    boolean young = !order.createdAt().plus(settings.intentTtl()).isBefore(turn.now);
    boolean allowed = order.exit() || turn.state().tradingState() == TradingState.ACTIVE;
    return young && allowed && !order.has(OrderFact.CANCEL_REQUESTED);
  }

  /** Cancels that met a dead session. */
  private void cancelAgain(Round done, Turn turn) {
    for (OrderSlot slot : floor.slots()) {
      if (slot.open()
          && slot.order.get().has(OrderFact.CANCEL_REQUESTED)
          && done.seenOpen.contains(slot.id.value())) {
        sending.cancelNow(slot, turn);
      }
    }
  }

  /**
   * The first books are taken over; a later difference must be seen twice, because a fill may come
   * between the broker's position and its execution.
   */
  private boolean positions(List<PositionDifference> differences, Turn turn) {
    boolean first = !turn.state().baselineTaken();
    boolean confirmed = !differences.isEmpty() && differences.equals(lastDifferences);
    if (first || confirmed) {
      differences.forEach(
          d ->
              turn.persist(
                  new DeskEvent.PositionAdopted(
                      d.symbol(), d.own(), d.broker(), d.brokerAverageCost(), turn.now)));
      lastDifferences = List.of();
      if (first) {
        knowledge
            .brokerCash()
            .ifPresent(cash -> turn.persist(new DeskEvent.CashAdopted(cash, turn.now)));
        return turn.state().baselineTaken();
      }
      knowledge
          .brokerCash()
          .ifPresent(cash -> turn.persist(new DeskEvent.CashAdopted(cash, turn.now)));
      return true;
    }
    lastDifferences = differences;
    return differences.isEmpty();
  }

  /** Only long after the last fill: the broker's number is up to minutes old. */
  private void compareCash(Turn turn) {
    Optional<BigDecimal> own = turn.state().book().cash();
    Optional<BigDecimal> broker = knowledge.brokerCash();
    if (own.isEmpty() || broker.isEmpty()) {
      return;
    }
    Instant lastFill =
        turn.state().book().executions().values().stream()
            .map(Execution::timestamp)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    BigDecimal difference = broker.get().subtract(own.get());
    Instant marketNow = env.market().now();
    boolean quiet = lastFill.plus(settings.cashQuiet()).isBefore(marketNow);
    if (quiet && difference.abs().compareTo(CASH_TOLERANCE) > 0) {
      report(1, true, "cash differs by " + difference + " USD: taken over", Severity.WARNING);
      turn.persist(new DeskEvent.CashAdopted(broker.get(), turn.now));
    }
  }

  private static String describe(Findings findings) {
    if (findings.settlements().isEmpty()
        && findings.doubtful().isEmpty()
        && findings.waiting().isEmpty()
        && findings.differences().isEmpty()) {
      return "equal";
    }
    return "settled "
        + findings.settlements()
        + ", doubtful "
        + findings.doubtful()
        + ", waiting "
        + findings.waiting()
        + ", positions "
        + findings.differences();
  }

  private void report(int differences, boolean resolved, String detail, Severity severity) {
    voice.say(
        EventTypes.RECONCILIATION_FINISHED,
        severity,
        Map.of("differences", differences, "resolved", resolved, "detail", detail));
  }
}
