package io.orchestrator.actors.resource;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.dispatch.ExecutionContexts;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.resource.MemoryWatermarks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Measures what this node has left, and decides who gives way: above the high watermark of memory
 * nothing costly begins; while orders move, or tasks wait for a thread, fewer steps compute. Writes
 * what it found to {@link NodeResources}, which is asked by those who give way.
 */
public final class ResourceManager extends AbstractBehavior<ResourceManager.Command> {
  /** Local messages. */
  public sealed interface Command {}

  /** An order changed: more of it may come. */
  public enum OrderMoved implements Command {
    INSTANCE
  }

  private enum Look implements Command {
    INSTANCE
  }

  /** A task came to a thread of the actors. */
  private record Waited(Duration forThread) implements Command {}

  private enum Collected implements Command {
    INSTANCE
  }

  private final Heap heap;
  private final NodeResources found;
  private final Consumer<EventDraft> events;
  private final String node;
  private final Cancellable threadWatch;
  private boolean needed;
  private long neededUntil;
  private boolean collecting;

  /**
   * @param node name of this node, for events
   * @param found written to; has the settings
   */
  public static Behavior<Command> create(
      String node, NodeResources found, Consumer<EventDraft> events) {
    return Behaviors.setup(context -> create(node, new VirtualMachineHeap(), found, events));
  }

  static Behavior<Command> create(
      String node, Heap heap, NodeResources found, Consumer<EventDraft> events) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ResourceManager(context, timers, node, heap, found, events)));
  }

  private ResourceManager(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String node,
      Heap heap,
      NodeResources found,
      Consumer<EventDraft> events) {
    super(context);
    Duration lookEvery = found.settings().lookEvery();
    this.heap = heap;
    this.found = found;
    this.events = events;
    this.node = node;
    this.threadWatch = watchThreads(context.getSystem(), context.getSelf(), lookEvery);
    timers.startTimerWithFixedDelay(Look.INSTANCE, lookEvery);
  }

  /** From outside of the dispatcher, as messages of sockets and timers come. */
  private static Cancellable watchThreads(
      ActorSystem<?> system, ActorRef<Command> self, Duration every) {
    Executor threads = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
    return system
        .scheduler()
        .scheduleWithFixedDelay(
            every,
            every,
            () -> {
              long handed = System.nanoTime();
              threads.execute(
                  () -> self.tell(new Waited(Duration.ofNanos(System.nanoTime() - handed))));
            },
            ExecutionContexts.fromExecutor(Runnable::run));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onCommand)
        .onSignal(
            PostStop.class,
            signal -> {
              threadWatch.cancel();
              heap.close();
              return this;
            })
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Look look -> {
        memory();
        cores(System.nanoTime());
      }
      case OrderMoved moved -> need(System.nanoTime());
      case Waited waited -> {
        found.waited(waited.forThread());
        if (waited.forThread().compareTo(found.settings().cpu().lateAfter()) >= 0) {
          need(System.nanoTime());
        }
      }
      case Collected collected -> {
        collecting = false;
        memory();
      }
    }
    return this;
  }

  private void need(long now) {
    needed = true;
    neededUntil = now + found.settings().cpu().hold().toNanos();
    found.cores(true);
  }

  private void cores(long now) {
    if (needed && now - neededUntil >= 0) {
      needed = false;
      found.cores(false);
    }
  }

  private void memory() {
    double used = heap.usedAfterCollection();
    boolean before = found.memoryScarce();
    boolean scarce = found.settings().memory().marks().scarce(before, used);
    found.memory(scarce, used);
    if (scarce != before) {
      tell(scarce, used);
    }
    Duration patience = found.settings().memory().collectAfter();
    if (scarce
        && !needed
        && !collecting
        && patience.isPositive()
        && heap.sinceCollection().compareTo(patience) >= 0) {
      collect();
    }
  }

  /** What was released since may lie there as garbage, and hold up work for nothing. */
  private void collect() {
    collecting = true;
    ActorRef<Command> self = getContext().getSelf();
    getContext()
        .getSystem()
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"))
        .execute(
            () -> {
              heap.collect();
              self.tell(Collected.INSTANCE);
            });
  }

  private void tell(boolean scarce, double used) {
    MemoryWatermarks marks = found.settings().memory().marks();
    getContext()
        .getLog()
        .warn(
            "{} % of the heap are in use after a collection: {}",
            Math.round(100 * used),
            scarce ? "no heavy step begins, costly requests are refused" : "work is taken again");
    events.accept(
        EventDraft.of(
            scarce ? EventTypes.MEMORY_PRESSURE_BEGAN : EventTypes.MEMORY_PRESSURE_ENDED,
            "resource_manager",
            scarce ? Severity.WARNING : Severity.INFO,
            Map.of(
                "node",
                node,
                "used",
                used,
                "high_watermark",
                marks.high(),
                "low_watermark",
                marks.low())));
  }
}
