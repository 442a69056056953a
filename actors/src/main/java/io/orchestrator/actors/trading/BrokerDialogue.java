package io.orchestrator.actors.trading;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.BrokerStatus;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.port.BrokerGateway.AccountValueReported;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.CommissionReported;
import io.orchestrator.domain.port.BrokerGateway.CompletedOrderReported;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.NotWatched;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.OrderError;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PnlReported;
import io.orchestrator.domain.port.BrokerGateway.PositionPnlReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.RestartWindow;
import io.orchestrator.domain.port.BrokerGateway.SendUncertain;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.port.BrokerGateway.SyncStarted;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import io.orchestrator.domain.portfolio.Book.Recognition;
import io.orchestrator.domain.risk.WorkingOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hears the broker: finds the order that each message is about, keeps the books of what is not
 * ours, and follows the session. Comparisons are {@link SyncRounds}'.
 */
final class BrokerDialogue {
  /** Cancel of an unknown order; outcome not resolved after a lost connection. */
  private static final Set<Integer> ASK_THE_BROKER = Set.of(135, 10147, 10148, 10328, 103);

  private static final int REQUEST_NOT_VALID = 321;

  private static final Set<String> CURRENCIES = Set.of("USD", "BASE", "");

  private final TimerScheduler<TradingDesk.Command> timers;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final OrderSending sending;
  private final OrderOutcomes outcomes;
  private final SyncRounds rounds;
  private final TwinOrders twins;
  private final ActorContext<TradingDesk.Command> context;
  private boolean met;

  BrokerDialogue(
      ActorContext<TradingDesk.Command> context,
      TimerScheduler<TradingDesk.Command> timers,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor,
      DeskVoice voice,
      OrderSending sending,
      OrderOutcomes outcomes,
      SyncRounds rounds,
      TwinOrders twins) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
    this.voice = voice;
    this.sending = sending;
    this.outcomes = outcomes;
    this.rounds = rounds;
    this.twins = twins;
  }

  void heard(BrokerEvent event, Turn turn) {
    switch (event) {
      case SessionReady e -> onSessionReady(e, turn);
      case SessionLost e -> onSessionLost(e, turn);
      case UpstreamChanged e -> onUpstream(e, turn);
      case OpenOrderReported e -> onOpenOrder(e, turn);
      case OrderStatusReported e -> onStatus(e, turn);
      case CompletedOrderReported e -> onCompleted(e, turn);
      case ExecutionReported e -> onExecution(e, turn);
      case CommissionReported e -> onCommission(e, turn);
      case PositionReported e -> rounds.position(e.symbol(), e.quantity(), e.averageCost());
      case AccountValueReported e -> {
        if (CURRENCIES.contains(e.currency() == null ? "" : e.currency())) {
          knowledge.accountValue(e.key(), e.value());
        }
      }
      case SyncStarted e -> {
        rounds.heard(turn);
        rounds.started(e);
      }
      case SyncFinished e -> rounds.finished(e);
      case OrderError e -> onOrderError(e);
      case SessionAlarm e -> onAlarm(e);
      case NotWatched e -> onNotWatched(e);
      case RestartWindow e -> onRestartWindow(e, turn);
      case PnlReported e -> context.getLog().debug("broker's profit of the account: {}", e);
      case PositionPnlReported e -> context.getLog().debug("broker's profit of a name: {}", e);
      case SessionNotice e -> context.getLog().info("broker notice {}: {}", e.code(), e.text());
      case SendUncertain e ->
          floor
              .byBroker(e.brokerOrderId(), 0)
              .ifPresent(
                  slot ->
                      floor.say(slot, new OrderMessage.Uncertain(e.brokerOrderId(), e.detail())));
    }
  }

  private void onAlarm(SessionAlarm e) {
    knowledge.alarms().raise(e);
    voice.alarm(Severity.ERROR, StandingAlarms.cause(e), e.code(), e.text());
  }

  private void onNotWatched(NotWatched e) {
    knowledge.notWatched(e.what());
    if (!e.what().isEmpty()) {
      voice.alarm(Severity.WARNING, "not_watched", 0, DeskKnowledge.unwatched(e.what()));
    }
  }

  /** Entries were held back at the gateway's restart; exits and cancels were not. */
  private void onRestartWindow(RestartWindow e, Turn turn) {
    context.getLog().info("gateway restart window open={}: {}", e.open(), e.detail());
    if (!e.open() && knowledge.sessionUp()) {
      sending.readier(turn);
    }
  }

  private void onSessionReady(SessionReady e, Turn turn) {
    knowledge.account(e.account());
    knowledge.session(true);
    knowledge.alarms().sessionReady();
    sending.sessionReady(e.nextOrderId(), turn);
    voice.say(
        EventTypes.BROKER_STATE_CHANGED,
        Severity.INFO,
        Map.of("state", "ready", "detail", "account " + e.account()));
    Cause cause = met ? Cause.RECONNECT : Cause.START;
    met = true;
    rounds.afterDoubt(cause, "a new session began", turn);
    rounds.begin(cause, turn);
    sending.resume(false, turn);
  }

  private void onSessionLost(SessionLost e, Turn turn) {
    boolean was = knowledge.sessionUp();
    knowledge.session(false);
    rounds.abandon("the session was lost: " + e.detail(), turn);
    if (was) {
      voice.say(
          EventTypes.BROKER_STATE_CHANGED,
          Severity.ERROR,
          Map.of("state", "lost", "detail", e.detail()));
    }
    for (OrderSlot slot : floor.slots()) {
      boolean unanswered =
          slot.order
              .map(
                  o ->
                      o.status() == OrderStatus.SENT
                          || (o.status() == OrderStatus.INTENDED && slot.placed))
              .orElse(false);
      if (unanswered) {
        floor.say(slot, new OrderMessage.Uncertain(0, "session lost before an answer"));
      }
    }
  }

  private void onUpstream(UpstreamChanged e, Turn turn) {
    knowledge.upstream(e.up());
    voice.say(
        EventTypes.BROKER_STATE_CHANGED,
        e.up() ? Severity.INFO : Severity.ERROR,
        Map.of("state", e.up() ? "upstream_up" : "upstream_down", "detail", e.detail()));
    if (e.up()) {
      knowledge.alarms().upstreamBack();
      knowledge.reconciled(false);
      rounds.afterDoubt(Cause.UPSTREAM_RESTORED, "the gateway had lost the broker", turn);
      rounds.begin(Cause.UPSTREAM_RESTORED, turn);
      sending.resume(false, turn);
    }
  }

  private void onOpenOrder(OpenOrderReported e, Turn turn) {
    rounds.heard(turn);
    Optional<ClientOrderId> ours = ours(e.orderRef());
    if (ours.isEmpty()) {
      countForeign(e);
      return;
    }
    Optional<OrderSlot> known = floor.find(ours.get().value());
    if (known.isEmpty() && BrokerStatus.of(e.status()) != BrokerStatus.LIVE) {
      return;
    }
    OrderSlot slot = floor.open(ours.get());
    slot.report = Optional.of(e);
    twins.judge(slot, e, turn);
    rounds.seenOpen(slot.id.value());
    floor.say(slot, new OrderMessage.StatusHeard(e.brokerOrderId(), e.permId(), e.status(), ""));
    followSize(slot, e);
  }

  /** The broker shrinks the exits of a bracket to what their entry and each other have filled. */
  private void followSize(OrderSlot slot, OpenOrderReported e) {
    boolean twin = e.permId() > 0 && slot.permId() > 0 && e.permId() != slot.permId();
    boolean live = BrokerStatus.of(e.status()) == BrokerStatus.LIVE;
    boolean other = slot.order.map(o -> o.quantity() != e.quantity()).orElse(true);
    if (live && !twin && other) {
      String reason = "the broker works " + e.quantity() + " shares of it";
      floor.say(slot, new OrderMessage.Resize(e.quantity(), reason));
    }
  }

  private void countForeign(OpenOrderReported e) {
    rounds.seenForeign(e.permId());
    countForeign(e, floor);
  }

  static void countForeign(OpenOrderReported e, DeskFloor floor) {
    BrokerStatus status = BrokerStatus.of(e.status());
    boolean live = status == BrokerStatus.LIVE || status == BrokerStatus.INACTIVE;
    long known = floor.foreignOrder(e.permId()).map(WorkingOrder::remaining).orElse(e.quantity());
    floor.foreignOrder(
        e.permId(),
        new WorkingOrder("permId " + e.permId(), e.symbol(), e.side(), live ? known : 0, 0, false));
  }

  private void onStatus(OrderStatusReported e, Turn turn) {
    Optional<WorkingOrder> foreign = floor.foreignOrder(e.permId());
    if (foreign.isPresent()) {
      WorkingOrder f = foreign.get();
      boolean over = BrokerStatus.of(e.status()) == BrokerStatus.CANCELLED;
      floor.foreignOrder(
          e.permId(),
          new WorkingOrder(
              f.name(), f.symbol(), f.side(), over ? 0 : e.remaining(), f.price(), false));
      return;
    }
    floor
        .byBroker(e.brokerOrderId(), e.permId())
        .ifPresent(
            slot -> {
              slot.heard(e.permId());
              String words = e.whyHeld() == null ? "" : e.whyHeld();
              floor.say(
                  slot,
                  new OrderMessage.StatusHeard(e.brokerOrderId(), e.permId(), e.status(), words));
              if (BrokerStatus.of(e.status()) == BrokerStatus.FILLED) {
                slot.saidFilledAt = Optional.of(slot.saidFilledAt.orElse(turn.now));
              }
            });
  }

  private void onCompleted(CompletedOrderReported e, Turn turn) {
    rounds.heard(turn);
    ours(e.orderRef())
        .flatMap(id -> floor.find(id.value()))
        .ifPresent(
            slot -> {
              rounds.seenCompleted(slot.id.value());
              floor.say(
                  slot,
                  new OrderMessage.CompletionHeard(e.permId(), e.status(), e.filled(), e.detail()));
            });
  }

  private void onExecution(ExecutionReported e, Turn turn) {
    rounds.heard(turn);
    boolean repeated = turn.state().book().recognise(e.execId(), e.timestamp()) != Recognition.NEW;
    Optional<String> claimed =
        ours(e.orderRef())
            .map(ClientOrderId::value)
            .or(() -> floor.byBroker(e.brokerOrderId(), e.permId()).map(s -> s.id.value()));
    Optional<String> owner = claimed.filter(id -> credible(execution(e, id)));
    if (claimed.isPresent() && owner.isEmpty() && !repeated) {
      voice.misattributed(execution(e, claimed.get()));
    }
    Execution execution = execution(e, owner.orElse(""));
    rounds.execution(e.symbol(), repeated);
    if (owner.isEmpty()) {
      outcomes.bookForeign(execution, turn);
      shrinkForeign(e, repeated);
      floor.claimFee(e.execId()).ifPresent(fee -> outcomes.charge(e.execId(), fee, turn));
    } else if (!repeated || floor.find(owner.get()).isPresent()) {
      OrderSlot slot = floor.open(new ClientOrderId(owner.get()));
      floor.owns(e.execId(), owner.get());
      floor.say(slot, new OrderMessage.ExecutionHeard(e.brokerOrderId(), e.permId(), execution));
      floor
          .claimFee(e.execId())
          .ifPresent(fee -> floor.say(slot, new OrderMessage.CommissionHeard(e.execId(), fee)));
    } else {
      floor.owns(e.execId(), owner.get());
    }
  }

  private static Execution execution(ExecutionReported e, String owner) {
    return new Execution(
        e.execId(), owner, e.symbol(), e.side(), e.quantity(), e.price(), e.timestamp());
  }

  /** An order whose journal is not read yet looks at it itself. */
  private boolean credible(Execution execution) {
    return floor
        .find(execution.clientOrderId())
        .flatMap(OrderSlot::request)
        .map(execution::fits)
        .orElse(true);
  }

  private void shrinkForeign(ExecutionReported e, boolean repeated) {
    if (!repeated) {
      floor
          .foreignOrder(e.permId())
          .ifPresent(
              f ->
                  floor.foreignOrder(
                      e.permId(),
                      new WorkingOrder(
                          f.name(),
                          f.symbol(),
                          f.side(),
                          f.remaining() - e.quantity(),
                          f.price(),
                          false)));
    }
  }

  private void onCommission(CommissionReported e, Turn turn) {
    if (turn.state().book().charged(e.execId(), e.commission())) {
      return;
    }
    Optional<String> owner = floor.owner(e.execId()).filter(id -> !id.isEmpty());
    if (owner.isPresent() && isOver(owner.get(), e.execId(), turn)) {
      return;
    }
    if (owner.isPresent()) {
      floor.say(
          floor.open(new ClientOrderId(owner.get())),
          new OrderMessage.CommissionHeard(e.execId(), e.commission()));
    } else if (turn.state().book().knows(e.execId())) {
      outcomes.charge(e.execId(), e.commission(), turn);
    } else {
      floor.keepFee(e.execId(), e.commission());
    }
  }

  /** The fill is so old that it was forgotten, and its order is closed. */
  private boolean isOver(String owner, String execId, Turn turn) {
    return floor.find(owner).isEmpty() && !turn.state().book().remembers(execId);
  }

  private void onOrderError(OrderError e) {
    floor
        .byBroker(e.brokerOrderId(), 0)
        .ifPresent(
            slot -> {
              // A gateway that became read-only refuses the cancel by this number, and the order
              // works on.
              boolean ofTheCancel = e.code() == REQUEST_NOT_VALID && slot.cancelWritten;
              if (e.rejected() && !ofTheCancel) {
                floor.say(slot, new OrderMessage.RejectionHeard(e.code(), e.text()));
              }
              if (ofTheCancel) {
                timers.startSingleTimer("sync", new TradingDesk.SyncWanted(), settings.settle());
              }
            });
    if (ASK_THE_BROKER.contains(e.code())) {
      timers.startSingleTimer("sync", new TradingDesk.SyncWanted(), settings.settle());
    }
  }

  /** An orderRef that may be a name of ours. */
  private Optional<ClientOrderId> ours(String orderRef) {
    if (orderRef == null || orderRef.isEmpty() || floor.knownForeign(orderRef)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ClientOrderId(orderRef));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
