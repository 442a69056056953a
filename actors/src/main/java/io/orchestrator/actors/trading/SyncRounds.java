package io.orchestrator.actors.trading;

import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.Drift;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import io.orchestrator.domain.desk.ReconciliationReport.Compared;
import io.orchestrator.domain.desk.ReconciliationReport.Outcome;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.port.BrokerGateway.SyncStarted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the broker is asked for everything: after each start, reconnect and doubt, on demand, and on
 * a schedule. Waits until what it said is in the journals; {@link BooksComparison} does the rest.
 * Entries wait for a clean round after every doubt; each round ends with a report.
 */
final class SyncRounds {
  private static final String SYNC_TIMER = "sync";

  /** The pause between rounds that prove nothing grows up to so many times the settling time. */
  private static final int LONGEST_PAUSE = 15;

  /** An order that nobody acknowledged for so many settling times is asked about. */
  private static final int SILENCE = 5;

  private static final int MAX_ASKERS = 16;

  /** How long after the question the words of its answer may wait for each other. */
  private static final Duration GATHERING = Duration.ofSeconds(1);

  private final TimerScheduler<TradingDesk.Command> timers;
  private final DeskEnvironment env;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final OrderSending sending;
  private final BooksComparison comparison;
  private final List<TradingDesk.Reconcile> waiting = new ArrayList<>();
  private Optional<SyncRound> round = Optional.empty();
  private Optional<Cause> owed = Optional.of(Cause.START);
  private Instant lastRound = Instant.EPOCH;
  private int pauses;

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
    this.comparison = new BooksComparison(env, settings, knowledge, floor, sending);
  }

  // --- when ---

  /** Entries wait for the next clean round; one that is under way saw the time before. */
  void afterDoubt(Cause cause, String detail, Turn turn) {
    abandon(detail, turn);
    owed = Optional.of(owed.filter(Cause.START::equals).orElse(cause));
  }

  /** The session ended: what was asked for will not come. */
  void abandon(String detail, Turn turn) {
    round.ifPresent(r -> incomplete(r, detail, turn));
  }

  void begin(Cause cause, Turn turn) {
    if (!knowledge.canSend() || round.isPresent()) {
      return;
    }
    SyncRound next = new SyncRound(owed.orElse(cause), turn.now, waiting);
    waiting.clear();
    for (OrderSlot slot : floor.slots()) {
      // An intent that waits unsent is nothing the broker could know.
      if (slot.open() && slot.order.get().status() != OrderStatus.INTENDED) {
        next.candidates.add(slot.id.value());
      }
    }
    round = Optional.of(next);
    lastRound = turn.now;
    turn.then(() -> next.number = env.gateway().requestSync());
  }

  /** Someone wants to know: answered with the report of a round that began after the question. */
  void requested(TradingDesk.Reconcile c, Turn turn) {
    if (!knowledge.canSend()) {
      c.replyTo().tell(TradingDesk.ReconciliationReply.refused(DeskRefusals.noSession()));
    } else if (waiting.size() >= MAX_ASKERS) {
      c.replyTo()
          .tell(TradingDesk.ReconciliationReply.refused(DeskRefusals.overloaded(waiting.size())));
    } else if (c.adopt().isPresent()
        && !comparison.accept(c.adopt().get(), turn.state().reconciliations())) {
      c.replyTo()
          .tell(
              TradingDesk.ReconciliationReply.refused(DeskRefusals.notAdoptable(c.adopt().get())));
    } else {
      waiting.add(c);
      begin(Cause.REQUESTED, turn);
    }
  }

  void tick(Turn turn) {
    boolean overdue = round.map(r -> r.over(settings.syncTimeout(), turn.now)).orElse(false);
    if (overdue) {
      abandon("neither the end of the sync nor a word of it in time", turn);
    }
    // The adapter may refuse bytes for a moment in a session that stays: exits are tried again at
    // once, entries after a clean round.
    boolean parked = floor.slots().stream().anyMatch(slot -> slot.waitsForSession);
    if (parked && knowledge.canSend()) {
      sending.resume(false, turn);
    }
    boolean unclean = !knowledge.reconciled() && !timers.isTimerActive(SYNC_TIMER);
    boolean routine = lastRound.plus(settings.syncInterval()).isBefore(turn.now);
    boolean retry =
        parked
            && !timers.isTimerActive(SYNC_TIMER)
            && lastRound.plus(settings.settle()).isBefore(turn.now);
    boolean doubt = inDoubt(turn) || fillsAreLate(turn);
    if (overdue || routine || unclean || retry || doubt || !waiting.isEmpty()) {
      begin(doubt ? Cause.DOUBT : Cause.SCHEDULE, turn);
    }
  }

  /** An order whose outcome is not known, or that met silence, since after the last round began. */
  private boolean inDoubt(Turn turn) {
    Instant ripe = turn.now.minus(settings.settle());
    Instant silent = turn.now.minus(settings.settle().multipliedBy(SILENCE));
    return floor.slots().stream()
        .filter(OrderSlot::open)
        .map(slot -> slot.order.get())
        .anyMatch(
            order ->
                order
                        .unknownSince()
                        .map(since -> lastRound.isBefore(ripe) && since.isBefore(ripe))
                        .orElse(false)
                    || (order.status() == OrderStatus.SENT
                        && order.updatedAt().isBefore(silent)
                        && lastRound.isBefore(silent)));
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

  /**
   * The broker is telling everything it has: the words for one order come close together and share
   * a write. Never for long, so that what happens meanwhile is in the journals soon.
   */
  boolean answering(Turn turn) {
    return round
        .filter(r -> r.finished.isEmpty() && turn.now.isBefore(r.askedAt.plus(GATHERING)))
        .isPresent();
  }

  // --- what the broker says meanwhile ---

  /** A long answer is no silent one. */
  void heard(Turn turn) {
    round.ifPresent(r -> r.heardAt = turn.now);
  }

  /** The round whose question the broker is answering, and not an older one. */
  private Optional<SyncRound> answered() {
    return round.filter(SyncRound::answering);
  }

  void seenOpen(String id) {
    answered().ifPresent(r -> r.seenOpen.add(id));
  }

  void seenCompleted(String id) {
    answered().ifPresent(r -> r.seenCompleted.add(id));
  }

  void seenForeign(long permId) {
    answered().ifPresent(r -> r.seenForeign.add(permId));
  }

  void seenTwin(String symbol) {
    round.ifPresent(r -> r.twins.add(symbol));
  }

  void execution(String symbol, boolean booked) {
    round.ifPresent(r -> r.execution(symbol, booked));
  }

  void position(String symbol, long quantity, BigDecimal averageCost) {
    answered().ifPresent(r -> r.position(symbol, quantity, averageCost));
  }

  void started(SyncStarted start) {
    round.filter(r -> r.number == start.number()).ifPresent(SyncRound::started);
  }

  /** The end of an older answer is not the end of this one. */
  void finished(SyncFinished end) {
    round.filter(r -> r.number == end.number()).ifPresent(r -> r.finished(end));
  }

  /** No live twin was seen in the last clean round, and none was reported after it. */
  boolean freeOfTwins(String symbol) {
    return comparison.freeOfTwins(symbol);
  }

  void twinReported(String symbol) {
    comparison.twinReported(symbol);
    seenTwin(symbol);
  }

  // --- how it ends ---

  /** Compares once everything that was said is in the journals of the orders. */
  void concludeIfDone(Turn turn) {
    if (round.isEmpty() || round.get().finished.isEmpty() || !settled()) {
      return;
    }
    SyncRound done = round.get();
    SyncFinished finished = done.finished.get();
    if (!finished.complete()) {
      incomplete(done, finished.detail(), turn);
      pause();
      return;
    }
    round = Optional.empty();
    BooksComparison.Result result = comparison.conclude(done, turn);
    ReconciliationReport report = report(done, result, finished.detail(), turn);
    file(done, report, turn);
    switch (result.outcome()) {
      case CLEAN -> clean(turn);
      case RESOLVING -> {
        pauses = 0;
        if (result.unexplained()) {
          knowledge.reconciled(false);
        }
        timers.startSingleTimer(SYNC_TIMER, new TradingDesk.SyncWanted(), settings.settle());
      }
      case DRIFT_EXCEEDED -> {
        knowledge.reconciled(false);
        pauses = LONGEST_PAUSE;
        pause();
      }
      case INCOMPLETE -> throw new IllegalStateException("a complete sync is not incomplete");
    }
    if (!waiting.isEmpty()) {
      begin(Cause.REQUESTED, turn);
    }
  }

  private boolean settled() {
    return floor.slots().stream().allMatch(slot -> slot.idle() && (slot.ready || slot.stopping));
  }

  private void clean(Turn turn) {
    boolean before = knowledge.reconciled();
    owed = Optional.empty();
    pauses = 0;
    sending.resume(true, turn);
    // Only when the adopted positions are on disk may anybody read the books as equal.
    turn.then(
        () -> {
          knowledge.reconciled(true);
          if (!before) {
            voice.news(new DeskNews.PositionsChanged());
          }
        });
  }

  /** The next round comes later and later while the broker does not answer. */
  private void pause() {
    pauses = Math.min(LONGEST_PAUSE, Math.max(1, 2 * pauses));
    Duration wait = settings.settle().multipliedBy(pauses);
    timers.startSingleTimer(SYNC_TIMER, new TradingDesk.SyncWanted(), wait);
  }

  private void incomplete(SyncRound done, String detail, Turn turn) {
    round = Optional.empty();
    BooksComparison.Result nothing =
        new BooksComparison.Result(
            Outcome.INCOMPLETE, List.of(), List.of(), Drift.none(settings.driftBudget()), true);
    file(done, report(done, nothing, detail, turn), turn);
  }

  private static ReconciliationReport report(
      SyncRound done, BooksComparison.Result result, String detail, Turn turn) {
    Optional<TradingDesk.Reconcile> asker = done.askers.stream().findFirst();
    int own =
        (int)
            turn.state().book().holdings().values().stream().filter(h -> h.quantity() != 0).count();
    boolean complete = result.outcome() != Outcome.INCOMPLETE;
    return new ReconciliationReport(
        turn.state().nextReconciliation(),
        asker.isPresent() && done.cause == Cause.SCHEDULE ? Cause.REQUESTED : done.cause,
        asker.map(TradingDesk.Reconcile::by).orElse(""),
        asker.map(TradingDesk.Reconcile::reason).orElse(""),
        done.askedAt,
        turn.now,
        result.outcome(),
        complete,
        detail,
        complete ? done.compared(own) : Compared.NOTHING,
        result.differences(),
        result.differences().size(),
        result.actions(),
        result.drift());
  }

  private void file(SyncRound done, ReconciliationReport report, Turn turn) {
    turn.persist(new DeskEvent.BooksCompared(report, turn.now));
    voice.compared(report);
    turn.then(
        () ->
            done.askers.forEach(
                asker -> asker.replyTo().tell(TradingDesk.ReconciliationReply.of(report))));
  }
}
