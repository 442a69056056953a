package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.ErrorClass;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Executes the steps of all runs on this node: so many at a time, the rest in a bounded queue, and
 * never two attempts of one run together: a newer one asks the older to come back and waits for it.
 * A report about an attempt goes out at its time-out even while its code is still at work; what the
 * code says later is reported too, and the run's rules know what to make of it.
 */
public final class StepWorkers extends AbstractBehavior<StepWorkers.Command> {
  /** Local messages. */
  public sealed interface Command {}

  record Run(StepJob job, ActorRef<? super WorkflowEntity.Reported> replyTo) implements Command {}

  /** Asks the code of a run to come back. */
  record Cancel(String workflowId) implements Command {}

  /** The run left this node: its waiting job is dropped, its running code asked to come back. */
  record Forget(String workflowId) implements Command {}

  private record Ended(StepJob job, StepJob.Report report) implements Command {}

  private record TimeOver(StepJob job) implements Command {}

  /** Code that was asked to come back has had its time. */
  private record GraceOver(StepJob job) implements Command {}

  /** Time to pass on the newest progress of each. */
  private enum ProgressDue implements Command {
    INSTANCE
  }

  private record Said(double fraction, String message) {}

  private static final class AtWork {
    final RunningStep step;
    final ActorRef<? super WorkflowEntity.Reported> replyTo;

    /** The newest word that was not passed on yet. */
    final AtomicReference<Said> said = new AtomicReference<>();

    /** When the code last said anything. */
    volatile long heardNanos = System.nanoTime();

    AtWork(Run run, int maxOutputChars) {
      this.replyTo = run.replyTo();
      this.step =
          new RunningStep(
              run.job(),
              maxOutputChars,
              (f, m) -> {
                heardNanos = System.nanoTime();
                said.set(new Said(f, m));
              });
    }

    boolean silent() {
      return step.job()
          .step()
          .definition()
          .traits()
          .heartbeat()
          .filter(longest -> System.nanoTime() - heardNanos > longest.toNanos())
          .isPresent();
    }
  }

  private final WorkflowSettings settings;
  private final Executor analysis;
  private final Executor waiting;
  private final TimerScheduler<Command> timers;
  private final Map<String, AtWork> atWork = new HashMap<>();
  private final StepQueue queue;

  /**
   * @param analysis for steps that compute
   * @param waiting for steps that wait
   */
  public static Behavior<Command> create(
      WorkflowSettings settings, Executor analysis, Executor waiting) {
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(
                        timers -> new StepWorkers(context, timers, settings, analysis, waiting))))
        .onFailure(SupervisorStrategy.resume());
  }

  private StepWorkers(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WorkflowSettings settings,
      Executor analysis,
      Executor waiting) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.analysis = analysis;
    this.waiting = waiting;
    this.queue = new StepQueue(settings.steps(), settings.maxQueuedSteps());
    timers.startTimerWithFixedDelay(ProgressDue.INSTANCE, settings.progressInterval());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
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
    }
    return this;
  }

  private void onRun(Run run) {
    String id = run.job().workflowId();
    queue.remove(id);
    askBack(id);
    if (queue.add(run, System.nanoTime())) {
      startWaiting();
    } else {
      report(run.replyTo(), new StepJob.Rejected(run.job()));
    }
  }

  private void onCancel(Cancel cancel) {
    askBack(cancel.workflowId());
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
  }

  /** Asks the code of a run, if there is any, to come back; in the end it is interrupted. */
  private void askBack(String workflowId) {
    AtWork running = atWork.get(workflowId);
    if (running != null) {
      running.step.cancel();
      StepJob job = running.step.job();
      timers.startSingleTimer(
          "grace#" + timerOf(job), new GraceOver(job), settings.steps().cancelGrace());
    }
  }

  private void startWaiting() {
    Optional<Run> next = next();
    while (next.isPresent()) {
      start(next.get(), next.get().job().step().pool());
      next = next();
    }
  }

  private Optional<Run> next() {
    List<StepJob> busy = atWork.values().stream().map(w -> w.step.job()).toList();
    Set<Pool> free = EnumSet.noneOf(Pool.class);
    for (Pool pool : Pool.values()) {
      if (busy.stream().filter(j -> j.step().pool() == pool).count() < places(pool)) {
        free.add(pool);
      }
    }
    return queue.next(
        busy,
        job -> free.contains(job.step().pool()) && !atWork.containsKey(job.workflowId()),
        System.nanoTime());
  }

  private int places(Pool pool) {
    return switch (pool) {
      case ANALYSIS -> settings.maxAnalysisSteps();
      case WAITING -> settings.maxWaitingSteps();
      // As many as there are open runs.
      case NESTED -> Integer.MAX_VALUE;
    };
  }

  private void start(Run run, Pool pool) {
    StepJob job = run.job();
    ActorRef<Command> self = getContext().getSelf();
    var work = new AtWork(run, settings.maxOutputChars());
    atWork.put(job.workflowId(), work);
    timers.startSingleTimer(timerOf(job), new TimeOver(job), job.step().definition().timeout());
    Executor executor =
        switch (pool) {
          case ANALYSIS -> analysis;
          case WAITING -> waiting;
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
    AtWork work = atWork.remove(ended.job().workflowId());
    if (work != null) {
      report(work.replyTo, ended.report());
    }
    startWaiting();
  }

  private void onTimeOver(TimeOver over) {
    AtWork work = atWork.get(over.job().workflowId());
    if (work != null && work.step.job() == over.job()) {
      giveUp(work, "no end within " + over.job().step().definition().timeout());
    }
  }

  private void giveUp(AtWork work, String why) {
    askBack(work.step.job().workflowId());
    report(work.replyTo, new StepJob.TimedOut(work.step.job(), why));
  }

  private void onGraceOver(GraceOver over) {
    AtWork work = atWork.get(over.job().workflowId());
    if (work != null && work.step.job() == over.job()) {
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
    for (AtWork work : atWork.values()) {
      if (work.silent() && !work.step.cancelled()) {
        Duration longest = work.step.job().step().definition().traits().heartbeat().orElseThrow();
        giveUp(work, "no sign of life for " + longest);
      }
      Said said = work.said.getAndSet(null);
      if (said != null) {
        report(
            work.replyTo, new StepJob.Progressed(work.step.job(), said.fraction(), said.message()));
      }
    }
  }

  private static String timerOf(StepJob job) {
    return job.workflowId() + "#" + job.kind() + "#" + job.name() + "#" + job.attempt();
  }

  private static void report(
      ActorRef<? super WorkflowEntity.Reported> replyTo, StepJob.Report report) {
    replyTo.tell(new WorkflowEntity.Reported(report));
  }
}
