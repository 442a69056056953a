package io.orchestrator.actors.health;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.HealthRules;
import io.orchestrator.domain.health.HealthSettings;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MonitoredService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows how every service is and what changed; tells its owner each judgement. The work is done by
 * one {@link ServiceMonitor} for each service, so that one that hangs delays no other.
 */
public final class HealthMonitor extends AbstractBehavior<HealthMonitor.Command> {

  public sealed interface Command {}

  public record GetReport(ActorRef<ReportReply> replyTo) implements Command, ClusterMessage {}

  /** Climbs the recovery ladder from its first step, now. */
  public record Recover(ServiceName service, String by, ActorRef<ReportReply> replyTo)
      implements Command, ClusterMessage {}

  /** Something that uses the service saw it fail, or come back: it is probed at once. */
  public record Suspect(ServiceName service, String detail) implements Command, ClusterMessage {}

  /** From now on every service is probed so often. */
  public record SetInterval(Duration every) implements Command, ClusterMessage {}

  record Checked(ServiceHealth health, Optional<HealthReport.Change> change) implements Command {}

  record LastResort(ServiceName service, String detail) implements Command {}

  /** Exactly one of the two. */
  public record ReportReply(Optional<HealthReport> report, Optional<Refusal> refusal)
      implements ClusterMessage {}

  /** What the owner is told. */
  public sealed interface Notice {}

  /**
   * @param statuses of the services that were judged so far
   * @param complete whether these are all
   */
  public record Judged(Map<ServiceName, HealthStatus> statuses, boolean complete)
      implements Notice {}

  /** Recovery of a service came to its last step. */
  public record Emergency(ServiceName service, String detail) implements Notice {}

  private final HealthSettings settings;
  private final InstantSource clock;
  private final LivePublisher live;
  private final ActorRef<Notice> owner;
  private final Map<ServiceName, ActorRef<ServiceMonitor.Command>> monitors =
      new EnumMap<>(ServiceName.class);
  private final Map<ServiceName, ServiceHealth> latest = new EnumMap<>(ServiceName.class);
  private final Deque<HealthReport.Change> history = new ArrayDeque<>();

  private HealthMonitor(
      ActorContext<Command> context,
      HealthSettings settings,
      List<MonitoredService> services,
      Events events,
      LivePublisher live,
      InstantSource clock,
      ActorRef<Notice> owner) {
    super(context);
    this.settings = settings;
    this.clock = clock;
    this.live = live;
    this.owner = owner;
    for (MonitoredService service : services) {
      Behavior<ServiceMonitor.Command> monitor =
          Behaviors.supervise(
                  ServiceMonitor.create(settings, service, events, clock, context.getSelf()))
              .onFailure(
                  SupervisorStrategy.restartWithBackoff(
                      Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
      ActorRef<ServiceMonitor.Command> before =
          monitors.put(service.name(), context.spawn(monitor, service.name().wireName()));
      if (before != null) {
        throw new IllegalArgumentException("two services named " + service.name());
      }
    }
  }

  /**
   * @param clock wall time
   */
  public static Behavior<Command> create(
      HealthSettings settings,
      List<MonitoredService> services,
      Events events,
      LivePublisher live,
      InstantSource clock,
      ActorRef<Notice> owner) {
    return Behaviors.setup(
        context -> new HealthMonitor(context, settings, services, events, live, clock, owner));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case GetReport ask ->
          ask.replyTo().tell(new ReportReply(Optional.of(report()), Optional.empty()));
      case Recover recover -> onRecover(recover);
      case Suspect suspect -> onSuspect(suspect);
      case SetInterval set ->
          monitors
              .values()
              .forEach(monitor -> monitor.tell(new ServiceMonitor.SetInterval(set.every())));
      case Checked checked -> onChecked(checked);
      case LastResort last -> owner.tell(new Emergency(last.service(), last.detail()));
    }
    return this;
  }

  private void onRecover(Recover recover) {
    ActorRef<ServiceMonitor.Command> monitor = monitors.get(recover.service());
    if (monitor == null) {
      recover.replyTo().tell(new ReportReply(Optional.empty(), Optional.of(unknown(recover))));
    } else {
      monitor.tell(
          new ServiceMonitor.RecoverNow(
              recover.by(), getContext().getSelf(), new GetReport(recover.replyTo())));
    }
  }

  private static Refusal unknown(Recover recover) {
    return new Refusal(
        "health.unknown_service",
        404,
        "service '" + recover.service().wireName() + "' is not monitored here",
        "see the list of services in the health report");
  }

  private void onSuspect(Suspect suspect) {
    ActorRef<ServiceMonitor.Command> monitor = monitors.get(suspect.service());
    if (monitor != null) {
      monitor.tell(new ServiceMonitor.CheckNow());
    }
  }

  private void onChecked(Checked checked) {
    latest.put(checked.health().service(), checked.health());
    checked
        .change()
        .ifPresent(
            change -> {
              history.addFirst(change);
              while (history.size() > settings.historyLimit()) {
                history.removeLast();
              }
            });
    Map<ServiceName, HealthStatus> statuses = new EnumMap<>(ServiceName.class);
    latest.forEach((name, health) -> statuses.put(name, health.status()));
    owner.tell(new Judged(Map.copyOf(statuses), latest.size() == monitors.size()));
    live.publish(new LiveFeed.HealthUpdate(report()));
  }

  private HealthReport report() {
    HealthStatus overall =
        latest.values().stream()
            .filter(health -> !health.requiredFor().isEmpty())
            .map(ServiceHealth::status)
            .reduce(HealthStatus.HEALTHY, HealthRules::worseOf);
    return new HealthReport(
        clock.instant(), overall, List.copyOf(latest.values()), new ArrayList<>(history));
  }
}
