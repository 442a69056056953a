package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.actors.trading.JournalKeeper;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerRules;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.risk.Violation;
import io.orchestrator.domain.risk.ViolationRules;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Measures the portfolio at each interval and after fills, decides on violations and breakers, and
 * owns the trading state with its halt epoch. The desk is told at once; a halt reaches it while the
 * journal is still writing.
 */
public final class RiskMonitor extends AbstractBehavior<RiskMonitor.Command> {

  public sealed interface Command extends ClusterMessage {}

  public record GetReport(ActorRef<ReportReply> replyTo) implements Command {}

  public record ResetBreaker(
      BreakerName name, String reason, String by, ActorRef<ReportReply> replyTo)
      implements Command {}

  /** Persists a new epoch, drives the desk, and answers when it holds at the order path. */
  public record SetTradingState(
      TradingState target, String reason, String by, ActorRef<TradingStateReply> replyTo)
      implements Command {}

  public record ReportReply(Optional<RiskReport> report, Optional<Refusal> refusal)
      implements ClusterMessage {}

  public record TradingStateReply(
      TradingState state, long epoch, int cancelledOrders, Optional<Refusal> refusal)
      implements ClusterMessage {}

  // --- from its own parts ---

  record Recovered(RiskState state) implements Command {}

  record Appended() implements Command {}

  record CheckNow() implements Command {}

  record CheckAfterFill() implements Command {}

  record CheckToConfirm() implements Command {}

  record DeskSays(TradingDesk.News news) implements Command {}

  record DeskHolds(TradingDesk.TradingStateApplied applied) implements Command {}

  record DriveDesk() implements Command {}

  record Measured(Portfolio portfolio, PriceHistories.Answer histories, RiskReading reading)
      implements Command {}

  record NotMeasured(String why) implements Command {}

  /** The next measurement looks again. */
  record NotClosed(String why) implements Command {}

  record ToMeasure(Portfolio portfolio, Optional<Double> base, Instant now) implements Command {}

  record PositionsToClose(Portfolio portfolio) implements Command {}

  record LookAgain() implements Command {}

  record Proof(Optional<ReconciliationReport> report) implements Command {}

  record ToClose(Portfolio portfolio, List<OrderView> open) implements Command {}

  private static final int SNAPSHOT_EVERY = 100;
  private static final int MAX_WAITING = 1_000;

  private final TimerScheduler<Command> timers;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private final RiskVoice voice;
  private final Measuring measuring;
  private final EmergencyClosing closing;
  private final ActorRef<JournalKeeper.Append<RiskEvent>> journal;
  private final ActorRef<TradingDesk.News> news;
  private final ActorRef<TradingDesk.TradingStateApplied> deskHolds;
  private final Deque<Command> inbox = new ArrayDeque<>();
  private final List<SetTradingState> askers = new ArrayList<>();
  private RiskState state;
  private List<RiskEvent> writing = List.of();
  private Runnable afterWriting = () -> {};
  private RiskMetrics metrics;
  private int lossReadings;
  private boolean deskFollows;
  private double lastEquity;

  private RiskMonitor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      RiskEnvironment env,
      RiskMonitorSettings settings) {
    super(context);
    this.timers = timers;
    this.env = env;
    this.settings = settings;
    voice = new RiskVoice(env.events(), env.live());
    measuring = new Measuring(context, env, settings);
    closing = new EmergencyClosing(context, timers, env, settings);
    metrics = unmeasured("not yet measured", env.clock().instant());
    news = context.messageAdapter(TradingDesk.News.class, DeskSays::new);
    deskHolds = context.messageAdapter(TradingDesk.TradingStateApplied.class, DeskHolds::new);
    journal =
        context.spawn(
            JournalKeeper.create(
                new JournalKeeper.Assignment<RiskEvent, RiskState, Command>(
                    "risk-monitor",
                    RiskState.initial(env.clock().instant()),
                    RiskState::evolve,
                    SNAPSHOT_EVERY,
                    context.getSelf(),
                    Recovered::new,
                    new Appended())),
            "journal");
    context.watch(journal);
  }

  public static Behavior<Command> create(RiskEnvironment env, RiskMonitorSettings settings) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new RiskMonitor(context, timers, env, settings)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Recovered.class, this::onRecovered)
        .onMessage(Appended.class, appended -> onAppended())
        .onMessage(GetReport.class, this::onGetReport)
        .onMessage(Command.class, this::onCommand)
        .build();
  }

  private Behavior<Command> onRecovered(Recovered recovered) {
    state = recovered.state();
    timers.startTimerWithFixedDelay("check", new CheckNow(), settings.riskCheckInterval());
    timers.startTimerWithFixedDelay("desk", new DriveDesk(), settings.deskRetry());
    driveDesk();
    measuring.begin(state);
    workInbox();
    return this;
  }

  private Behavior<Command> onGetReport(GetReport c) {
    if (state == null) {
      return onCommand(c);
    }
    c.replyTo().tell(new ReportReply(Optional.of(report()), Optional.empty()));
    return this;
  }

  private Behavior<Command> onCommand(Command command) {
    if (inbox.size() < MAX_WAITING) {
      inbox.add(command);
    } else {
      getContext().getLog().error("the journal is behind: {} dropped", command.getClass());
    }
    workInbox();
    return this;
  }

  private void workInbox() {
    while (state != null && writing.isEmpty() && !inbox.isEmpty()) {
      handle(inbox.poll());
    }
  }

  private void handle(Command command) {
    switch (command) {
      case GetReport c -> onGetReport(c);
      case ResetBreaker c -> onResetBreaker(c);
      case SetTradingState c -> onSetTradingState(c);
      case CheckNow c -> measuring.begin(state);
      case CheckAfterFill c -> measuring.begin(state);
      case CheckToConfirm c -> measuring.begin(state);
      case DeskSays c -> onNews(c.news());
      case DeskHolds c -> onDeskHolds(c.applied());
      case DriveDesk c -> driveDesk();
      case Measured c -> onMeasured(c);
      case NotMeasured c -> onNotMeasured(c);
      case ToMeasure c -> measuring.withPortfolio(c);
      case PositionsToClose c -> closing.withPositions(c);
      case NotClosed c -> closing.failed(c);
      case Proof c -> closing.proof(c);
      case LookAgain c -> closeIfEmergency();
      case ToClose c -> {
        if (emergency()) {
          closing.close(c);
        } else {
          closing.over();
        }
      }
      case Recovered c -> throw new IllegalStateException("recovered twice");
      case Appended c -> throw new IllegalStateException("appended out of turn");
    }
  }

  // --- journal ---

  private void persist(List<RiskEvent> events, Runnable after) {
    if (events.isEmpty()) {
      after.run();
      return;
    }
    writing = List.copyOf(events);
    afterWriting = after;
    journal.tell(new JournalKeeper.Append<>(writing));
  }

  private Behavior<Command> onAppended() {
    for (RiskEvent event : writing) {
      Optional<Instant> since =
          event instanceof RiskEvent.ViolationCleared cleared
              ? state.violation(cleared.violation(), cleared.subject()).map(Violation::since)
              : Optional.empty();
      state = state.evolve(event);
      voice.fact(event, since);
    }
    writing = List.of();
    Runnable after = afterWriting;
    afterWriting = () -> {};
    after.run();
    tell();
    workInbox();
    return this;
  }

  private RiskReport report() {
    return new RiskReport(
        metrics,
        settings.limits(),
        state.violations(),
        state.breakers(),
        state.tradingState(),
        state.haltEpoch());
  }

  /** The desk first, then the clients. */
  private void tell() {
    RiskReport report = report();
    if (state.dayStartEquity() > 0) {
      env.desk().tell(new TradingDesk.ApplyDayStart(BigDecimal.valueOf(state.dayStartEquity())));
    }
    env.desk().tell(new TradingDesk.ApplyRisk(report));
    voice.report(report);
  }

  // --- measuring ---

  private void onNotMeasured(NotMeasured c) {
    measuring.ended();
    metrics = unmeasured(c.why(), env.clock().instant());
    lossReadings = 0;
    // Without numbers there are no entries: not until the next interval, but at once.
    timers.startSingleTimer("confirm", new CheckToConfirm(), settings.confirmDelay());
    tell();
  }

  private void onMeasured(Measured c) {
    measuring.ended();
    Instant now = env.clock().instant();
    measuring.keep(c.histories(), now);
    RiskReading reading = c.reading();
    metrics = reading.metrics();
    List<RiskEvent> events = new ArrayList<>();
    // The day's loss must not begin anew because the feed has not told yet which day it is.
    boolean dayUnknown = !env.market().timeKnown();
    if (reading.equityKnown()) {
      if (!dayUnknown) {
        RiskFacts.dayStarted(state, reading, lastEquity, env.market().now(), now)
            .ifPresent(events::add);
      }
      lastEquity = metrics.portfolioValue();
    }
    lossReadings = BreakerRules.atLossLimit(reading, settings.limits()) ? lossReadings + 1 : 0;
    events.addAll(ViolationRules.evaluate(state, reading, settings.limits(), now));
    events.addAll(
        BreakerRules.evaluate(
            state, reading, settings.limits(), lossReadings, settings.lossConfirmations(), now));
    RiskFacts.halted(state, events, now).ifPresent(events::add);
    if (dayUnknown || lossReadings > 0 && lossReadings < settings.lossConfirmations()) {
      timers.startSingleTimer("confirm", new CheckToConfirm(), settings.confirmDelay());
    }
    persist(events, () -> afterMeasured(events));
    if (events.isEmpty()) {
      tell();
    }
  }

  private void afterMeasured(List<RiskEvent> events) {
    if (events.stream().anyMatch(e -> e instanceof RiskEvent.TradingStateSet)) {
      driveDesk();
    }
    closeIfEmergency();
    measuring.beginIfWanted(state);
  }

  private boolean emergency() {
    return settings.emergencyClosePositions()
        && state.breaker(BreakerName.DAILY_LOSS).state() == BreakerState.HALTED;
  }

  private void closeIfEmergency() {
    if (emergency()) {
      closing.look(state.haltEpoch());
    } else {
      closing.over();
    }
  }

  private RiskMetrics unmeasured(String why, Instant now) {
    double value = metrics == null ? 0 : metrics.portfolioValue();
    return new RiskMetrics(value, 0, 0, 0, false, 0, 0, 0, "", 0, 0, now, Optional.of(why));
  }

  // --- the desk ---

  private void onNews(TradingDesk.News item) {
    switch (item) {
      case TradingDesk.PositionsChanged changed -> {
        if (!timers.isTimerActive("fill")) {
          timers.startSingleTimer("fill", new CheckAfterFill(), settings.fillDelay());
        }
      }
      case TradingDesk.FrequencyExceeded exceeded -> {
        Instant now = env.clock().instant();
        List<RiskEvent> events =
            BreakerRules.frequencyExceeded(
                    state,
                    exceeded.entriesLastMinute(),
                    settings.limits().maxOrdersPerMinute(),
                    settings.frequencyCooldown(),
                    now)
                .stream()
                .toList();
        persist(events, () -> {});
      }
    }
  }

  /**
   * Repeats until the desk holds the state. A desk that started again knows it from its journal,
   * takes us for a new follower, and so gets fresh numbers.
   */
  private void driveDesk() {
    env.desk().tell(new TradingDesk.Follow(news));
    if (!deskFollows) {
      env.desk()
          .tell(
              new TradingDesk.ApplyTradingState(
                  state.tradingState(), state.haltEpoch(), deskHolds));
    }
  }

  private void onDeskHolds(TradingDesk.TradingStateApplied applied) {
    if (applied.epoch() > state.haltEpoch()) {
      // We stopped between telling the desk and our own journal: its word is the later one.
      RiskEvent adopted =
          new RiskEvent.TradingStateSet(
              state.tradingState(),
              applied.state(),
              "the desk was ahead",
              RiskVoice.SOURCE,
              applied.epoch(),
              env.clock().instant());
      persist(List.of(adopted), this::answerAskersAfterAdoption);
    } else if (applied.epoch() == state.haltEpoch()) {
      deskFollows = true;
      answerAskers(applied);
    }
  }

  private void answerAskersAfterAdoption() {
    deskFollows = false;
    driveDesk();
  }

  private void answerAskers(TradingDesk.TradingStateApplied applied) {
    askers.forEach(
        a ->
            a.replyTo()
                .tell(
                    new TradingStateReply(
                        applied.state(),
                        applied.epoch(),
                        applied.cancelledOrders(),
                        Optional.empty())));
    askers.clear();
  }

  // --- people ---

  private void onSetTradingState(SetTradingState c) {
    Optional<Refusal> refusal = RiskRefusals.of(c, state, askers.size());
    if (refusal.isPresent()) {
      c.replyTo().tell(new TradingStateReply(state.tradingState(), state.haltEpoch(), 0, refusal));
      return;
    }
    long epoch = state.haltEpoch() + 1;
    askers.add(c);
    deskFollows = false;
    if (c.target() != TradingState.ACTIVE) {
      // A halt does not wait for our journal; the desk answers, and we adopt, whatever happens.
      env.desk().tell(new TradingDesk.ApplyTradingState(c.target(), epoch, deskHolds));
    }
    RiskEvent set =
        new RiskEvent.TradingStateSet(
            state.tradingState(), c.target(), c.reason(), c.by(), epoch, env.clock().instant());
    persist(
        List.of(set),
        () -> {
          if (c.target() == TradingState.ACTIVE) {
            driveDesk();
          }
        });
  }

  private void onResetBreaker(ResetBreaker c) {
    Optional<Refusal> refusal = RiskRefusals.of(c, state);
    if (refusal.isPresent()) {
      c.replyTo().tell(new ReportReply(Optional.empty(), refusal));
      return;
    }
    lossReadings = 0;
    List<RiskEvent> events =
        BreakerRules.reset(state, c.name(), c.reason(), c.by(), lastEquity, env.clock().instant())
            .stream()
            .toList();
    persist(
        events,
        () -> {
          c.replyTo().tell(new ReportReply(Optional.of(report()), Optional.empty()));
          measuring.begin(state);
        });
  }
}
