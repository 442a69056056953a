package io.orchestrator.actors.schedule;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import io.orchestrator.actors.EverySecond;
import io.orchestrator.actors.api.Events;
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
 * a crash between start and note, or two nodes of one moment, make one run.
 */
public final class Scheduler implements Schedules {
  private static final int MAX_SCHEDULES = 200;

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
    ShardedDaemonProcess.get(system)
        .init(
            EverySecond.Command.class,
            "schedule-clock",
            1,
            n -> EverySecond.create("schedules", scheduler::startWhatIsDue),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(EverySecond.Stop.INSTANCE));
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

  /** One after the other: what is due of each schedule. */
  CompletionStage<Void> startWhatIsDue() {
    Instant now = market.instant();
    CompletionStage<List<Entry>> due =
        list()
            .thenApply(
                all ->
                    all.stream()
                        .filter(e -> e.schedule().enabled())
                        .filter(e -> e.nextAt().filter(t -> !t.isAfter(now)).isPresent())
                        .toList());
    return due.thenCompose(
        entries -> {
          CompletionStage<Void> done = CompletableFuture.completedFuture(null);
          for (Entry entry : entries) {
            done = done.thenCompose(x -> start(entry, DueStarts.of(entry, now, times)));
          }
          return done;
        });
  }

  private CompletionStage<Void> start(Entry entry, DueStarts due) {
    Instant last = entry.nextAt().orElseThrow();
    if (due.starts().isEmpty()) {
      return note(entry, last, due.nextAt(), due.skipped() + " missed: skipped");
    }
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (int i = 0; i < due.starts().size(); i++) {
      Instant at = due.starts().get(i);
      // Until the last is noted the schedule stays due, and its keys tell repeats from new starts.
      Optional<Instant> next =
          i + 1 < due.starts().size() ? Optional.of(due.starts().get(i + 1)) : due.nextAt();
      done = done.thenCompose(x -> startOne(entry, at, next));
    }
    return done;
  }

  private CompletionStage<Void> startOne(Entry entry, Instant at, Optional<Instant> next) {
    Schedule s = entry.schedule();
    return workflows
        .start(
            s.workflow(),
            s.parameters(),
            Optional.of(s.id() + "/" + at),
            "schedule:" + s.id(),
            s.mayTrade())
        .handle(
            (run, error) ->
                error == null ? "started " + run.workflowId() : "not started: " + words(error))
        .thenCompose(outcome -> note(entry, at, next, outcome));
  }

  private static String words(Throwable error) {
    Throwable cause = error instanceof CompletionException c ? c.getCause() : error;
    String text =
        cause instanceof RefusedException r
            ? r.refusal().code() + ": " + r.refusal().detail()
            : String.valueOf(cause);
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }

  private CompletionStage<Void> note(
      Entry entry, Instant at, Optional<Instant> next, String outcome) {
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
    return CompletableFuture.runAsync(() -> store.fired(id, at, next, outcome), blocking);
  }

  private static RefusedException refused(String code, int status, String detail, String advice) {
    return new Refusal(code, status, detail, advice).asException();
  }
}
