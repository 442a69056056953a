package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.ErrorClass;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Executes the steps of all runs on this node: so many at a time, the rest in a bounded queue, and
 * never two attempts of one run together: a newer one asks the older to come back and waits for it.
 * A report about an attempt goes out at its time-out even while its code is still at work; what the
 * code says later is reported too, and the run's rules know what to make of it.
 */
public final class StepWorkers extends AbstractBehavior<StepWorkers.Command> {
  /** Where another node says so, its messages; all else is local. */
  public sealed interface Command permits Own, ExchangeMessage {}

  /** Local messages. */
  sealed interface Own extends Command
      permits Run,
          Cancel,
          Forget,
          Ended,
          TimeOver,
          GraceOver,
          ProgressDue,
          Peers,
          WishDue,
          RepeatDue,
          LentSteps.Overdue,
          BorrowedSteps.Loaded,
          BorrowedSteps.Said {}

  record Run(StepJob job, ActorRef<? super WorkflowEntity.Reported> replyTo) implements Own {}

  /** Asks the code of a run to come back. */
  record Cancel(String workflowId) implements Own {}

  /** The run left this node: its waiting job is dropped, its running code asked to come back. */
  record Forget(String workflowId) implements Own {}

  private record Ended(StepJob job, StepJob.Report report) implements Own {}

  private record TimeOver(StepJob job) implements Own {}

  /** Code that was asked to come back has had its time. */
  private record GraceOver(StepJob job) implements Own {}

  /** Time to pass on the newest progress of each. */
  private enum ProgressDue implements Own {
    INSTANCE
  }

  /** The workers of all nodes, this one's among them. */
  private record Peers(Set<ActorRef<ExchangeMessage>> all) implements Own {}

  /** A place was free for a moment: time to ask others for work. */
  private enum WishDue implements Own {
    INSTANCE
  }

  /** Time to say again what may have been lost. */
  private enum RepeatDue implements Own {
    INSTANCE
  }

  /**
   * What the workers of a node must know to share steps with others.
   *
   * @param node name of this one
   * @param up whether this node may take more
   * @param programs what it can do
   * @param runs reads a run from the journal
   * @param traffic counts who works for whom
   */
  record Neighbourhood(
      String node,
      BooleanSupplier up,
      Programs programs,
      Function<String, CompletionStage<Optional<WorkflowRun>>> runs,
      StepTraffic traffic) {}

  /** A new meaning of the messages gets a new key, so that old nodes are not asked. */
  static final ServiceKey<ExchangeMessage> KEY =
      ServiceKey.create(ExchangeMessage.class, "step-workers");

  /** Shorter than it takes to notice, longer than the pause between two short steps. */
  private static final Duration WISH_PAUSE = Duration.ofMillis(100);

  private static final Duration REPEAT = Duration.ofSeconds(5);

  private final WorkflowSettings settings;
  private final Executor analysis;
  private final Executor waiting;
  private final Resources resources;
  private final StepLoad load;
  private final TimerScheduler<Command> timers;
  private final Map<String, StepAtWork> atWork = new HashMap<>();
  private final TakenPlaces places = TakenPlaces.none();
  private final StepQueue queue;
  private final Neighbourhood around;
  private final LentSteps lent;
  private final BorrowedSteps borrowed;

  /**
   * @param analysis for steps that compute
   * @param waiting for steps that wait
   * @param resources says how many steps may compute
   * @param load told what is at work
   */
  public static Behavior<Command> create(
      WorkflowSettings settings,
      Executor analysis,
      Executor waiting,
      Neighbourhood around,
      Resources resources,
      StepLoad load) {
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(
                        timers ->
                            new StepWorkers(
                                context, timers, settings, analysis, waiting, around, resources,
                                load))))
        .onFailure(SupervisorStrategy.resume());
  }

  private StepWorkers(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WorkflowSettings settings,
      Executor analysis,
      Executor waiting,
      Neighbourhood around,
      Resources resources,
      StepLoad load) {
    super(context);
    this.resources = resources;
    this.load = load;
    this.timers = timers;
    this.settings = settings;
    this.analysis = analysis;
    this.waiting = waiting;
    this.queue = new StepQueue(settings.steps(), settings.maxQueuedSteps());
    this.around = around;
    this.lent = new LentSteps(context, timers, settings, around.traffic(), new ForLent());
    this.borrowed = new BorrowedSteps(context, around);
    timers.startTimerWithFixedDelay(ProgressDue.INSTANCE, settings.progressInterval());
    timers.startTimerWithFixedDelay(RepeatDue.INSTANCE, REPEAT);
    var receptionist = context.getSystem().receptionist();
    receptionist.tell(Receptionist.register(KEY, context.getSelf().narrow()));
    receptionist.tell(
        Receptionist.subscribe(
            KEY,
            context.messageAdapter(
                Receptionist.Listing.class, l -> new Peers(l.getServiceInstances(KEY)))));
  }

  /** What the lent steps come back to. */
  private final class ForLent implements LentSteps.Owner {
    @Override
    public void report(Run run, StepJob.Report report, String node) {
      run.replyTo().tell(new WorkflowEntity.Reported(report, node));
    }

    @Override
    public void again(Run run) {
      enqueue(run);
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onSignal(Terminated.class, this::onTerminated)
        .onAnyMessage(this::onCommand)
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Run m -> onRun(m);
      case Cancel m -> onCancel(m);
      case Forget m -> onForget(m);
      case Ended m -> onEnded(m);
      case TimeOver m -> onTimeOver(m);
      case GraceOver m -> onGraceOver(m);
      case ProgressDue m -> onProgressDue();
      case Peers m -> borrowed.peers(m.all());
      case WishDue m -> borrowed.wish(free());
      case RepeatDue m -> borrowed.sayAgain(free());
      case LentSteps.Overdue m -> lent.onOverdue(m);
      case BorrowedSteps.Loaded m -> borrowed.onLoaded(m).ifPresent(this::start);
      case BorrowedSteps.Said m -> borrowed.onSaid(m, free());
      case ExchangeMessage m -> onExchange(m);
    }
    startWaiting();
    tellLoad();
    return this;
  }

  private void onExchange(ExchangeMessage message) {
    switch (message) {
      case ExchangeMessage.Wish m -> lent.onWish(m);
      case ExchangeMessage.Lend m -> borrowed.onLend(m, step -> mayBorrow(m, step));
      case ExchangeMessage.Taken m -> lent.onTaken(m);
      case ExchangeMessage.Declined m -> lent.onDeclined(m);
      case ExchangeMessage.Progress m -> lent.onProgress(m);
      case ExchangeMessage.CallBack m -> borrowed.onCallBack(m).ifPresent(this::askBack);
      case ExchangeMessage.ResultPart m -> lent.onResult(m);
      case ExchangeMessage.Kept m -> borrowed.onKept(m);
    }
  }

  private boolean mayBorrow(ExchangeMessage.Lend m, WorkflowProgram.Step step) {
    return free().contains(step.pool())
        && !atWork.containsKey(m.workflowId())
        && queue.leavesPlace(step, places);
  }

  /** The workers of a node are gone. */
  private Behavior<Command> onTerminated(Terminated gone) {
    lent.onGone(gone.getRef());
    borrowed.onGone(gone.getRef()).forEach(this::askBack);
    startWaiting();
    return this;
  }

  private void onRun(Run run) {
    String id = run.job().workflowId();
    queue.remove(id);
    askBack(id);
    lent.forget(id);
    enqueue(run);
  }

  private void enqueue(Run run) {
    if (!queue.add(run, System.nanoTime())) {
      report(run.replyTo(), new StepJob.Rejected(run.job()));
    }
  }

  private void onCancel(Cancel cancel) {
    askBack(cancel.workflowId());
    lent.callBack(cancel.workflowId());
    // One that still waits for a place begins under cancellation.
    queue.replace(
        cancel.workflowId(),
        run -> {
          StepJob j = run.job();
          return new Run(
              new StepJob(j.kind(), j.step(), j.attempt(), j.run(), true), run.replyTo());
        });
  }

  private void onForget(Forget forget) {
    queue.remove(forget.workflowId());
    askBack(forget.workflowId());
    lent.forget(forget.workflowId());
  }

  /** Asks the code of a run, if there is any, to come back; in the end it is interrupted. */
  private void askBack(String workflowId) {
    StepAtWork running = atWork.get(workflowId);
    if (running != null) {
      running.step.cancel();
      StepJob job = running.job();
      timers.startSingleTimer(
          "grace#" + timerOf(job), new GraceOver(job), settings.steps().cancelGrace());
    }
  }

  /** Whatever may begin now begins here; what still waits then may go to another node. */
  private void startWaiting() {
    Optional<Run> next = next();
    while (next.isPresent()) {
      start(next.get());
      next = next();
    }
    lent.give(queue, this::mayLend);
    if (borrowed.untold(this::free) && !timers.isTimerActive(WishDue.INSTANCE)) {
      timers.startSingleTimer(WishDue.INSTANCE, WISH_PAUSE);
    }
  }

  private boolean mayLend(StepJob job) {
    return job.kind() == StepJob.Kind.RUN
        && job.step().definition().traits().anyNode()
        && !atWork.containsKey(job.workflowId());
  }

  private Optional<Run> next() {
    if (queue.isEmpty()) {
      return Optional.empty(); // after most messages
    }
    Set<Pool> forNew = free();
    // What only cleans up or asks is not held up by a want of memory or cores.
    Set<Pool> forOthers = free(settings.maxAnalysisSteps());
    return queue.next(
        places,
        job ->
            (begins(job) ? forNew : forOthers).contains(job.step().pool())
                && !atWork.containsKey(job.workflowId()),
        System.nanoTime());
  }

  /** Pools in which a step may begin now. */
  private Set<Pool> free() {
    return free(resources.heavySteps(settings.maxAnalysisSteps()));
  }

  private Set<Pool> free(int heavyPlaces) {
    long heavy = taken(Pool::heavy);
    Set<Pool> free = EnumSet.noneOf(Pool.class);
    for (Pool pool : Pool.values()) {
      boolean place =
          switch (pool) {
            case ANALYSIS, ENGINES -> heavy < heavyPlaces;
            case WAITING -> taken(p -> p == Pool.WAITING) < settings.maxWaitingSteps();
            // As many as there are open runs.
            case NESTED -> true;
          };
      if (place) {
        free.add(pool);
      }
    }
    return free;
  }

  /** Places of the pools that are taken, or promised to a step of another node. */
  private long taken(Predicate<Pool> pools) {
    long promised = 0;
    for (Pool pool : Pool.values()) {
      promised += pools.test(pool) ? borrowed.reserved(pool) : 0;
    }
    return places.in(pools) + promised;
  }

  private static boolean begins(StepJob job) {
    return job.kind() == StepJob.Kind.RUN && !job.underCancellation();
  }

  /** For whoever looks at this node. */
  private void tellLoad() {
    load.set(
        places.in(Pool::heavy), places.in(pool -> !pool.heavy()), queue.heavy(), queue.light());
  }

  private void start(Run run) {
    StepJob job = run.job();
    if (borrowed.has(job)) {
      around.traffic().borrowed();
    } else {
      around.traffic().own();
    }
    ActorRef<Command> self = getContext().getSelf();
    var work = new StepAtWork(run, settings.maxOutputChars());
    StepAtWork before = atWork.put(job.workflowId(), work);
    if (before != null) {
      places.leave(before.job());
    }
    places.take(job);
    timers.startSingleTimer(timerOf(job), new TimeOver(job), job.step().definition().timeout());
    Executor executor =
        switch (job.step().pool()) {
          case ANALYSIS -> analysis;
          case WAITING, ENGINES -> waiting;
          case NESTED -> Thread::startVirtualThread;
        };
    try {
      executor.execute(() -> self.tell(new Ended(job, work.step.execute())));
    } catch (RuntimeException e) {
      self.tell(
          new Ended(job, new StepJob.Failed(job, "no thread: " + e, true, true, ErrorClass.BUSY)));
    }
  }

  private void onEnded(Ended ended) {
    timers.cancel(timerOf(ended.job()));
    timers.cancel("grace#" + timerOf(ended.job()));
    StepAtWork work = atWork.remove(ended.job().workflowId());
    if (work != null) {
      places.leave(work.job());
      report(work.replyTo, ended.report());
    }
  }

  private void onTimeOver(TimeOver over) {
    StepAtWork work = atWork.get(over.job().workflowId());
    if (work != null && work.job() == over.job()) {
      giveUp(work, "no end within " + over.job().step().definition().timeout());
    }
  }

  private void giveUp(StepAtWork work, String why) {
    askBack(work.job().workflowId());
    report(work.replyTo, new StepJob.TimedOut(work.job(), why));
  }

  private void onGraceOver(GraceOver over) {
    StepAtWork work = atWork.get(over.job().workflowId());
    if (work != null && work.job() == over.job()) {
      getContext()
          .getLog()
          .warn("{} of {} is interrupted", over.job().name(), over.job().workflowId());
      work.step.interrupt();
      report(
          work.replyTo,
          new StepJob.TimedOut(
              over.job(),
              "did not come back within " + settings.steps().cancelGrace() + " of the wish"));
    }
  }

  private void onProgressDue() {
    for (StepAtWork work : atWork.values()) {
      if (work.silent() && !work.step.cancelled()) {
        Duration longest = work.job().step().definition().traits().heartbeat().orElseThrow();
        giveUp(work, "no sign of life for " + longest);
      }
      work.takeWord()
          .ifPresent(
              said ->
                  report(
                      work.replyTo,
                      new StepJob.Progressed(work.job(), said.fraction(), said.message())));
    }
  }

  private static String timerOf(StepJob job) {
    return job.workflowId() + "#" + job.kind() + "#" + job.name() + "#" + job.attempt();
  }

  private void report(ActorRef<? super WorkflowEntity.Reported> replyTo, StepJob.Report report) {
    replyTo.tell(new WorkflowEntity.Reported(report, around.node()));
  }
}
