package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.actors.trading.DeskNews;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.risk.Approval;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerRules;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.LimitVersion;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.risk.Warning;
import io.orchestrator.domain.risk.measure.SelfGrade;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
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

  public record SetInterval(Duration every) implements Command {}

  /**
   * @param subject {@code portfolio}, or the symbol or strategy whose breaker it is
   */
  public record ResetBreaker(
      BreakerName name, String subject, String reason, String by, ActorRef<ReportReply> replyTo)
      implements Command {}

  /**
   * @param expected version that the caller has seen; another one in force is a refusal
   * @param limits all of them; their version is given by the monitor
   */
  public record ChangeLimits(
      long expected, LimitSet limits, String reason, String by, ActorRef<GuardReply> replyTo)
      implements Command {}

  public record RestoreLimits(long version, String reason, String by, ActorRef<GuardReply> replyTo)
      implements Command {}

  /** A second person's word. */
  public record Decide(
      long id, boolean grant, String reason, String by, ActorRef<GuardReply> replyTo)
      implements Command {}

  public record GetGuard(ActorRef<GuardReply> replyTo) implements Command {}

  /**
   * @param versions newest first
   * @param approvals that wait
   */
  public record GuardReply(
      LimitSet limits,
      List<LimitVersion> versions,
      List<Approval> approvals,
      Optional<Refusal> refusal)
      implements ClusterMessage {}

  /** Persists a new epoch, drives the desk, and answers when it holds at the order path. */
  public record SetTradingState(
      TradingState target, String reason, String by, ActorRef<TradingStateReply> replyTo)
      implements Command {}

  /** How the methods' own forecasts did. */
  public record GetSelfGrade(ActorRef<SelfGrade> replyTo) implements Command {}

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

  record DeskSays(DeskNews news) implements Command {}

  record DeskHolds(TradingDesk.TradingStateApplied applied) implements Command {}

  record DriveDesk() implements Command {}

  record Measured(Portfolio portfolio, PriceHistories.Answer histories, RiskReading reading)
      implements Command {}

  record NotMeasured(String why) implements Command {}

  /** The next measurement looks again. */
  record NotClosed(String why) implements Command {}

  /**
   * @param base equity that the day's loss counts from
   * @param spike limit in force of the volatility's ratio
   */
  record ToMeasure(Portfolio portfolio, Optional<Double> base, double spike, Instant now)
      implements Command {}

  record PositionsToClose(Portfolio portfolio) implements Command {}

  /**
   * @param halt whose round it was
   */
  record IntentsStopped(long halt, StopsIntents.Stopped stopped) implements Command {}

  record LookAgain() implements Command {}

  record Proof(Optional<ReconciliationReport> report) implements Command {}

  record ToClose(Portfolio portfolio, List<OrderView> open) implements Command {}

  private static final int MAX_WAITING = 1_000;

  private final TimerScheduler<Command> timers;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private final RiskVoice voice;
  private final Measuring measuring;
  private final EmergencyClosing closing;
  private final GuardJudge judge;
  private final SessionDays days = new SessionDays();
  private final HaltedIntents intents;
  private final RiskLedger ledger;
  private final DeskLink desk;
  private final PeopleDesk people;
  private final Deque<Command> inbox = new ArrayDeque<>();

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
    judge = new GuardJudge(settings.guard(), env.market());
    intents = new HaltedIntents(context, env, settings);
    ledger = new RiskLedger(context, env, settings, voice, judge, intents, this::tellDesk);
    desk =
        new DeskLink(
            env,
            ledger,
            context.messageAdapter(DeskNews.class, DeskSays::new),
            context.messageAdapter(TradingDesk.TradingStateApplied.class, DeskHolds::new));
    people =
        new PeopleDesk(
            ledger,
            desk,
            judge,
            settings,
            () -> measuring.begin(ledger.state()),
            context.getSystem().ignoreRef());
  }

  private void tellDesk(RiskEvent.TradingStateSet set) {
    desk.tell(set);
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
    ledger.recovered(recovered.state());
    timers.startTimerWithFixedDelay("check", new CheckNow(), settings.riskCheckInterval());
    timers.startTimerWithFixedDelay("desk", new DriveDesk(), settings.deskRetry());
    desk.drive();
    intents.recovered(ledger.state().tradingState());
    measuring.begin(ledger.state());
    workInbox();
    return this;
  }

  private Behavior<Command> onGetReport(GetReport c) {
    if (ledger.state() == null) {
      return onCommand(c);
    }
    c.replyTo().tell(new ReportReply(Optional.of(ledger.report()), Optional.empty()));
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
    while (ledger.idle() && !inbox.isEmpty()) {
      handle(inbox.poll());
    }
  }

  private void handle(Command command) {
    switch (command) {
      case GetReport c -> onGetReport(c);
      case GetSelfGrade c -> measuring.tellGrade(c.replyTo());
      case ResetBreaker c -> people.resetBreaker(c);
      case SetTradingState c -> people.setTradingState(c);
      case ChangeLimits c -> people.changeLimits(c);
      case RestoreLimits c -> people.restoreLimits(c);
      case Decide c -> people.decide(c);
      case GetGuard c -> people.guard(c);
      case CheckNow c -> measuring.begin(ledger.state());
      case CheckAfterFill c -> measuring.begin(ledger.state());
      case CheckToConfirm c -> measuring.begin(ledger.state());
      case DeskSays c -> onNews(c.news());
      case DeskHolds c -> desk.holds(c.applied());
      case IntentsStopped c -> intents.stopped(c);
      case DriveDesk c -> {
        desk.drive();
        intents.drive();
      }
      case Measured c -> onMeasured(c);
      case NotMeasured c -> onNotMeasured(c);
      case ToMeasure c -> measuring.withPortfolio(c);
      case PositionsToClose c -> closing.withPositions(c);
      case NotClosed c -> closing.failed(c);
      case Proof c -> closing.proof(c);
      case LookAgain c -> closeIfEmergency();
      case ToClose c -> closing.closeWhile(emergency(), c);
      case SetInterval c -> {
        ledger.interval(c.every());
        timers.startTimerWithFixedDelay("check", new CheckNow(), c.every());
      }
      case Recovered c -> throw new IllegalStateException("recovered twice");
      case Appended c -> throw new IllegalStateException("appended out of turn");
    }
  }

  private Behavior<Command> onAppended() {
    ledger.appended();
    workInbox();
    return this;
  }

  // --- measuring ---

  private void onNotMeasured(NotMeasured c) {
    measuring.ended();
    ledger.unmeasured(c.why());
    // Without numbers there are no entries: not until the next interval, but at once.
    timers.startSingleTimer("confirm", new CheckToConfirm(), settings.confirmDelay());
    ledger.tell();
  }

  private void onMeasured(Measured c) {
    measuring.ended();
    Instant now = ledger.now();
    RiskState state = ledger.state();
    measuring.keep(c.histories(), now);
    RiskReading reading = c.reading();
    ledger.metrics(reading.metrics());
    List<RiskEvent> events = new ArrayList<>(people.expired(now));
    events.addAll(newDay(reading, now));
    List<Warning> before = judge.warnings();
    events.addAll(judge.judge(state, c.portfolio(), reading, ledger.limits(), now));
    newWarnings(before);
    RiskFacts.halted(state, events, now).ifPresent(events::add);
    if (!env.market().timeKnown() || judge.doubtful() || days.doubtful()) {
      env.desk().tell(new TradingDesk.FreshMarks());
      timers.startSingleTimer("confirm", new CheckToConfirm(), settings.confirmDelay());
    }
    ledger.persist(events, () -> afterMeasured(events));
    if (events.isEmpty()) {
      ledger.tell();
    }
  }

  /** The day's loss must not begin anew because the feed has not told yet which day it is. */
  private List<RiskEvent> newDay(RiskReading reading, Instant now) {
    if (!reading.equityKnown()) {
      return List.of();
    }
    RiskState state = ledger.state();
    List<RiskEvent> events = new ArrayList<>();
    if (env.market().timeKnown()) {
      days.seen(state.sessionDate(), env.market().now(), now)
          .ifPresent(
              date -> {
                events.add(RiskFacts.dayStarted(date, reading, ledger.equity(), now));
                events.addAll(BreakerRules.newSession(state, settings.guard().breakers(), now));
              });
    }
    ledger.equity(reading.metrics().portfolioValue());
    return events;
  }

  private void newWarnings(List<Warning> before) {
    judge.warnings().stream()
        .filter(
            w ->
                before.stream()
                    .noneMatch(b -> b.type() == w.type() && b.subject().equals(w.subject())))
        .forEach(voice::warning);
  }

  private void afterMeasured(List<RiskEvent> events) {
    if (events.stream().anyMatch(e -> e instanceof RiskEvent.TradingStateSet)) {
      desk.drive();
    }
    closeIfEmergency();
    measuring.beginIfWanted(ledger.state());
  }

  private boolean emergency() {
    return settings.emergencyClosePositions()
        && ledger.state().breaker(BreakerName.DAILY_LOSS).state() == BreakerState.HALTED;
  }

  private void closeIfEmergency() {
    if (emergency()) {
      closing.look(ledger.state().haltEpoch());
    } else {
      closing.over();
    }
  }

  // --- the desk ---

  private void onNews(DeskNews item) {
    if (item instanceof DeskNews.PositionsChanged && !timers.isTimerActive("fill")) {
      timers.startSingleTimer("fill", new CheckAfterFill(), settings.fillDelay());
    }
    Instant now = ledger.now();
    RiskState state = ledger.state();
    List<RiskEvent> events = new ArrayList<>();
    judge.judge(state, item, ledger.limits(), now).ifPresent(events::add);
    RiskFacts.halted(state, events, now).ifPresent(events::add);
    ledger.persist(events, desk::drive);
  }
}
