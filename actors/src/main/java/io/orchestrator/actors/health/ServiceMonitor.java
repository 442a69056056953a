package io.orchestrator.actors.health;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.HealthRules;
import io.orchestrator.domain.health.HealthRules.Judgement;
import io.orchestrator.domain.health.HealthSettings;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.RecoveryLadder;
import io.orchestrator.domain.health.RecoveryStep;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.system.Dependencies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Watches one service: probes it, judges it, climbs the recovery ladder when it does not work.
 * Probes and recovery steps run on the blocking dispatcher, one of each at a time; what comes back
 * too late is told by its number and ignored.
 */
final class ServiceMonitor extends AbstractBehavior<ServiceMonitor.Command> {

  sealed interface Command {}

  /** Begins a probe unless one runs. */
  record CheckNow() implements Command {}

  record SetInterval(Duration every) implements Command {}

  /** Begins recovery anew; {@code then} is told to {@code to} once it began. */
  record RecoverNow(String by, ActorRef<HealthMonitor.Command> to, HealthMonitor.Command then)
      implements Command {}

  private record Probed(long number, ProbeResult result) implements Command {}

  private record ProbeTimedOut(long number) implements Command {}

  private record StepDue(long generation) implements Command {}

  private record StepEnded(long generation, RecoveryStep step, String outcome, boolean failed)
      implements Command {}

  private static final String SOURCE = "health_monitor";

  private HealthSettings settings;
  private final MonitoredService service;
  private final Events events;
  private final InstantSource clock;
  private final ActorRef<HealthMonitor.Command> parent;
  private final TimerScheduler<Command> timers;
  private final Executor blocking;
  private final List<String> requiredFor;
  private Judgement judgement;
  private RecoveryLadder ladder;
  private long probeNumber;
  private boolean probing;
  private boolean probeHangs;
  private boolean verdictDue;
  private final Instant begun;
  private boolean everWorked;

  private ServiceMonitor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      HealthSettings settings,
      MonitoredService service,
      Events events,
      InstantSource clock,
      ActorRef<HealthMonitor.Command> parent) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.service = service;
    this.events = events;
    this.clock = clock;
    this.parent = parent;
    this.blocking =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"));
    this.requiredFor = Dependencies.namesRequiredFor(service.name());
    this.begun = clock.instant();
    this.judgement = HealthRules.unknown(begun);
    this.ladder = RecoveryLadder.idle(settings.recovery());
    onCheck();
  }

  static Behavior<Command> create(
      HealthSettings settings,
      MonitoredService service,
      Events events,
      InstantSource clock,
      ActorRef<HealthMonitor.Command> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ServiceMonitor(context, timers, settings, service, events, clock, parent)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case CheckNow ignored -> onCheck();
      case SetInterval set -> {
        settings = settings.withInterval(set.every());
        onCheck();
      }
      case RecoverNow recover -> onRecoverNow(recover);
      case Probed probed -> onProbed(probed);
      case ProbeTimedOut timedOut -> onProbeTimedOut(timedOut);
      case StepDue due -> onStepDue(due);
      case StepEnded ended -> onStepEnded(ended);
    }
    return this;
  }

  private void onCheck() {
    if (probing) {
      return;
    }
    probing = true;
    timers.startSingleTimer("timeout", new ProbeTimedOut(probeNumber + 1), settings.probeTimeout());
    if (probeHangs) {
      // The one before still holds its thread: not another one, this check just fails.
      probeNumber++;
      return;
    }
    long number = ++probeNumber;
    probeHangs = true;
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(service::probe, blocking),
            (result, failure) ->
                new Probed(
                    number,
                    failure == null ? result : ProbeResult.down("probe failed: " + failure)));
  }

  private void onProbed(Probed probed) {
    probeHangs = false;
    if (probed.number() == probeNumber && probing) {
      judge(probed.result());
    }
  }

  private void onProbeTimedOut(ProbeTimedOut timedOut) {
    if (timedOut.number() == probeNumber && probing) {
      judge(ProbeResult.down("no answer in " + settings.probeTimeout().toMillis() + " ms"));
    }
  }

  private void judge(ProbeResult result) {
    probing = false;
    timers.cancel("timeout");
    Judgement before = judgement;
    judgement = HealthRules.judge(settings, before, result, clock.instant());
    everWorked |= works();
    climb();
    Optional<HealthReport.Change> change = Optional.empty();
    if (judgement.status() != before.status()) {
      change = Optional.of(changed(before));
    }
    parent.tell(new HealthMonitor.Checked(health(), change));
    timers.startSingleTimer("check", new CheckNow(), untilNextCheck());
  }

  private HealthReport.Change changed(Judgement before) {
    record(
        EventTypes.SERVICE_HEALTH_CHANGED,
        severity(judgement.status()),
        Map.of(
            "from", before.status().wireName(),
            "to", judgement.status().wireName(),
            "detail", judgement.detail()));
    return new HealthReport.Change(
        judgement.checkedAt(),
        service.name(),
        before.status(),
        judgement.status(),
        judgement.detail());
  }

  /** A failure is confirmed quickly; what is not well is asked often enough to see it come back. */
  private Duration untilNextCheck() {
    if (judgement.failures() > 0 && judgement.failures() < settings.failuresForCritical()) {
      return settings.confirmInterval();
    }
    if (judgement.status() != HealthStatus.HEALTHY) {
      Duration often = settings.confirmInterval().multipliedBy(5);
      return often.compareTo(settings.interval()) < 0 ? often : settings.interval();
    }
    return settings.interval();
  }

  private boolean works() {
    return judgement.status() == HealthStatus.HEALTHY
        || judgement.status() == HealthStatus.DEGRADED;
  }

  private void climb() {
    Instant now = clock.instant();
    boolean attemptJudged = verdictDue;
    verdictDue = false;
    if (judgement.failures() == 0 && works()) {
      if (ladder.step().isPresent() || ladder.exhausted()) {
        String step = ladder.step().map(ServiceMonitor::wireName).orElse("none");
        record(
            EventTypes.RECOVERY_FINISHED,
            Severity.INFO,
            Map.of("step", step, "attempt", ladder.attempt(), "outcome", "recovered"));
      }
      ladder = ladder.recovered();
      timers.cancel("step");
      return;
    }
    boolean confirmed =
        judgement.failures() == 0 || judgement.failures() >= settings.failuresForUnhealthy();
    if (works() || !confirmed || starting(now)) {
      verdictDue = attemptJudged;
      return;
    }
    ladder = attemptJudged ? ladder.failed(ladder.generation(), now) : ladder.begin(now);
    scheduleStep(now);
  }

  /** The start is an attempt like any other: whoever connects for the first time is let do so. */
  private boolean starting(Instant now) {
    return !everWorked && now.isBefore(begun.plus(settings.recovery().stepTimeout()));
  }

  private void scheduleStep(Instant now) {
    ladder
        .nextAt()
        .ifPresent(
            at -> {
              Duration wait = Duration.between(now, at);
              timers.startSingleTimer(
                  "step",
                  new StepDue(ladder.generation()),
                  wait.isNegative() ? Duration.ZERO : wait);
            });
  }

  private void onRecoverNow(RecoverNow recover) {
    Instant now = clock.instant();
    verdictDue = false;
    record(
        EventTypes.CONTROL_REQUESTED,
        Severity.INFO,
        Map.of("action", "recover", "by", recover.by(), "outcome", "started"));
    ladder = ladder.anew(now);
    onStepDue(new StepDue(ladder.generation()));
    parent.tell(new HealthMonitor.Checked(health(), Optional.empty()));
    recover.to().tell(recover.then());
  }

  private void onStepDue(StepDue due) {
    if (due.generation() != ladder.generation() || ladder.nextAt().isEmpty()) {
      return;
    }
    RecoveryStep step = ladder.step().orElseThrow();
    long generation = ladder.generation();
    ladder = ladder.started();
    record(
        EventTypes.RECOVERY_STARTED,
        Severity.WARNING,
        Map.of("step", wireName(step), "attempt", ladder.attempt()));
    if (step == RecoveryStep.EMERGENCY_SHUTDOWN) {
      onStepEnded(new StepEnded(generation, step, lastResort(), false));
      return;
    }
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(() -> carryOut(step), blocking)
            .orTimeout(
                settings.recovery().stepTimeout().toMillis(),
                java.util.concurrent.TimeUnit.MILLISECONDS);
    getContext()
        .pipeToSelf(
            running,
            (outcome, failure) ->
                failure == null
                    ? new StepEnded(generation, step, outcome, false)
                    : new StepEnded(generation, step, String.valueOf(failure), true));
  }

  private String carryOut(RecoveryStep step) {
    return switch (step) {
      case COMPONENT_RESTART -> {
        service.restartComponent();
        yield "restarted";
      }
      case CONNECTION_RESET -> {
        service.resetConnection();
        yield "reset";
      }
      case FALLBACK -> service.fallBack().map(what -> "fallback: " + what).orElse("no fallback");
      case EMERGENCY_SHUTDOWN -> throw new IllegalStateException("is not the service's business");
    };
  }

  private String lastResort() {
    if (requiredFor.isEmpty()) {
      return "not needed: nothing requires " + service.name().wireName();
    }
    String stopped = "stopped: " + String.join(", ", requiredFor);
    record(EventTypes.EMERGENCY_SHUTDOWN, Severity.CRITICAL, Map.of("detail", judgement.detail()));
    parent.tell(new HealthMonitor.LastResort(service.name(), judgement.detail()));
    return stopped;
  }

  private void onStepEnded(StepEnded ended) {
    if (ended.generation() != ladder.generation()
        || !ladder.step().equals(Optional.of(ended.step()))) {
      return;
    }
    record(
        EventTypes.RECOVERY_FINISHED,
        ended.failed() ? Severity.ERROR : Severity.INFO,
        Map.of(
            "step", wireName(ended.step()),
            "attempt", ladder.attempt(),
            "outcome", ended.outcome()));
    verdictDue = true;
    // A connection needs a moment; the next probe says whether the attempt helped.
    timers.startSingleTimer("check", new CheckNow(), settings.confirmInterval());
  }

  private ServiceHealth health() {
    Optional<ServiceHealth.Recovery> recovery =
        ladder
            .step()
            .map(step -> new ServiceHealth.Recovery(step, ladder.attempt(), ladder.nextAt()));
    String detail =
        ladder.exhausted()
            ? judgement.detail() + "; every recovery step was tried"
            : judgement.detail();
    return new ServiceHealth(
        service.name(),
        judgement.status(),
        judgement.latencyMs(),
        judgement.checkedAt(),
        judgement.since(),
        judgement.failures(),
        detail,
        recovery,
        requiredFor);
  }

  private void record(String type, Severity severity, Map<String, Object> data) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("service", service.name().wireName());
    all.putAll(data);
    events.record(EventDraft.of(type, SOURCE, severity, all));
  }

  private static Severity severity(HealthStatus status) {
    return switch (status) {
      case HEALTHY -> Severity.INFO;
      case DEGRADED -> Severity.WARNING;
      case UNHEALTHY -> Severity.ERROR;
      case CRITICAL -> Severity.CRITICAL;
    };
  }

  private static String wireName(RecoveryStep step) {
    return step.name().toLowerCase(Locale.ROOT);
  }
}
