package io.orchestrator.actors.events;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.pubsub.Topic;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The reading end of the event log on one node: the newest events in memory, and the followers that
 * wait for the next one. Announcements may get lost between nodes; the numbers show it, and what is
 * missing is fetched before anything later is shown.
 */
public final class EventTail extends AbstractBehavior<EventTail.Command> {

  public sealed interface Command {}

  /** Answers as soon as there is an event behind {@code afterSeq}, or empty after a while. */
  record Next(long afterSeq, ActorRef<Batch> replyTo) implements Command {}

  /** The newest event that this node knows. */
  record Newest(ActorRef<Long> replyTo) implements Command {}

  private record Announced(EventsPublished published) implements Command {}

  private record LastSeqKnown(long seq) implements Command {}

  private record Fetched(EventManager.PageReply reply) implements Command {}

  private record FetchFailed(Throwable cause) implements Command {}

  private record FetchedFor(ActorRef<Batch> replyTo, List<SystemEvent> events) implements Command {}

  private record Check() implements Command {}

  /** Oldest first; empty: nothing yet, ask again. {@code refused}: too many followers. */
  record Batch(List<SystemEvent> events, boolean refused) {}

  private record Parked(long afterSeq, ActorRef<Batch> replyTo, long expiresAtNanos) {}

  static final Duration PARK = Duration.ofSeconds(5);
  private static final Duration ASK = Duration.ofSeconds(5);

  private final EventSettings settings;
  private final ActorRef<EventManager.Command> manager;
  private final Consumer<List<SystemEvent>> listener;
  private final EventWindow window;
  private List<Parked> parked = new ArrayList<>();
  private boolean started;
  private boolean fetching;

  private EventTail(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      EventSettings settings,
      ActorRef<EventManager.Command> manager,
      Consumer<List<SystemEvent>> listener) {
    super(context);
    this.settings = settings;
    this.manager = manager;
    this.listener = listener;
    this.window = new EventWindow(settings.historyLimit());
    ActorRef<Topic.Command<EventsPublished>> topic =
        context.spawn(Topic.create(EventsPublished.class, EventsPublished.TOPIC), "topic");
    topic.tell(Topic.subscribe(context.messageAdapter(EventsPublished.class, Announced::new)));
    timers.startTimerWithFixedDelay(new Check(), Duration.ZERO, settings.gapCheck());
  }

  /**
   * @param manager reaches the log, wherever it is
   * @param listener told every new event once, in order; must not block
   */
  public static Behavior<Command> create(
      EventSettings settings,
      ActorRef<EventManager.Command> manager,
      Consumer<List<SystemEvent>> listener) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new EventTail(context, timers, settings, manager, listener)));
  }

  /** The newest {@code seq} that a node knows. */
  public static CompletionStage<Long> newest(
      ActorSystem<?> system, ActorRef<Command> tail, Duration timeout) {
    return AskPattern.<Command, Long>ask(tail, Newest::new, timeout, system.scheduler());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Next next -> onNext(next);
      case Newest ask -> ask.replyTo().tell(window.lastSeq());
      case Announced announced -> onEvents(announced.published().events());
      case LastSeqKnown known -> onLastSeq(known.seq());
      case Fetched fetched -> onFetched(fetched.reply());
      case FetchFailed failed -> {
        fetching = false;
        getContext().getLog().debug("events could not be fetched", failed.cause());
      }
      case FetchedFor found -> found.replyTo().tell(new Batch(found.events(), false));
      case Check ignored -> onCheck();
    }
    return this;
  }

  private void onNext(Next next) {
    if (!started || next.afterSeq() >= window.lastSeq()) {
      if (parked.size() >= settings.maxFollowers()) {
        next.replyTo().tell(new Batch(List.of(), true));
      } else {
        parked.add(new Parked(next.afterSeq(), next.replyTo(), System.nanoTime() + PARK.toNanos()));
      }
    } else if (window.coversAfter(next.afterSeq())) {
      next.replyTo().tell(batchAfter(next.afterSeq()));
    } else {
      fetchFor(next);
    }
  }

  private Batch batchAfter(long afterSeq) {
    return new Batch(window.after(afterSeq, settings.fetch()), false);
  }

  private void fetchFor(Next next) {
    getContext()
        .ask(
            EventManager.PageReply.class,
            manager,
            ASK,
            replyTo -> new EventManager.GetPage(pageAfter(next.afterSeq()), replyTo),
            (reply, failure) ->
                new FetchedFor(
                    next.replyTo(),
                    failure != null
                        ? List.of()
                        : reply.page().map(EventPage::events).orElse(List.of())));
  }

  private EventQuery pageAfter(long afterSeq) {
    return new EventQuery(EventFilter.ALL, Optional.of(afterSeq), settings.fetch(), true);
  }

  private void onEvents(List<SystemEvent> events) {
    if (!started) {
      return;
    }
    List<SystemEvent> fresh = fresh(events);
    if (fresh.isEmpty()) {
      return;
    }
    if (fresh.getFirst().seq() != window.lastSeq() + 1) {
      fetch();
      return;
    }
    show(fresh);
  }

  private List<SystemEvent> fresh(List<SystemEvent> events) {
    long last = window.lastSeq();
    return events.stream().filter(e -> e.seq() > last).toList();
  }

  private void show(List<SystemEvent> fresh) {
    window.appendStored(fresh);
    listener.accept(fresh);
    release();
  }

  private void release() {
    List<Parked> waiting = parked;
    parked = new ArrayList<>();
    for (Parked follower : waiting) {
      onNext(new Next(follower.afterSeq(), follower.replyTo()));
    }
  }

  private void onLastSeq(long seq) {
    if (!started) {
      started = true;
      long known = Math.max(0, seq - settings.historyLimit());
      window.resetTo(known);
      release();
    }
    if (seq > window.lastSeq()) {
      fetch();
    }
  }

  private void fetch() {
    if (fetching) {
      return;
    }
    fetching = true;
    getContext()
        .ask(
            EventManager.PageReply.class,
            manager,
            ASK,
            replyTo -> new EventManager.GetPage(pageAfter(window.lastSeq()), replyTo),
            (reply, failure) -> failure == null ? new Fetched(reply) : new FetchFailed(failure));
  }

  private void onFetched(EventManager.PageReply reply) {
    fetching = false;
    reply
        .page()
        .ifPresent(
            page -> {
              // Between two events of a page there were none, or the store dropped them by age.
              List<SystemEvent> fresh = fresh(page.events());
              if (!fresh.isEmpty()) {
                show(fresh);
              }
              if (page.nextAfterSeq().isPresent() && !page.events().isEmpty()) {
                fetch();
              }
            });
  }

  private void onCheck() {
    long now = System.nanoTime();
    List<Parked> staying = new ArrayList<>();
    for (Parked follower : parked) {
      if (follower.expiresAtNanos() - now <= 0) {
        follower.replyTo().tell(new Batch(List.of(), false));
      } else {
        staying.add(follower);
      }
    }
    parked = staying;
    getContext()
        .ask(
            EventManager.LastSeq.class,
            manager,
            ASK,
            EventManager.GetLastSeq::new,
            (last, failure) ->
                failure == null ? new LastSeqKnown(last.seq()) : new FetchFailed(failure));
  }
}
