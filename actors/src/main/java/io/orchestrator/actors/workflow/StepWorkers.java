package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
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

    AtWork(Run run, int maxOutputChars) {
      this.replyTo = run.replyTo();
      this.step = new RunningStep(run.job(), maxOutputChars, (f, m) -> said.set(new Said(f, m)));
    }
  }

  private final WorkflowSettings settings;
  private final Executor analysis;
  private final Executor waiting;
  private final TimerScheduler<Command> timers;
  private final Map<String, AtWork> atWork = new HashMap<>();
  private final Deque<Run> queue = new ArrayDeque<>();

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
      case ProgressDue m -> onProgressDue();
    }
    return this;
  }

  private void onRun(Run run) {
    String id = run.job().workflowId();
    queue.removeIf(older -> older.job().workflowId().equals(id));
    AtWork older = atWork.get(id);
    if (older != null) {
      older.step.cancel();
    }
    if (queue.size() >= settings.maxQueuedSteps()) {
      report(run.replyTo(), new StepJob.Rejected(run.job()));
      return;
    }
    queue.addLast(run);
    startWaiting();
  }

  private void onCancel(Cancel cancel) {
    AtWork running = atWork.get(cancel.workflowId());
    if (running != null) {
      running.step.cancel();
    }
    // One that still waits for a place begins under cancellation.
    var waitingOnes = new ArrayDeque<Run>();
    for (Run run : queue) {
      StepJob j = run.job();
      waitingOnes.addLast(
          j.workflowId().equals(cancel.workflowId())
              ? new Run(new StepJob(j.kind(), j.step(), j.attempt(), j.run(), true), run.replyTo())
              : run);
    }
    queue.clear();
    queue.addAll(waitingOnes);
  }

  private void onForget(Forget forget) {
    queue.removeIf(run -> run.job().workflowId().equals(forget.workflowId()));
    AtWork running = atWork.get(forget.workflowId());
    if (running != null) {
      running.step.cancel();
    }
  }

  private void startWaiting() {
    for (Iterator<Run> i = queue.iterator(); i.hasNext(); ) {
      Run run = i.next();
      WorkflowProgram.Pool pool = run.job().step().pool();
      if (!atWork.containsKey(run.job().workflowId()) && hasPlace(pool)) {
        i.remove();
        start(run, pool);
      }
    }
  }

  private boolean hasPlace(WorkflowProgram.Pool pool) {
    long busy = atWork.values().stream().filter(w -> w.step.job().step().pool() == pool).count();
    return busy
        < switch (pool) {
          case ANALYSIS -> settings.maxAnalysisSteps();
          case WAITING -> settings.maxWaitingSteps();
        };
  }

  private void start(Run run, WorkflowProgram.Pool pool) {
    StepJob job = run.job();
    ActorRef<Command> self = getContext().getSelf();
    var work = new AtWork(run, settings.maxOutputChars());
    atWork.put(job.workflowId(), work);
    timers.startSingleTimer(timerOf(job), new TimeOver(job), job.step().definition().timeout());
    Executor executor = pool == WorkflowProgram.Pool.ANALYSIS ? analysis : waiting;
    try {
      executor.execute(() -> self.tell(new Ended(job, work.step.execute())));
    } catch (RuntimeException e) {
      self.tell(new Ended(job, new StepJob.Failed(job, "no thread: " + e, true, true)));
    }
  }

  private void onEnded(Ended ended) {
    timers.cancel(timerOf(ended.job()));
    AtWork work = atWork.remove(ended.job().workflowId());
    if (work != null) {
      report(work.replyTo, ended.report());
    }
    startWaiting();
  }

  private void onTimeOver(TimeOver over) {
    AtWork work = atWork.get(over.job().workflowId());
    if (work != null && work.step.job() == over.job()) {
      work.step.cancel();
      report(
          work.replyTo,
          new StepJob.TimedOut(
              over.job(), "no end within " + over.job().step().definition().timeout()));
    }
  }

  private void onProgressDue() {
    for (AtWork work : atWork.values()) {
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
