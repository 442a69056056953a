package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.BlockedName;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.DeskState;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.ExecutionQuery;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The only sender of orders. One turn judges, allocates and sends; whatever a turn decides is on
 * disk before its effects run, and nothing else is handled in between. Writing to the socket may
 * block, so the desk lives on the blocking dispatcher.
 */
public final class TradingDesk extends AbstractBehavior<TradingDesk.Command> {

  public sealed interface Command extends ClusterMessage {}

  /**
   * Idempotent by client order id.
   *
   * @param patience how long the order may wait for the gate while the system starts, reconnects or
   *     compares books; zero: it is denied at once
   */
  public record Submit(OrderRequest request, Duration patience, ActorRef<OrderReply> replyTo)
      implements Command {}

  /** All orders of a bracket, or none. */
  public record SubmitBracket(
      Bracket bracket,
      Duration patience,
      ActorRef<OrderReply> replyTo,
      ActorRef<OrderReply> exitsReplyTo)
      implements Command {}

  /**
   * What the gate would say, and on wish what the broker would ask for it.
   *
   * @param askBroker uses up a broker order id, nothing else
   */
  public record DryRun(OrderRequest request, boolean askBroker, ActorRef<DryRunReply> replyTo)
      implements Command {}

  /** On the explicit request of a person: every open order of the account, whoever placed it. */
  public record CancelEverything(String reason, String by, ActorRef<EverythingReply> replyTo)
      implements Command {}

  public record QueryOrders(OrderQuery query, ActorRef<OrderPage> replyTo) implements Command {}

  public record Cancel(ClientOrderId id, String by, ActorRef<OrderReply> replyTo)
      implements Command {}

  /** An unknown order is answered with neither order nor refusal. */
  public record Find(ClientOrderId id, ActorRef<OrderReply> replyTo) implements Command {}

  /** Answers at the end of the order, or with its present view after {@code atMost}. */
  public record AwaitEnd(ClientOrderId id, Duration atMost, ActorRef<OrderReply> replyTo)
      implements Command {}

  public record ListOrders(boolean openOnly, int limit, ActorRef<OrderList> replyTo)
      implements Command {}

  public record QueryExecutions(ExecutionQuery query, ActorRef<ExecutionPage> replyTo)
      implements Command {}

  /**
   * Compares the books with the broker's now.
   *
   * @param adopt id of the newest report, whose drift above the budget is taken over if it stands
   */
  public record Reconcile(
      String by, String reason, Optional<Long> adopt, ActorRef<ReconciliationReply> replyTo)
      implements Command {}

  /** Newest first. */
  public record ListReconciliations(int limit, ActorRef<ReconciliationList> replyTo)
      implements Command {}

  /** A name that two live orders of one id had blocked. */
  public record ReleaseName(String symbol, String reason, String by, ActorRef<NameReply> replyTo)
      implements Command {}

  public record ListRemarks(ActorRef<Remarks> replyTo) implements Command {}

  public record GetPortfolio(ActorRef<PortfolioReply> replyTo) implements Command {}

  /** A split or dividend; once by its id. */
  public record ApplyCorporateAction(CorporateAction action, ActorRef<PortfolioChanged> replyTo)
      implements Command {}

  /** Which lots an execution closed, said by a person. */
  public record ChooseLots(
      String execId, LotChoice choice, String by, ActorRef<PortfolioChanged> replyTo)
      implements Command {}

  /** From the supervisor: what is allowed now. Nothing is until the first. */
  public record ApplyCapabilities(Set<Capability> capabilities) implements Command {}

  /**
   * From the Risk Monitor, at each measurement. Entries wait for the first.
   *
   * @param goodFor from its measurement on; an older one lets no entry pass
   */
  public record ApplyRisk(RiskReport report, Duration goodFor) implements Command {}

  /** From the Risk Monitor: the equity from which the day's result counts. */
  public record ApplyDayStart(BigDecimal equity) implements Command {}

  /** Raises the epoch, cancels own working entries; answers when no entry can leave any more. */
  public record ApplyTradingState(
      TradingState state, long epoch, ActorRef<TradingStateApplied> replyTo) implements Command {}

  /** Looks the prices of what is held up now: somebody doubts a number. */
  public record FreshMarks() implements Command {}

  /** Registers for {@link DeskNews}; idempotent. */
  public record Follow(ActorRef<DeskNews> watcher) implements Command {}

  public record OrderReply(Optional<OrderView> order, Optional<Refusal> refusal)
      implements ClusterMessage {
    static OrderReply of(OrderView view) {
      return new OrderReply(Optional.of(view), Optional.empty());
    }

    static OrderReply refused(Refusal refusal) {
      return new OrderReply(Optional.empty(), Optional.of(refusal));
    }

    OrderView orThrow() {
      refusal.ifPresent(
          r -> {
            throw r.asException();
          });
      return order.orElseThrow(() -> new IllegalStateException("neither order nor refusal"));
    }
  }

  public record ReconciliationReply(
      Optional<ReconciliationReport> report, Optional<Refusal> refusal) implements ClusterMessage {
    static ReconciliationReply of(ReconciliationReport report) {
      return new ReconciliationReply(Optional.of(report), Optional.empty());
    }

    static ReconciliationReply refused(Refusal refusal) {
      return new ReconciliationReply(Optional.empty(), Optional.of(refusal));
    }
  }

  public record ReconciliationList(List<ReconciliationReport> reports) implements ClusterMessage {}

  public record NameReply(Optional<Refusal> refusal) implements ClusterMessage {}

  /**
   * @param remarks what stands in the way of entries, for people
   * @param blocked by symbol
   */
  public record Remarks(List<String> remarks, Map<String, BlockedName> blocked)
      implements ClusterMessage {}

  /**
   * @param decision with its numbers, if it would pass
   * @param broker the broker's answer, if it was asked and gave one
   * @param brokerFailure why it did not
   */
  public record DryRunReply(
      Optional<Refusal> refusal,
      Optional<RiskDecision> decision,
      Optional<WhatIf> broker,
      String brokerFailure)
      implements ClusterMessage {}

  public record EverythingReply(Optional<Refusal> refusal) implements ClusterMessage {}

  /**
   * @param complete no order that the desk has forgotten can be among those asked for
   */
  public record OrderPage(OrderQuery.Page page, boolean complete) implements ClusterMessage {}

  public record OrderList(List<OrderView> orders) implements ClusterMessage {}

  public record ExecutionPage(ExecutionQuery.Page page) implements ClusterMessage {}

  public record PortfolioReply(Portfolio portfolio) implements ClusterMessage {}

  /** The account after it, or why not. */
  public record PortfolioChanged(Optional<Portfolio> portfolio, Optional<Refusal> refusal)
      implements ClusterMessage {}

  /**
   * @param epoch that holds now; higher than asked for when somebody was later
   */
  public record TradingStateApplied(TradingState state, long epoch, int cancelledOrders)
      implements ClusterMessage {}

  // --- from its own parts ---

  record Recovered(DeskState state) implements Command {}

  record Appended() implements Command {}

  record EntityReady(String id, Optional<OrderState> state) implements Command {}

  record EntityGone(String id) implements Command {}

  record Told(String id, Optional<OrderState> state, List<OrderEvent> facts) implements Command {}

  record QuotesArrived(String id, Map<Symbol, Quote> quotes) implements Command {}

  record ClosesArrived(Symbol symbol, List<Bar> daily) implements Command {}

  record DryRunPriced(DryRun dryRun, Map<Symbol, Quote> quotes) implements Command {}

  record PriceAgain(String id) implements Command {}

  record BrokerHasNews() implements Command {}

  record CancelMore() implements Command {}

  record SyncWanted() implements Command {}

  record Unfollowed(ActorRef<DeskNews> watcher) implements Command {}

  record Tick() implements Command {}

  private static final Duration TICK = Duration.ofMillis(500);

  /** A snapshot holds every execution of the last days: written seldom, replay is cheaper. */
  private static final int SNAPSHOT_EVERY = 2_000;

  /** Words of orders' journals that share one entry of the desk's. */
  private static final int WORDS_PER_TURN = 500;

  private final TradingDeskSettings settings;
  private final DeskEnvironment env;
  private final ActorRef<JournalKeeper.Append<DeskEvent>> journal;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final DeskPrices prices;
  private final OrderIntake intake;
  private final HaltCancels haltCancels;
  private final OrderSending sending;
  private final OrderOutcomes outcomes;
  private final DeskAnswers answers;
  private final Bookkeeping bookkeeping;
  private final SyncRounds rounds;
  private final TwinOrders twins;
  private final BrokerDialogue broker;
  private final BrokerMailbox mailbox;
  private final DeskInbox inbox;
  private DeskState state;
  private Turn writing;

  private TradingDesk(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DeskEnvironment env,
      TradingDeskSettings settings) {
    super(context);
    this.env = env;
    this.settings = settings;
    knowledge = new DeskKnowledge(env, settings);
    floor = new DeskFloor(context, env.clock(), settings.maxForeignOrders());
    voice = new DeskVoice(env.events(), env.live());
    ActorRef<Command> self = context.getSelf();
    prices = new DeskPrices(self, env, settings, knowledge, floor);
    Brackets brackets = new Brackets(floor);
    haltCancels = new HaltCancels(env, () -> self.tell(new CancelMore()));
    sending = new OrderSending(env, settings, knowledge, floor, prices, brackets, haltCancels);
    intake = new OrderIntake(timers, settings, knowledge, floor, voice, prices, brackets, sending);
    rounds = new SyncRounds(timers, env, settings, knowledge, floor, voice, sending);
    twins = new TwinOrders(knowledge, floor, voice, rounds);
    outcomes =
        new OrderOutcomes(
            timers, settings, knowledge, floor, voice, prices, intake, sending, twins);
    answers = new DeskAnswers(settings, floor);
    bookkeeping = new Bookkeeping(knowledge, voice);
    broker =
        new BrokerDialogue(
            context, timers, settings, knowledge, floor, voice, sending, outcomes, rounds, twins);
    inbox = new DeskInbox(settings.maxInbox());
    mailbox = new BrokerMailbox(settings.maxBrokerBacklog(), () -> self.tell(new BrokerHasNews()));
    journal =
        context.spawn(
            JournalKeeper.create(
                new JournalKeeper.Assignment<DeskEvent, DeskState, Command>(
                    "trading-desk",
                    DeskState.EMPTY,
                    DeskState::evolve,
                    SNAPSHOT_EVERY,
                    self,
                    Recovered::new,
                    new Appended())),
            "journal");
    context.watch(journal);
    timers.startTimerWithFixedDelay("tick", new Tick(), TICK);
  }

  /**
   * The desk behind a relay, which puts it on a thread of its own wherever it is started. When the
   * desk fails, so does the relay, and whoever watches it.
   */
  public static Behavior<Command> create(DeskEnvironment env, TradingDeskSettings settings) {
    return Behaviors.setup(
        context -> {
          ActorRef<Command> desk =
              context.spawn(
                  desk(env, settings),
                  "desk",
                  DispatcherSelector.fromConfig("orchestrator.dispatchers.desk"));
          context.watch(desk);
          return Behaviors.receiveMessage(
              command -> {
                desk.tell(command);
                return Behaviors.same();
              });
        });
  }

  private static Behavior<Command> desk(DeskEnvironment env, TradingDeskSettings settings) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new TradingDesk(context, timers, env, settings)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Recovered.class, this::onRecovered)
        .onMessage(Appended.class, appended -> onAppended())
        .onMessage(Command.class, this::onCommand)
        .onSignal(PostStop.class, signal -> onStopped())
        .onSignal(PreRestart.class, signal -> onStopped())
        .build();
  }

  private Behavior<Command> onRecovered(Recovered recovered) {
    state = recovered.state();
    env.gateway().raiseHaltEpoch(state.haltEpoch());
    state.open().forEach(id -> floor.open(new ClientOrderId(id)));
    env.gateway().start(mailbox);
    workInbox();
    return this;
  }

  private Behavior<Command> onStopped() {
    mailbox.close();
    return this;
  }

  private Behavior<Command> onCommand(Command command) {
    if (command instanceof ApplyTradingState apply && apply.state() != TradingState.ACTIVE) {
      // A halt does not wait for the journal: from here on the adapter refuses older entries.
      env.gateway().raiseHaltEpoch(apply.epoch());
      if (state != null && apply.epoch() >= state.haltEpoch()) {
        // Nor do the cancels of what works: a database that hangs must not keep entries alive.
        sending.cancelEntriesAtOnce();
      }
    }
    if (command instanceof CancelMore) {
      haltCancels.slice();
    } else if (state != null && DeskInbox.isRead(command)) {
      handle(command, new Turn(state, env.clock().instant()));
    } else if (inbox.accepts(command)) {
      workInbox();
    }
    return this;
  }

  private void workInbox() {
    while (state != null && writing == null && !inbox.isEmpty()) {
      Turn turn = new Turn(state, env.clock().instant());
      boolean words = inbox.nextIsWordOfAnOrder();
      handle(inbox.poll(), turn);
      // Facts of many orders go to the disk together; an order that may be sent waits for nobody.
      for (int i = 1;
          words && i < WORDS_PER_TURN && !turn.events().isEmpty() && inbox.nextIsWordOfAnOrder();
          i++) {
        handle(inbox.poll(), turn);
      }
      if (turn.events().isEmpty()) {
        turn.runEffects();
      } else {
        writing = turn;
        journal.tell(new JournalKeeper.Append<>(List.copyOf(turn.events())));
      }
    }
  }

  private Behavior<Command> onAppended() {
    Turn done = writing;
    state = done.state();
    writing = null;
    done.runEffects();
    workInbox();
    return this;
  }

  private void handle(Command command, Turn turn) {
    switch (command) {
      case Submit c -> intake.submit(c, turn);
      case SubmitBracket c -> intake.submit(c, turn);
      case CancelEverything c -> sending.cancelEverything(c, voice, turn);
      case QueryOrders c -> c.replyTo().tell(answers.page(c.query(), turn));
      case DryRun c -> prices.forDryRun(c, turn);
      case DryRunPriced c -> intake.dryRunPriced(c, turn);
      case Cancel c -> sending.cancel(c, turn);
      case Find c -> answers.find(c, turn);
      case AwaitEnd c -> answers.awaitEnd(c, turn);
      case ListOrders c -> c.replyTo().tell(new OrderList(answers.orders(c, turn)));
      case QueryExecutions c -> answers.executions(c, turn);
      case Reconcile c -> rounds.requested(c, turn);
      case ListReconciliations c -> answers.reconciliations(c, turn);
      case ReleaseName c -> twins.release(c, turn);
      case ListRemarks c -> c.replyTo().tell(knowledge.remarks(turn.state()));
      case GetPortfolio c ->
          c.replyTo().tell(new PortfolioReply(knowledge.portfolio(turn.state().book(), turn.now)));
      case ApplyCorporateAction c -> bookkeeping.apply(c, turn);
      case ChooseLots c -> bookkeeping.choose(c, turn);
      case ApplyCapabilities c -> {
        knowledge.capabilities(c.capabilities());
        sending.readier(turn);
      }
      case ApplyRisk c -> {
        outcomes.riskReported(c, turn);
        sending.reported(turn);
      }
      case ApplyDayStart c -> knowledge.dayStart(c.equity());
      case ApplyTradingState c -> sending.applyTradingState(c, turn);
      case Follow c -> voice.watch(c.watcher(), getContext());
      case Unfollowed c -> voice.unwatch(c.watcher());
      case FreshMarks c -> prices.mark(turn);
      case EntityReady c -> {
        outcomes.entityReady(c, turn);
        rounds.concludeIfDone(turn);
      }
      case EntityGone c -> floor.gone(c.id());
      case Told c -> {
        outcomes.told(c, turn);
        rounds.concludeIfDone(turn);
      }
      case QuotesArrived c -> outcomes.quotesArrived(c, turn);
      case ClosesArrived c -> knowledge.closes(c.symbol(), c.daily());
      case PriceAgain c -> floor.find(c.id()).ifPresent(slot -> prices.forOrder(slot, turn));
      case BrokerHasNews c -> drain(turn);
      case CancelMore c -> haltCancels.slice();
      case SyncWanted c -> rounds.begin(Cause.DOUBT, turn);
      case Tick c -> {
        floor.tick();
        drain(turn);
        answers.tick(turn);
        prices.tick(turn);
        rounds.tick(turn);
      }
      case Recovered c -> throw new IllegalStateException("recovered twice");
      case Appended c -> throw new IllegalStateException("appended out of turn");
    }
  }

  private void drain(Turn turn) {
    floor.together(
        () -> mailbox.drain(event -> broker.heard(event, turn)), () -> rounds.answering(turn));
    rounds.concludeIfDone(turn);
  }
}
