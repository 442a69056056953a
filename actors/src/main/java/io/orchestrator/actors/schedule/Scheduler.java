package io.orchestrator.actors.schedule;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.orchestrator.actors.EverySecond;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.PassingRefusals;
import io.orchestrator.actors.api.Schedules;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.ScheduleStore;
import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Keeps schedules and starts what is due. A start carries the key of its schedule and time, so that
 * a crash between start and note, two nodes of one moment, or a start that is tried again make one
 * run. A start that is refused for a reason that passes stays due until its schedule's policy for
 * missed runs gives it up.
 */
public final class Scheduler implements Schedules {
  private static final int MAX_SCHEDULES = 200;

  /** So begins the outcome of a start that is tried again. */
  private static final String WAITS = "waits: ";

  private final Workflows workflows;
  private final ScheduleStore store;
  private final Events events;
  private final InstantSource market;
  private final CronTimes times;
  private final Executor blocking;

  Scheduler(
      Workflows workflows,
      ScheduleStore store,
      Events events,
      TradingCalendar calendar,
      InstantSource market,
      Executor blocking) {
    this.workflows = workflows;
    this.store = store;
    this.events = events;
    this.market = market;
    this.times = new CronTimes(calendar);
    this.blocking = blocking;
  }

  /**
   * Starts the scheduler on this node; one of the cluster's looks at the clock.
   *
   * @param market the market's time
   */
  public static Scheduler start(
      ActorSystem<?> system,
      Workflows workflows,
      ScheduleStore store,
      Events events,
      TradingCalendar calendar,
      InstantSource market) {
    Executor blocking =
        system
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"));
    var scheduler = new Scheduler(workflows, store, events, calendar, market, blocking);
    EverySecond.inCluster(system, "schedule-clock", "schedules", scheduler::startWhatIsDue);
    return scheduler;
  }

  @Override
  public CompletionStage<List<Entry>> list() {
    return CompletableFuture.supplyAsync(store::all, blocking);
  }

  @Override
  public CompletionStage<Entry> find(String id) {
    return list().thenApply(all -> one(all, id));
  }

  private static Entry one(List<Entry> all, String id) {
    return all.stream()
        .filter(e -> e.schedule().id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "schedule.not_found",
                    404,
                    "there is no schedule '" + id + "'",
                    "See the list."));
  }

  @Override
  public CompletionStage<Entry> save(Schedule schedule) {
    return CompletableFuture.supplyAsync(() -> saveNow(schedule), blocking);
  }

  private Entry saveNow(Schedule schedule) {
    if (workflows.types().stream().noneMatch(t -> t.workflow().equals(schedule.workflow()))) {
      throw refused(
          "schedule.bad_workflow",
          400,
          "there is no workflow '" + schedule.workflow() + "'",
          "The list of workflow types names them.");
    }
    if (Boolean.TRUE.equals(schedule.parameters().get("execute")) && !schedule.mayTrade()) {
      throw refused(
          "auth.forbidden",
          403,
          "execute=true places orders, and the caller's role may not",
          "Ask with execute=false, or with the role trader.");
    }
    List<Entry> all = store.all();
    boolean known = all.stream().anyMatch(e -> e.schedule().id().equals(schedule.id()));
    if (!known && all.size() >= MAX_SCHEDULES) {
      throw refused(
          "schedule.too_many", 409, "there are " + MAX_SCHEDULES + " schedules", "Delete one.");
    }
    Optional<Instant> next = times.next(schedule, market.instant());
    store.save(schedule, schedule.enabled() ? next : Optional.empty());
    return one(store.all(), schedule.id());
  }

  @Override
  public CompletionStage<Entry> delete(String id) {
    return CompletableFuture.supplyAsync(
        () -> {
          Entry entry = one(store.all(), id);
          store.delete(id);
          return entry;
        },
        blocking);
  }

  /** Schedules do not wait for each other: what one cannot start now is not late for another. */
  CompletionStage<Void> startWhatIsDue() {
    Instant now = market.instant();
    return list()
        .thenCompose(
            all ->
                CompletableFuture.allOf(
                    all.stream()
                        .filter(e -> e.schedule().enabled())
                        .filter(e -> e.nextAt().filter(t -> !t.isAfter(now)).isPresent())
                        .map(e -> startDue(e, now))
                        .toArray(CompletableFuture[]::new)));
  }

  private CompletableFuture<Void> startDue(Entry entry, Instant now) {
    return CompletableFuture.completedFuture(entry)
        .thenCompose(e -> start(e, DueStarts.of(e, now, times)));
  }

  private CompletionStage<Void> start(Entry entry, DueStarts due) {
    Instant dueAt = entry.nextAt().orElseThrow();
    Optional<Instant> givenUp = waiting(entry).filter(t -> !due.starts().contains(t));
    String reason = entry.lastOutcome().replaceFirst(WAITS, "");
    if (due.starts().isEmpty()) {
      String skipped = due.skipped() + " missed: skipped";
      return note(
          entry,
          dueAt,
          dueAt,
          due.nextAt(),
          givenUp.map(t -> skipped + ": " + reason).orElse(skipped));
    }
    givenUp.ifPresent(t -> tell(entry, t, "missed: skipped: " + reason));
    CompletionStage<Boolean> goesOn = CompletableFuture.completedFuture(true);
    for (int i = 0; i < due.starts().size(); i++) {
      Instant at = due.starts().get(i);
      Instant noted = i == 0 ? dueAt : at;
      // Until the last is noted the schedule stays due, and its keys tell repeats from new starts.
      Optional<Instant> next =
          i + 1 < due.starts().size() ? Optional.of(due.starts().get(i + 1)) : due.nextAt();
      goesOn =
          goesOn.thenCompose(
              yes ->
                  yes
                      ? startOne(entry, noted, at, next)
                      : CompletableFuture.completedFuture(false));
    }
    return goesOn.thenAccept(yes -> {});
  }

  /** Answers whether the start is settled: those behind one that waits wait too. */
  private CompletionStage<Boolean> startOne(
      Entry entry, Instant dueAt, Instant at, Optional<Instant> next) {
    Schedule s = entry.schedule();
    return workflows
        .start(
            s.workflow(),
            s.parameters(),
            Optional.of(s.id() + "/" + at),
            "schedule:" + s.id(),
            s.mayTrade())
        .handle(
            (run, error) -> {
              if (error == null) {
                return note(entry, dueAt, at, next, "started " + run.workflowId())
                    .thenApply(x -> true);
              }
              Throwable cause = error instanceof CompletionException c ? c.getCause() : error;
              return passes(cause)
                  ? waits(entry, dueAt, at, WAITS + words(cause)).thenApply(x -> false)
                  : note(entry, dueAt, at, next, "not started: " + words(cause))
                      .thenApply(x -> true);
            })
        .thenCompose(settled -> settled);
  }

  /** What is no refusal, like a database that is away, says nothing against the start. */
  private static boolean passes(Throwable error) {
    return !(error instanceof RefusedException r) || PassingRefusals.passes(r.refusal());
  }

  private static String words(Throwable error) {
    String text =
        error instanceof RefusedException r
            ? r.refusal().code() + ": " + r.refusal().detail()
            : String.valueOf(error);
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }

  /** The time whose start is tried again. */
  private static Optional<Instant> waiting(Entry entry) {
    return entry.lastOutcome().startsWith(WAITS)
        ? entry.lastAt().filter(t -> entry.nextAt().equals(Optional.of(t)))
        : Optional.empty();
  }

  /** It stays due. The events say so once, however often it is tried. */
  private CompletionStage<Void> waits(Entry entry, Instant dueAt, Instant at, String outcome) {
    boolean known = waiting(entry).equals(Optional.of(at));
    if (known && entry.lastOutcome().equals(outcome)) {
      return CompletableFuture.completedFuture(null);
    }
    String id = entry.schedule().id();
    return CompletableFuture.runAsync(
            () -> store.fired(id, dueAt, at, Optional.of(at), outcome), blocking)
        .thenRun(
            () -> {
              if (!known) {
                tell(entry, at, outcome);
              }
            });
  }

  private CompletionStage<Void> note(
      Entry entry, Instant dueAt, Instant at, Optional<Instant> next, String outcome) {
    tell(entry, at, outcome);
    String id = entry.schedule().id();
    return CompletableFuture.runAsync(() -> store.fired(id, dueAt, at, next, outcome), blocking);
  }

  private void tell(Entry entry, Instant at, String outcome) {
    String id = entry.schedule().id();
    events.record(
        new EventDraft(
            EventTypes.WORKFLOW_SCHEDULED,
            "scheduler",
            outcome.startsWith("started") ? Severity.INFO : Severity.WARNING,
            Map.of(
                "schedule_id",
                id,
                "workflow",
                entry.schedule().workflow(),
                "due_at",
                at.toString(),
                "outcome",
                outcome),
            "schedule:" + id));
  }

  private static RefusedException refused(String code, int status, String detail, String advice) {
    return new Refusal(code, status, detail, advice).asException();
  }
}
