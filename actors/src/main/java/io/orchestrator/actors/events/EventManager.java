package io.orchestrator.actors.events;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.pubsub.Topic;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventData;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.port.EventHistory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Owns the order of all system events. Queues what arrives while a write is under way, writes it as
 * one batch, and shows it to others only then. Reads never wait for a write.
 *
 * <p>Survives a failing store: what is queued stays, the log is opened again with back-off, and the
 * batch whose fate was unknown is compared with what the journal holds.
 */
public final class EventManager extends AbstractBehavior<EventManager.Command> {

  public sealed interface Command {}

  public record Record(EventDraft draft) implements Command, ClusterMessage {}

  public record RecordDurably(EventDraft draft, ActorRef<Recorded> replyTo)
      implements Command, ClusterMessage {}

  public record GetPage(EventQuery query, ActorRef<PageReply> replyTo)
      implements Command, ClusterMessage {}

  public record GetLastSeq(ActorRef<LastSeq> replyTo) implements Command, ClusterMessage {}

  /** Answers when nothing waits to be written any more. */
  public record Drain(ActorRef<Drained> replyTo) implements Command {}

  /** Everything that was recorded before is on disk. */
  public record Drained() {}

  record Appended(List<SystemEvent> events) implements Command {}

  record LogRecovered(long lastSeq, List<SystemEvent> recent) implements Command {}

  private record OpenLog() implements Command {}

  private record StoreAnswered(GetPage asked, EventPage page, long storeLastSeq, Throwable failure)
      implements Command {}

  /** Exactly one of the two. */
  public record Recorded(Optional<SystemEvent> event, Optional<Refusal> refusal)
      implements ClusterMessage {}

  /** Exactly one of the two. */
  public record PageReply(Optional<EventPage> page, Optional<Refusal> refusal)
      implements ClusterMessage {}

  public record LastSeq(long seq) implements ClusterMessage {}

  private record Waiting(EventLog.Entry entry, Optional<ActorRef<Recorded>> replyTo) {}

  private static final Duration MAX_RESTART_DELAY = Duration.ofSeconds(10);

  private final EventSettings settings;
  private final EventHistory history;
  private final InstantSource clock;
  private final TimerScheduler<Command> timers;
  private final Executor blocking;
  private final ActorRef<Topic.Command<EventsPublished>> topic;
  private final EventWindow window;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private List<Waiting> inFlight = List.of();
  private ActorRef<EventLog.Append> log;
  private boolean open;
  private Duration restartDelay;

  // What was asked before the journal had been read the first time: there is no answer yet.
  private final Deque<Command> early = new ArrayDeque<>();
  private boolean recovered;
  private final List<ActorRef<Drained>> drains = new ArrayList<>();
  private long refused;
  private int storeQueries;

  private EventManager(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      EventSettings settings,
      EventHistory history,
      InstantSource clock) {
    super(context);
    this.settings = settings;
    this.history = history;
    this.clock = clock;
    this.timers = timers;
    this.blocking =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"));
    this.topic = context.spawn(Topic.create(EventsPublished.class, EventsPublished.TOPIC), "topic");
    this.window = new EventWindow(settings.historyLimit());
    this.restartDelay = settings.restartDelay();
    openLog();
  }

  /**
   * @param clock wall time
   */
  public static Behavior<Command> create(
      EventSettings settings, EventHistory history, InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new EventManager(context, timers, settings, history, clock)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(Terminated.class, signal -> onLogStopped())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Record r -> enqueue(r.draft(), Optional.empty());
      case RecordDurably r -> enqueue(r.draft(), Optional.of(r.replyTo()));
      case GetPage ask -> {
        if (mayAnswer(ask)) {
          onGetPage(ask);
        }
      }
      case GetLastSeq ask -> {
        if (mayAnswer(ask)) {
          ask.replyTo().tell(new LastSeq(window.lastSeq()));
        }
      }
      case Drain drain -> {
        drains.add(drain.replyTo());
        writeNext();
      }
      case Appended appended -> onAppended(appended);
      case LogRecovered log -> onRecovered(log);
      case OpenLog ignored -> openLog();
      case StoreAnswered answered -> onStoreAnswered(answered);
    }
    return this;
  }

  private boolean mayAnswer(Command question) {
    if (!recovered && early.size() < settings.bufferLimit()) {
      early.addLast(question);
    }
    return recovered;
  }

  private void enqueue(EventDraft draft, Optional<ActorRef<Recorded>> replyTo) {
    if (queue.size() >= settings.bufferLimit()) {
      refused++;
      if (Long.bitCount(refused) == 1) {
        getContext().getLog().error("event log is full: {} events refused so far", refused);
      }
      replyTo.ifPresent(r -> r.tell(new Recorded(Optional.empty(), Optional.of(overloaded()))));
      return;
    }
    EventDraft clean =
        new EventDraft(
            draft.type(),
            draft.source(),
            draft.severity(),
            EventData.clean(draft.data()),
            draft.correlationId());
    queue.addLast(new Waiting(new EventLog.Entry(clean, clock.instant()), replyTo));
    writeNext();
  }

  private Refusal overloaded() {
    return new Refusal(
        "events.overloaded",
        503,
        settings.bufferLimit() + " events wait to be written",
        "the database is slow or down; see the health of 'database' and try again");
  }

  private void writeNext() {
    if (inFlight.isEmpty() && queue.isEmpty()) {
      drains.forEach(drain -> drain.tell(new Drained()));
      drains.clear();
    }
    if (!open || !inFlight.isEmpty() || queue.isEmpty()) {
      return;
    }
    noteRefused();
    List<Waiting> batch = new ArrayList<>();
    while (!queue.isEmpty() && batch.size() < settings.maxBatch()) {
      batch.add(queue.removeFirst());
    }
    inFlight = batch;
    send();
  }

  private void noteRefused() {
    if (refused > 0) {
      EventDraft note =
          EventDraft.of(
              EventTypes.EVENTS_REFUSED,
              "event_manager",
              Severity.ERROR,
              Map.of("refused", refused));
      refused = 0;
      queue.addFirst(new Waiting(new EventLog.Entry(note, clock.instant()), Optional.empty()));
    }
  }

  private void send() {
    log.tell(
        new EventLog.Append(
            inFlight.stream().map(Waiting::entry).toList(), getContext().getSelf()));
  }

  private void onAppended(Appended appended) {
    window.append(appended.events());
    topic.tell(Topic.publish(new EventsPublished(appended.events())));
    List<Waiting> written = inFlight;
    inFlight = List.of();
    for (int i = 0; i < written.size(); i++) {
      Recorded answer = new Recorded(Optional.of(appended.events().get(i)), Optional.empty());
      written.get(i).replyTo().ifPresent(r -> r.tell(answer));
    }
    writeNext();
  }

  /** The batch of unknown fate is on disk exactly if the journal grew by its size. */
  private void onRecovered(LogRecovered log) {
    long before = window.lastSeq();
    open = true;
    restartDelay = settings.restartDelay();
    if (!recovered) {
      recovered = true;
      window.resetTo(log.lastSeq() - log.recent().size());
      window.append(log.recent());
      while (!early.isEmpty()) {
        onCommand(early.removeFirst());
      }
      writeNext();
      return;
    }
    long grown = log.lastSeq() - before;
    if (grown == 0) {
      if (inFlight.isEmpty()) {
        writeNext();
      } else {
        send();
      }
    } else if (grown == inFlight.size()) {
      List<SystemEvent> recent = log.recent();
      onAppended(new Appended(recent.subList(recent.size() - inFlight.size(), recent.size())));
    } else {
      throw new IllegalStateException(
          "the journal of the event log holds %d, expected %d or %d: another writer is at work"
              .formatted(log.lastSeq(), before, before + inFlight.size()));
    }
  }

  private void openLog() {
    log = getContext().spawnAnonymous(EventLog.create(settings, getContext().getSelf()));
    getContext().watch(log);
  }

  private Behavior<Command> onLogStopped() {
    open = false;
    getContext()
        .getLog()
        .error("event log lost its store; {} events wait; next try in {}", waiting(), restartDelay);
    timers.startSingleTimer("open", new OpenLog(), restartDelay);
    Duration doubled = restartDelay.multipliedBy(2);
    restartDelay = doubled.compareTo(MAX_RESTART_DELAY) > 0 ? MAX_RESTART_DELAY : doubled;
    return this;
  }

  private int waiting() {
    return queue.size() + inFlight.size();
  }

  private void onGetPage(GetPage ask) {
    Optional<EventPage> page = window.page(ask.query());
    if (page.isPresent()) {
      ask.replyTo().tell(new PageReply(page, Optional.empty()));
    } else if (storeQueries >= settings.maxStoreQueries()) {
      ask.replyTo().tell(new PageReply(Optional.empty(), Optional.of(busy())));
    } else {
      storeQueries++;
      EventQuery query = ask.query();
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () -> {
                    long storeLastSeq = history.lastSeq();
                    return new StoreAnswered(ask, history.page(query), storeLastSeq, null);
                  },
                  blocking),
              (answer, failure) ->
                  failure == null ? answer : new StoreAnswered(ask, null, 0, failure));
    }
  }

  private void onStoreAnswered(StoreAnswered answered) {
    storeQueries--;
    ActorRef<PageReply> replyTo = answered.asked().replyTo();
    if (answered.failure() != null) {
      getContext().getLog().warn("event history could not be read", answered.failure());
      replyTo.tell(new PageReply(Optional.empty(), Optional.of(historyUnavailable())));
      return;
    }
    EventPage page =
        window.merge(answered.asked().query(), answered.page(), answered.storeLastSeq());
    replyTo.tell(new PageReply(Optional.of(page), Optional.empty()));
  }

  private Refusal busy() {
    return new Refusal(
        "events.busy",
        503,
        settings.maxStoreQueries() + " queries of the history are under way",
        "try again in a second, or ask for newer events");
  }

  private static Refusal historyUnavailable() {
    return new Refusal(
        "events.history_unavailable",
        503,
        "older events are in the database, which did not answer",
        "see the health of 'database'; newer events are still served from memory");
  }
}
