package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.actors.trading.JournalKeeper;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.risk.Guard;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.risk.Violation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Risk Monitor's durable memory with the newest numbers beside it, and who is told of both: the
 * desk first, then the clients. One write at a time; what forbids does not wait for it.
 */
final class RiskLedger implements RiskMemory {
  private static final int SNAPSHOT_EVERY = 100;

  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private final RiskVoice voice;
  private final GuardJudge judge;
  private final HaltedIntents intents;
  private final Consumer<RiskEvent.TradingStateSet> toDesk;
  private final ActorRef<JournalKeeper.Append<RiskEvent>> journal;
  private RiskState state;
  private List<RiskEvent> writing = List.of();
  private Runnable afterWriting = () -> {};
  private RiskMetrics metrics;
  private double lastEquity;
  private Duration interval;

  /**
   * @param intents told of a new trading state when it is written
   * @param toDesk told of a new trading state while it is still being written
   */
  RiskLedger(
      ActorContext<RiskMonitor.Command> context,
      RiskEnvironment env,
      RiskMonitorSettings settings,
      RiskVoice voice,
      GuardJudge judge,
      HaltedIntents intents,
      Consumer<RiskEvent.TradingStateSet> toDesk) {
    this.env = env;
    this.intents = intents;
    this.settings = settings;
    this.voice = voice;
    this.judge = judge;
    this.toDesk = toDesk;
    interval = settings.riskCheckInterval();
    metrics = unmeasured("not yet measured", env.clock().instant());
    journal =
        context.spawn(
            JournalKeeper.create(
                new JournalKeeper.Assignment<RiskEvent, RiskState, RiskMonitor.Command>(
                    "risk-monitor",
                    RiskState.initial(env.clock().instant()),
                    RiskState::evolve,
                    SNAPSHOT_EVERY,
                    context.getSelf(),
                    RiskMonitor.Recovered::new,
                    new RiskMonitor.Appended())),
            "journal");
    context.watch(journal);
  }

  void recovered(RiskState from) {
    state = from;
  }

  /** The journal was read, and nothing is being written. */
  boolean idle() {
    return state != null && writing.isEmpty();
  }

  /** Null until the journal was read. */
  @Override
  public RiskState state() {
    return state;
  }

  @Override
  public Instant now() {
    return env.clock().instant();
  }

  @Override
  public double equity() {
    return lastEquity;
  }

  void equity(double newest) {
    lastEquity = newest;
  }

  /** Between two measurements; reports are good for some of them. */
  void interval(Duration every) {
    interval = every;
  }

  RiskMetrics metrics() {
    return metrics;
  }

  void metrics(RiskMetrics newest) {
    metrics = newest;
  }

  /** Of the account, in force. */
  RiskLimits limits() {
    return state.limits(settings.limits()).account();
  }

  // --- journal ---

  @Override
  public void persist(List<RiskEvent> events, Runnable after) {
    if (events.isEmpty()) {
      after.run();
      return;
    }
    writing = List.copyOf(events);
    afterWriting = after;
    atOnce(writing);
    journal.tell(new JournalKeeper.Append<>(writing));
  }

  /** What forbids does not wait for the disk: the next order is denied already. */
  private void atOnce(List<RiskEvent> events) {
    if (events.stream().noneMatch(e -> e instanceof RiskEvent.BreakerTripped)) {
      return;
    }
    RiskState next = state;
    for (RiskEvent event : events) {
      next = next.evolve(event);
      if (event instanceof RiskEvent.TradingStateSet set) {
        toDesk.accept(set);
      }
    }
    toDesk(report(next));
  }

  /** What was being written is on disk. */
  void appended() {
    for (RiskEvent event : writing) {
      Optional<Instant> since =
          event instanceof RiskEvent.ViolationCleared cleared
              ? state.violation(cleared.violation(), cleared.subject()).map(Violation::since)
              : Optional.empty();
      state = state.evolve(event);
      voice.fact(event, since);
      if (event instanceof RiskEvent.TradingStateSet set) {
        intents.decided(set);
      }
    }
    writing = List.of();
    Runnable after = afterWriting;
    afterWriting = () -> {};
    // Before the answer: whoever reads that a limit holds may submit an order at once, and the gate
    // must know that limit by then.
    tell();
    after.run();
  }

  // --- telling ---

  @Override
  public RiskReport report() {
    return report(state);
  }

  private RiskReport report(RiskState of) {
    LimitSet limits = of.limits(settings.limits());
    return new RiskReport(
        metrics,
        limits.account(),
        of.violations(),
        of.breakers(),
        of.tradingState(),
        of.haltEpoch(),
        new Guard(limits, judge.warnings()));
  }

  /** The desk first, then the clients. */
  void tell() {
    RiskReport report = report();
    if (state.dayStartEquity() > 0) {
      env.desk().tell(new TradingDesk.ApplyDayStart(BigDecimal.valueOf(state.dayStartEquity())));
    }
    toDesk(report);
    voice.report(report);
  }

  private void toDesk(RiskReport report) {
    env.desk().tell(new TradingDesk.ApplyRisk(report, settings.goodFor(interval)));
  }

  void unmeasured(String why) {
    metrics = unmeasured(why, now());
  }

  private RiskMetrics unmeasured(String why, Instant now) {
    double value = metrics == null ? 0 : metrics.portfolioValue();
    return new RiskMetrics(value, 0, 0, 0, false, 0, 0, 0, "", 0, 0, now, Optional.of(why));
  }
}
