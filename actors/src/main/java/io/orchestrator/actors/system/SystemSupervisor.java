package io.orchestrator.actors.system;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.pubsub.Topic;
import akka.actor.typed.receptionist.Receptionist;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.SystemControl.ControlResult;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.CapabilityMatrix;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.Damping;
import io.orchestrator.domain.system.SystemCommand;
import io.orchestrator.domain.system.SystemFact;
import io.orchestrator.domain.system.SystemMachine;
import io.orchestrator.domain.system.SystemMemory;
import io.orchestrator.domain.system.SystemPart;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.domain.system.Wish;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The head of the system: its behaviours are the system's states. Hosts the parts, judges what
 * their failures and the services' health mean, and tells everyone what is allowed. Its memory is
 * in {@link SystemJournal}, so that it and the parts live on while the database is down.
 */
public final class SystemSupervisor {

  public sealed interface Command {}

  public record GetStatus(ActorRef<SystemChanged> replyTo) implements Command, ClusterMessage {}

  public record Control(ControlAction action, String by, ActorRef<ControlReply> replyTo)
      implements Command, ClusterMessage {}

  /** The last process of the system ends: state SHUTDOWN, no entries; the parts still live. */
  public record AnnounceShutdown(String cause, ActorRef<ShutdownAnnounced> replyTo)
      implements Command, ClusterMessage {}

  /** Stops the parts in reverse order and then itself: hand-over, or the end. */
  public record Stop() implements Command, ClusterMessage {}

  private record FromJournal(SystemJournal.Notice notice) implements Command {}

  private record JournalStopped() implements Command {}

  private record OpenJournal() implements Command {}

  private record FromHost(ChildHost.Report report) implements Command {}

  private record FromHealth(HealthMonitor.Notice notice) implements Command {}

  private record HostStopped(SystemPart part) implements Command {}

  private record Drained() implements Command {}

  private record StopOverdue(int step) implements Command {}

  private record Announce() implements Command {}

  private record Reassess() implements Command {}

  private record SettleOver() implements Command {}

  private record StartOverdue() implements Command {}

  /** Exactly one of the two. */
  public record ControlReply(Optional<ControlResult> result, Optional<Refusal> refusal)
      implements ClusterMessage {}

  public record ShutdownAnnounced() implements ClusterMessage {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final SystemSettings settings;
  private final List<PartSpec<?>> specs;
  private final BiConsumer<PartRefs, Set<Capability>> applyCapabilities;
  private final SystemVoice voice;
  private final InstantSource clock;
  private final ActorRef<Topic.Command<SystemChanged>> topic;
  private final StateKeeper keeper;
  private final PartRefs refs;
  private final Map<ServiceName, HealthStatus> statuses = new EnumMap<>(ServiceName.class);
  private final Set<SystemPart> failing = EnumSet.noneOf(SystemPart.class);
  private final List<SystemPart> toStop = new ArrayList<>();
  private final Instant bootedAt;
  private SystemMemory memory;
  private boolean remembered;
  private boolean complete;
  private boolean settled;
  private Damping damping;
  private Set<Capability> told = Set.of();

  private SystemSupervisor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SystemSettings settings,
      List<PartSpec<?>> specs,
      BiConsumer<PartRefs, Set<Capability>> applyCapabilities,
      Events events,
      InstantSource clock) {
    this.context = context;
    context.setLoggerName(SystemSupervisor.class);
    this.timers = timers;
    this.settings = settings;
    this.specs = List.copyOf(specs);
    this.applyCapabilities = applyCapabilities;
    this.voice = new SystemVoice(events, context.getLog());
    this.clock = clock;
    this.bootedAt = clock.instant();
    this.topic = context.spawn(Topic.create(SystemChanged.class, SystemChanged.TOPIC), "topic");
    this.keeper = new StateKeeper(context, FromJournal::new);
    this.refs = new PartRefs(context.messageAdapter(HealthMonitor.Notice.class, FromHealth::new));
    this.memory =
        new SystemMemory(SystemState.INITIALIZING, Wish.STAND_BY, bootedAt, 0, "reads its journal");
    this.damping = Damping.starting(settings.damping(), SystemState.ERROR);
  }

  /**
   * @param specs in any order; they start in the order of {@link SystemPart}
   * @param applyCapabilities tells the parts what is allowed, at each change and now and then
   * @param clock wall time
   */
  public static Behavior<Command> create(
      SystemSettings settings,
      List<PartSpec<?>> specs,
      BiConsumer<PartRefs, Set<Capability>> applyCapabilities,
      Events events,
      InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new SystemSupervisor(
                            context, timers, settings, specs, applyCapabilities, events, clock)
                        .begin()));
  }

  private Behavior<Command> begin() {
    keeper.openJournal(new JournalStopped());
    timers.startTimerWithFixedDelay(new Announce(), settings.announceEvery());
    return in(SystemState.INITIALIZING);
  }

  /** One behaviour for each state; what they share is in {@link #always}. */
  private Behavior<Command> in(SystemState state) {
    return switch (state) {
      case INITIALIZING -> Behaviors.receiveMessage(this::whileInitializing);
      case READY, RUNNING, DEGRADED, MAINTENANCE, ERROR -> Behaviors.receiveMessage(this::whileUp);
      case SHUTDOWN -> Behaviors.receiveMessage(this::always);
    };
  }

  private Behavior<Command> whileInitializing(Command command) {
    return switch (command) {
      case SettleOver over -> {
        settled = true;
        yield goOnIfReady();
      }
      case StartOverdue overdue ->
          apply(new SystemCommand.StartFailed("the parts were not ready in time"));
      case Reassess reassess -> goOnIfReady();
      default -> always(command);
    };
  }

  private Behavior<Command> whileUp(Command command) {
    return command instanceof Reassess ? judge() : always(command);
  }

  private Behavior<Command> always(Command command) {
    return switch (command) {
      case GetStatus ask -> {
        ask.replyTo().tell(present());
        yield Behaviors.same();
      }
      case Control control -> onControl(control);
      case AnnounceShutdown announce -> onAnnounceShutdown(announce);
      case Stop stop -> onStop();
      case FromJournal from -> onJournal(from.notice());
      case JournalStopped stopped -> {
        timers.startSingleTimer("journal", new OpenJournal(), keeper.onStopped());
        yield Behaviors.same();
      }
      case OpenJournal open -> {
        keeper.openJournal(new JournalStopped());
        yield Behaviors.same();
      }
      case FromHost from -> onHost(from.report());
      case FromHealth from -> onHealth(from.notice());
      case HostStopped stopped ->
          throw new IllegalStateException("the host of " + stopped.part() + " broke");
      case Announce announce -> {
        announce(true);
        yield Behaviors.same();
      }
      case Drained drained -> Behaviors.same();
      case StopOverdue overdue -> Behaviors.same();
      case SettleOver over -> Behaviors.same();
      case StartOverdue overdue -> Behaviors.same();
      case Reassess reassess -> Behaviors.same();
    };
  }

  private Behavior<Command> onJournal(SystemJournal.Notice notice) {
    return switch (notice) {
      case SystemJournal.Saved saved -> {
        keeper.onSaved();
        yield Behaviors.same();
      }
      case SystemJournal.Opened opened -> {
        boolean first = !remembered;
        remembered = true;
        if (first) {
          memory = opened.memory();
        }
        keeper.onOpened();
        yield first ? boot() : Behaviors.same();
      }
    };
  }

  private Behavior<Command> boot() {
    Behavior<Command> next = apply(new SystemCommand.Boot(settings.autoStart()));
    ActorRef<ChildHost.Report> reports =
        context.messageAdapter(ChildHost.Report.class, FromHost::new);
    for (SystemPart part : SystemPart.values()) {
      specs.stream().filter(s -> s.part() == part).forEach(spec -> host(spec, reports));
    }
    for (SystemPart part : SystemPart.values()) {
      if (refs.has(part)) {
        refs.host(part).tell(new ChildHost.Begin());
      }
    }
    awaitParts();
    return next;
  }

  private <T> void host(PartSpec<T> spec, ActorRef<ChildHost.Report> reports) {
    SystemPart part = spec.part();
    Behavior<Object> behavior =
        ChildHost.create(
            part,
            () -> spec.factory().apply(refs).<Object>unsafeCast(),
            settings.host(),
            clock,
            reports);
    ActorRef<Object> host = context.spawn(behavior, part.wireName());
    refs.put(part, host);
    context.watchWith(host, new HostStopped(part));
    context.getSystem().receptionist().tell(Receptionist.register(spec.key(), host.<T>narrow()));
  }

  private void awaitParts() {
    complete = false;
    settled = false;
    statuses.clear();
    timers.startSingleTimer("start", new StartOverdue(), settings.startTimeout());
  }

  private Behavior<Command> onHealth(HealthMonitor.Notice notice) {
    switch (notice) {
      case HealthMonitor.Judged judged -> {
        statuses.clear();
        statuses.putAll(judged.statuses());
        if (judged.complete() && !complete) {
          complete = true;
          timers.startSingleTimer("settle", new SettleOver(), settings.settle());
        }
      }
      case HealthMonitor.Emergency emergency ->
          context
              .getLog()
              .error(
                  "{} could not be recovered ({}): what requires it stays off",
                  emergency.service().wireName(),
                  emergency.detail());
    }
    return reassess();
  }

  private Behavior<Command> onHost(ChildHost.Report report) {
    voice.host(report);
    switch (report) {
      case ChildHost.Failed failed -> {
        // Only counted until it is escalated.
      }
      case ChildHost.Escalated escalated -> failing.add(escalated.part());
      case ChildHost.Recovered recovered -> failing.remove(recovered.part());
    }
    return reassess();
  }

  private Behavior<Command> reassess() {
    return switch (memory.state()) {
      case INITIALIZING -> goOnIfReady();
      case READY, RUNNING, DEGRADED, MAINTENANCE, ERROR -> judge();
      case SHUTDOWN -> Behaviors.same();
    };
  }

  private Behavior<Command> goOnIfReady() {
    CapabilityMatrix.Verdict verdict = verdict();
    if (!complete || (verdict.verdict() != SystemState.RUNNING && !settled)) {
      return Behaviors.same();
    }
    timers.cancel("start");
    timers.cancel("settle");
    damping = Damping.starting(settings.damping(), verdict.verdict());
    return apply(new SystemCommand.PartsReady(verdict.verdict(), verdict.cause()));
  }

  private Behavior<Command> judge() {
    CapabilityMatrix.Verdict verdict = verdict();
    Instant now = clock.instant();
    damping = damping.observe(verdict.verdict(), now);
    damping
        .dueAt()
        .ifPresent(
            at -> {
              Duration wait = Duration.between(now, at);
              timers.startSingleTimer(
                  "damping", new Reassess(), wait.isNegative() ? Duration.ZERO : wait);
            });
    Behavior<Command> next = apply(new SystemCommand.Judge(damping.accepted(), verdict.cause()));
    announce(false);
    return next;
  }

  private CapabilityMatrix.Verdict verdict() {
    return CapabilityMatrix.judge(statuses, failing);
  }

  private Behavior<Command> onControl(Control control) {
    String by = control.by();
    SystemMachine.Decision decision =
        SystemMachine.decide(
            memory,
            new SystemCommand.Control(control.action(), by, damping.accepted(), verdict().cause()),
            clock.instant());
    voice.controlRequested(control.action(), by, decision.refusal());
    if (decision.refusal().isPresent()) {
      control.replyTo().tell(new ControlReply(Optional.empty(), decision.refusal()));
      return Behaviors.same();
    }
    Behavior<Command> next =
        apply(
            decision.facts(),
            () ->
                control
                    .replyTo()
                    .tell(
                        new ControlReply(
                            Optional.of(SystemVoice.result(control.action(), memory.state())),
                            Optional.empty())));
    if (control.action() == ControlAction.RESTART) {
      restartParts();
    }
    return next;
  }

  /** The event log stays: it has to record the rest. */
  private void restartParts() {
    awaitParts();
    for (SystemPart part : SystemPart.values()) {
      if (part != SystemPart.EVENT_MANAGER && refs.has(part)) {
        refs.host(part).tell(new RestartPart());
      }
    }
  }

  private Behavior<Command> onAnnounceShutdown(AnnounceShutdown announce) {
    SystemMachine.Decision decision =
        SystemMachine.decide(memory, new SystemCommand.ShutDown(announce.cause()), clock.instant());
    return apply(decision.facts(), () -> announce.replyTo().tell(new ShutdownAnnounced()));
  }

  private Behavior<Command> apply(SystemCommand command) {
    return apply(SystemMachine.decide(memory, command, clock.instant()).facts(), () -> {});
  }

  private Behavior<Command> apply(List<SystemFact> facts, Runnable whenSaved) {
    keeper.save(facts, whenSaved);
    if (facts.isEmpty()) {
      return Behaviors.same();
    }
    memory = SystemMachine.evolveAll(memory, facts);
    for (SystemFact fact : facts) {
      if (fact instanceof SystemFact.StateChanged changed) {
        voice.stateChanged(changed);
      }
    }
    announce(true);
    return in(memory.state());
  }

  private void announce(boolean anyway) {
    SystemChanged present = present();
    if (anyway || !present.capabilities().equals(told)) {
      told = present.capabilities();
      applyCapabilities.accept(refs, told);
      topic.tell(Topic.publish(present));
    }
  }

  private SystemChanged present() {
    CapabilityMatrix.Verdict verdict = verdict();
    return new SystemChanged(
        memory.state(),
        Set.copyOf(CapabilityMatrix.allowed(memory.state(), verdict)),
        complete ? verdict.reasons() : List.of(),
        bootedAt,
        memory.since(),
        refs.loops(failing));
  }

  private Behavior<Command> onStop() {
    timers.cancelAll();
    SystemPart[] parts = SystemPart.values();
    for (int i = parts.length - 1; i >= 0; i--) {
      if (refs.has(parts[i])) {
        toStop.add(parts[i]);
      }
    }
    return stopNext(0);
  }

  /** Declared order, each part bounded in time. */
  private Behavior<Command> stopNext(int step) {
    if (step == toStop.size()) {
      return Behaviors.stopped();
    }
    SystemPart part = toStop.get(step);
    timers.startSingleTimer("stop", new StopOverdue(step), settings.stopTimeout());
    if (part == SystemPart.EVENT_MANAGER) {
      refs.<EventManager.Command>ref(part)
          .tell(
              new EventManager.Drain(
                  context.messageAdapter(EventManager.Drained.class, d -> new Drained())));
    } else {
      context.stop(refs.host(part));
    }
    return Behaviors.receiveMessage(command -> whileStopping(step, command));
  }

  private Behavior<Command> whileStopping(int step, Command command) {
    SystemPart part = toStop.get(step);
    return switch (command) {
      case HostStopped stopped -> stopped.part() == part ? stopNext(step + 1) : Behaviors.same();
      case StopOverdue overdue -> {
        if (overdue.step() != step) {
          yield Behaviors.same();
        }
        context.getLog().warn("{} did not stop in {}", part.wireName(), settings.stopTimeout());
        yield stopNext(step + 1);
      }
      case Drained drained -> {
        context.stop(refs.host(part));
        yield Behaviors.same();
      }
      case GetStatus ask -> {
        ask.replyTo().tell(present());
        yield Behaviors.same();
      }
      case FromJournal from -> {
        if (from.notice() instanceof SystemJournal.Saved) {
          keeper.onSaved();
        }
        yield Behaviors.same();
      }
      default -> Behaviors.same();
    };
  }
}
