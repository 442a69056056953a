package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.trading.JournalKeeper;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.analysis.risk.grading.Grades;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.GradingState;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.RiskPoint;
import io.orchestrator.domain.risk.measure.SelfGrade;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Keeps each method's forecasts and what came of them, and takes the lead from a method whose
 * forecasts failed. Measuring goes on without it.
 */
final class SelfGrading extends AbstractBehavior<SelfGrading.Command> {

  sealed interface Command extends ClusterMessage {}

  record GetState(ActorRef<GradingState> replyTo) implements Command {}

  /**
   * @param events that follow from the state that was asked for
   */
  record Observed(List<GradingEvent> events, RiskPoint point) implements Command {}

  record GetGrade(ActorRef<SelfGrade> replyTo) implements Command {}

  record Recovered(GradingState state) implements Command {}

  record Written() implements Command {}

  private static final int SNAPSHOT_EVERY = 50;
  private static final int MAX_WAITING = 100;

  /** One a minute for a day and a night. */
  private static final int MAX_POINTS = 1_440;

  private final Events events;
  private final RiskSettings settings;
  private final InstantSource clock;
  private final ActorRef<JournalKeeper.Append<GradingEvent>> journal;
  private final Deque<Command> inbox = new ArrayDeque<>();
  private final Deque<RiskPoint> points = new ArrayDeque<>();
  private GradingState state;
  private List<GradingEvent> writing = List.of();

  private SelfGrading(
      ActorContext<Command> context, Events events, RiskSettings settings, InstantSource clock) {
    super(context);
    this.events = events;
    this.settings = settings;
    this.clock = clock;
    journal =
        context.spawn(
            JournalKeeper.create(
                new JournalKeeper.Assignment<GradingEvent, GradingState, Command>(
                    "risk-grading",
                    GradingState.EMPTY,
                    GradingState::evolve,
                    SNAPSHOT_EVERY,
                    context.getSelf(),
                    Recovered::new,
                    new Written())),
            "journal");
    context.watch(journal);
  }

  static Behavior<Command> create(Events events, RiskSettings settings, InstantSource clock) {
    return Behaviors.setup(context -> new SelfGrading(context, events, settings, clock));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Recovered.class, this::onRecovered)
        .onMessage(Written.class, written -> onWritten())
        .onMessage(Command.class, this::onCommand)
        .build();
  }

  private Behavior<Command> onRecovered(Recovered recovered) {
    state = recovered.state();
    workInbox();
    return this;
  }

  /** A question that finds no place is asked again with the next measurement. */
  private Behavior<Command> onCommand(Command command) {
    if (inbox.size() < MAX_WAITING) {
      inbox.add(command);
    }
    workInbox();
    return this;
  }

  private void workInbox() {
    while (state != null && writing.isEmpty() && !inbox.isEmpty()) {
      switch (inbox.poll()) {
        case GetState c -> c.replyTo().tell(state);
        case GetGrade c -> c.replyTo().tell(grade());
        case Observed c -> onObserved(c);
        case Recovered c -> throw new IllegalStateException("recovered twice");
        case Written c -> throw new IllegalStateException("written out of turn");
      }
    }
  }

  private void onObserved(Observed c) {
    points.add(c.point());
    if (points.size() > MAX_POINTS) {
      points.poll();
    }
    write(c.events());
  }

  private void write(List<GradingEvent> facts) {
    if (!facts.isEmpty()) {
      writing = List.copyOf(facts);
      journal.tell(new JournalKeeper.Append<>(writing));
    }
  }

  private Behavior<Command> onWritten() {
    List<GradingEvent> written = writing;
    writing = List.of();
    for (GradingEvent event : written) {
      state = state.evolve(event);
      tell(event);
    }
    if (written.stream().anyMatch(e -> e instanceof GradingEvent.ForecastMet)) {
      write(Grades.consequences(state, settings.gradingWindow(), clock.instant()));
    }
    workInbox();
    return this;
  }

  private void tell(GradingEvent event) {
    switch (event) {
      case GradingEvent.MethodDemoted e ->
          say(EventTypes.RISK_METHOD_DEMOTED, Severity.ERROR, e.method(), e.reason());
      case GradingEvent.MethodRestored e ->
          say(EventTypes.RISK_METHOD_RESTORED, Severity.INFO, e.method(), e.reason());
      case GradingEvent.ForecastMade e -> {
        // One a day; GET /api/risk/backtest shows it.
      }
      case GradingEvent.ForecastMet e -> {
        // Its consequences are told.
      }
      case GradingEvent.ForecastDropped e ->
          getContext().getLog().warn("forecast of {} dropped: {}", e.day(), e.reason());
      case GradingEvent.SessionValued e -> {
        // Shows as drawdown.
      }
    }
  }

  private void say(String type, Severity severity, RiskMethod method, String reason) {
    events.record(
        new EventDraft(
            type,
            RiskVoice.SOURCE,
            severity,
            Map.of("method", method.key(), "reason", reason, "lead", lead().key()),
            ""));
  }

  private RiskMethod lead() {
    return settings.order().stream()
        .filter(m -> !state.demoted().contains(m))
        .findFirst()
        .orElse(settings.method());
  }

  private SelfGrade grade() {
    return new SelfGrade(
        settings.method(),
        lead(),
        settings.gradingWindow(),
        Grades.of(state.days(), settings.gradingWindow()),
        state.demoted(),
        state.days(),
        state.newest(),
        List.copyOf(points));
  }
}
