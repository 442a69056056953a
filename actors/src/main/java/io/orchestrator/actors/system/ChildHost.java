package io.orchestrator.actors.system;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.metrics.MeasuredMailbox;
import io.orchestrator.domain.system.SystemPart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The stable address of a part. Passes messages on to the living child, keeps a bounded number
 * while it is away, starts it again with back-off, and tells each failure with its cause. A part
 * that fails too often counts as failing until it stayed alive for a while; it is tried on all the
 * same. Also for persistent children, whose journal failures ordinary supervision does not see.
 */
final class ChildHost extends AbstractBehavior<Object> {

  /** What the supervisor is told. */
  sealed interface Report {}

  record Failed(SystemPart part, String cause, int attempt, Duration delay) implements Report {}

  record Escalated(SystemPart part, String cause) implements Report {}

  record Recovered(SystemPart part) implements Report {}

  /** The first start; every address is known by then. */
  record Begin() {}

  private record Start(long generation) {}

  private record Stable(long generation) {}

  /** The child has started without a failure; from now on messages reach it. */
  private record Up(long generation) {}

  private final TimerScheduler<Object> timers;
  private final SystemPart part;
  private final Supplier<Behavior<Object>> factory;
  private final HostSettings settings;
  private final InstantSource clock;
  private final ActorRef<Report> reports;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private final Deque<Instant> failures = new ArrayDeque<>();
  private ActorRef<Object> child;
  private boolean up;
  private boolean restarting;
  private boolean escalated;
  private long generation;
  private long dropped;

  private ChildHost(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      SystemPart part,
      Supplier<Behavior<Object>> factory,
      HostSettings settings,
      InstantSource clock,
      ActorRef<Report> reports) {
    super(context);
    this.timers = timers;
    this.part = part;
    this.factory = factory;
    this.settings = settings;
    this.clock = clock;
    this.reports = reports;
  }

  static Behavior<Object> create(
      SystemPart part,
      Supplier<Behavior<Object>> factory,
      HostSettings settings,
      InstantSource clock,
      ActorRef<Report> reports) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ChildHost(context, timers, part, factory, settings, clock, reports)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(RestartPart.class, message -> onRestart())
        .onMessage(Begin.class, message -> onStart(new Start(0)))
        .onMessage(Start.class, this::onStart)
        .onMessage(Stable.class, this::onStable)
        .onMessage(Up.class, this::onUp)
        .onMessage(Object.class, this::onMessage)
        .onSignal(ChildFailed.class, signal -> onStopped(signal, causeOf(signal.getCause())))
        .onSignal(Terminated.class, signal -> onStopped(signal, "stopped by itself"))
        .build();
  }

  private void start() {
    generation++;
    up = false;
    Up started = new Up(generation);
    ActorRef<Object> host = getContext().getSelf();
    Behavior<Object> behavior =
        Behaviors.intercept(
            () -> new TellWhenStarted(host, started), Behaviors.setup(context -> factory.get()));
    child =
        getContext()
            .spawn(behavior, part.wireName() + "-" + generation, MeasuredMailbox.selector());
    getContext().watch(child);
    if (!failures.isEmpty()) {
      timers.startSingleTimer("stable", new Stable(generation), settings.stableAfter());
    }
  }

  /** Only now: what is handed to a child that fails while it starts dies with its mailbox. */
  private Behavior<Object> onUp(Up started) {
    if (started.generation() == generation && child != null) {
      up = true;
      while (!waiting.isEmpty()) {
        child.tell(waiting.removeFirst());
      }
    }
    return this;
  }

  private Behavior<Object> onMessage(Object message) {
    if (child != null && up) {
      child.tell(message);
    } else if (waiting.size() < settings.buffer()) {
      waiting.addLast(message);
    } else {
      dropped++;
      if (Long.bitCount(dropped) == 1) {
        getContext().getLog().error("{} is away: {} messages dropped", part.wireName(), dropped);
      }
    }
    return this;
  }

  private Behavior<Object> onRestart() {
    if (child != null && !restarting) {
      restarting = true;
      getContext().stop(child);
      child = null;
    }
    return this;
  }

  private Behavior<Object> onStart(Start start) {
    if (start.generation() == generation && child == null) {
      start();
    }
    return this;
  }

  private Behavior<Object> onStable(Stable stable) {
    if (stable.generation() == generation && child != null) {
      failures.clear();
      if (escalated) {
        escalated = false;
        reports.tell(new Recovered(part));
      }
    }
    return this;
  }

  private Behavior<Object> onStopped(Terminated signal, String cause) {
    timers.cancel("stable");
    child = null;
    if (restarting) {
      restarting = false;
      start();
      return this;
    }
    Instant now = clock.instant();
    failures.addLast(now);
    while (failures.getFirst().isBefore(now.minus(settings.window()))) {
      failures.removeFirst();
    }
    int attempt = failures.size();
    Duration delay = backOff(attempt);
    getContext()
        .getLog()
        .error("{} failed ({}), attempt {}, again in {}", part.wireName(), cause, attempt, delay);
    reports.tell(new Failed(part, cause, attempt, delay));
    if (attempt > settings.maxRestarts() && !escalated) {
      escalated = true;
      reports.tell(new Escalated(part, cause));
    }
    timers.startSingleTimer("start", new Start(generation), delay);
    return this;
  }

  private Duration backOff(int attempt) {
    Duration scaled = settings.minBackOff().multipliedBy(1L << Math.min(20, attempt - 1));
    return scaled.compareTo(settings.maxBackOff()) > 0 ? settings.maxBackOff() : scaled;
  }

  private static final class TellWhenStarted extends BehaviorInterceptor<Object, Object> {

    private final ActorRef<Object> host;
    private final Up started;

    TellWhenStarted(ActorRef<Object> host, Up started) {
      super(Object.class);
      this.host = host;
      this.started = started;
    }

    @Override
    public Behavior<Object> aroundStart(
        TypedActorContext<Object> context, PreStartTarget<Object> target) {
      Behavior<Object> behavior = target.start(context);
      host.tell(started);
      return behavior;
    }

    @Override
    public Behavior<Object> aroundReceive(
        TypedActorContext<Object> context, Object message, ReceiveTarget<Object> target) {
      return target.apply(context, message);
    }
  }

  private static String causeOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName()
        + (root.getMessage() == null ? "" : ": " + root.getMessage());
  }
}
