package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotSelectionCriteria;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.Recovery;
import akka.persistence.typed.javadsl.SignalHandler;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.CompensationPlan;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.WorkflowAdvanced;
import io.orchestrator.domain.workflow.WorkflowCommand;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowRecord;
import io.orchestrator.domain.workflow.WorkflowRules;
import io.orchestrator.domain.workflow.WorkflowRun;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One run of a workflow. Owns its history; hosts {@link WorkflowRules}; lets {@link StepWorkers} do
 * the work; never blocks. After a crash or a move to another node it goes on from its journal; what
 * was at work then is started again, reconciled or undone, as its effect class says.
 */
public final class WorkflowEntity
    extends EventSourcedBehavior<WorkflowEntity.Command, WorkflowRecord, WorkflowRun> {
  /** Its name is part of the persistence id: never change it. */
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "Workflow");

  /** What an entity understands. */
  public sealed interface Command {}

  record StartRun(
      WorkflowType workflow,
      Map<String, Object> parameters,
      String requestedBy,
      long seed,
      Optional<Instant> deadline,
      int priority,
      ActorRef<Answer> replyTo)
      implements Command, ClusterMessage {}

  record GetRun(ActorRef<Answer> replyTo) implements Command, ClusterMessage {}

  /** Answered at the end of the run; to be repeated now and then, for this is not remembered. */
  record AwaitEnd(ActorRef<Answer> replyTo) implements Command, ClusterMessage {}

  /** What a person may want of a run. */
  enum Wish {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY
  }

  record SteerRun(Wish wish, String by, ActorRef<Answer> replyTo)
      implements Command, ClusterMessage {}

  record SignalRun(
      String signal,
      Map<String, Object> payload,
      String by,
      Set<SignalRole> roles,
      ActorRef<Answer> replyTo)
      implements Command, ClusterMessage {}

  /** What a roll-back would do now. */
  record GetPlan(ActorRef<PlanAnswer> replyTo) implements Command, ClusterMessage {}

  /** Empty if there is no such run. */
  record PlanAnswer(Optional<CompensationPlan> plan) implements ClusterMessage {}

  /** The directory says that this run is open. */
  record WakeRun(WorkflowSummary summary) implements Command, ClusterMessage {}

  /** Sharding wants it to go. */
  record Stop() implements Command, ClusterMessage {}

  /**
   * @param node that did the work
   */
  record Reported(StepJob.Report report, String node) implements Command {}

  private record Awake() implements Command {}

  record LookAgain() implements Command {}

  private record Closed(boolean written) implements Command {}

  private record Idle() implements Command {}

  /** The run, or why not. */
  record Answer(String workflowId, Optional<WorkflowView> view, Optional<Refusal> refusal)
      implements ClusterMessage {}

  /**
   * What all entities of a node share.
   *
   * @param mayGoOn whether workflows are allowed to run now
   * @param clock wall time
   */
  record Surroundings(
      Programs programs,
      ActorRef<StepWorkers.Command> workers,
      RunJournal journal,
      BooleanSupplier mayGoOn,
      InstantSource clock,
      WorkflowSettings settings) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final String workflowId;
  private final Surroundings around;
  private final WorkAtHand atHand;

  // Survives a restart by the back-off supervision: whoever waits goes on waiting.
  private final RunEnd end;
  private Optional<Instant> unknownSince = Optional.empty();
  // Whether this incarnation has judged what an earlier one left; nothing is started before.
  private boolean awake;

  static Behavior<Command> create(
      String workflowId, ActorRef<ClusterSharding.ShardCommand> shard, Surroundings around) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new WorkflowEntity(context, timers, shard, workflowId, around)));
  }

  private WorkflowEntity(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      String workflowId,
      Surroundings around) {
    super(
        PersistenceId.of(TYPE_KEY.name(), workflowId),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1));
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.workflowId = workflowId;
    this.around = around;
    this.atHand = new WorkAtHand(workflowId, context.getSelf(), timers, around);
    this.end = new RunEnd(around.journal());
  }

  @Override
  public WorkflowRun emptyState() {
    return null;
  }

  @Override
  public EventHandler<WorkflowRun, WorkflowRecord> eventHandler() {
    return (run, row) -> WorkflowHistory.replay(Optional.ofNullable(run), row);
  }

  /** Its events are few and kept as its history: no snapshot is written, and none is asked for. */
  @Override
  public Recovery recovery() {
    return Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
  }

  @Override
  public Optional<Integer> stashCapacity() {
    return Optional.of(around.settings().stashCapacity());
  }

  @Override
  public SignalHandler<WorkflowRun> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(akka.actor.typed.PostStop.instance(), run -> forget())
        .build();
  }

  private void onRecovered(WorkflowRun run) {
    atHand.forget();
    awake = false;
    if (run != null && !run.ended()) {
      context.getSelf().tell(new Awake());
    } else {
      sleepWhenIdle();
    }
  }

  private void forget() {
    around.workers().tell(new StepWorkers.Forget(workflowId));
  }

  @Override
  public CommandHandler<Command, WorkflowRecord, WorkflowRun> commandHandler() {
    return (state, command) -> {
      Optional<WorkflowRun> run = Optional.ofNullable(state);
      return switch (command) {
        case StartRun m -> onStart(run, m);
        case GetRun m -> onGet(run, m);
        case AwaitEnd m -> onAwaitEnd(run, m);
        case SteerRun m -> asked(run, wished(m), m.replyTo());
        case SignalRun m ->
            asked(
                run,
                new WorkflowCommand.Signal(m.signal(), m.payload(), m.by(), m.roles()),
                m.replyTo());
        case GetPlan m -> onGetPlan(run, m);
        case WakeRun m -> onWakeRun(run, m);
        case Awake m -> onAwake(run);
        case LookAgain m -> onLookAgain(run);
        case Reported m -> onReported(run, m);
        case Closed m -> onClosed(m);
        case Idle m -> onIdle(run);
        case Stop m -> Effect().stop();
      };
    };
  }

  private Effect<WorkflowRecord, WorkflowRun> onStart(Optional<WorkflowRun> run, StartRun m) {
    Optional<WorkflowRules> rules = newest(m.workflow());
    if (rules.isEmpty()) {
      m.replyTo().tell(new Answer(workflowId, Optional.empty(), Optional.of(notRegistered())));
      return Effect().none();
    }
    var start =
        new WorkflowCommand.Start(
            workflowId,
            m.parameters(),
            m.requestedBy(),
            m.seed(),
            new StartOptions(m.deadline(), m.priority()));
    awake |= run.isEmpty();
    var decision = rules.get().decide(run, start, now());
    return persist(run, decision.events(), after -> m.replyTo().tell(answer(after)));
  }

  private Effect<WorkflowRecord, WorkflowRun> onGet(Optional<WorkflowRun> run, GetRun m) {
    m.replyTo().tell(answer(run));
    return Effect().none();
  }

  private Effect<WorkflowRecord, WorkflowRun> onAwaitEnd(Optional<WorkflowRun> run, AwaitEnd m) {
    if (run.isEmpty() || run.get().ended()) {
      m.replyTo().tell(answer(run));
    } else {
      end.await(m.replyTo());
    }
    return Effect().none();
  }

  private Effect<WorkflowRecord, WorkflowRun> onGetPlan(Optional<WorkflowRun> run, GetPlan m) {
    m.replyTo()
        .tell(
            new PlanAnswer(
                run.flatMap(
                    r ->
                        around.programs().of(r).map(p -> CompensationPlan.of(r, p.definition())))));
    return Effect().none();
  }

  private static WorkflowCommand wished(SteerRun m) {
    return switch (m.wish()) {
      case CANCEL -> new WorkflowCommand.Cancel(m.by());
      case PAUSE -> new WorkflowCommand.Pause(m.by());
      case RESUME -> new WorkflowCommand.Resume(m.by());
      case RETRY -> new WorkflowCommand.Retry(m.by());
    };
  }

  private Effect<WorkflowRecord, WorkflowRun> asked(
      Optional<WorkflowRun> run, WorkflowCommand command, ActorRef<Answer> replyTo) {
    if (run.isEmpty()) {
      replyTo.tell(answer(run));
      return Effect().none();
    }
    Optional<WorkflowRules> rules = rules(run.get());
    if (rules.isEmpty()) {
      replyTo.tell(new Answer(workflowId, Optional.empty(), Optional.of(notRegistered())));
      return Effect().none();
    }
    // Nothing of an ended run is at work, and nothing of it has to be judged.
    awake |= run.get().ended();
    var decision = rules.get().decide(run, command, now());
    if (decision.refusal().isPresent()) {
      replyTo.tell(new Answer(workflowId, Optional.empty(), decision.refusal()));
      return Effect().none();
    }
    return persist(run, decision.events(), after -> replyTo.tell(answer(after)));
  }

  private Effect<WorkflowRecord, WorkflowRun> onWakeRun(Optional<WorkflowRun> run, WakeRun m) {
    if (run.isEmpty()) {
      return abandoned(m.summary());
    }
    if (run.get().ended()) {
      // The directory does not know it yet; or it was asked a moment before it knew.
      if (!end.told()) {
        tellEnd(run.get());
      }
      return Effect().none();
    }
    return onAwake(run);
  }

  /** The process died between the row of the directory and the first event: nothing was begun. */
  private Effect<WorkflowRecord, WorkflowRun> abandoned(WorkflowSummary row) {
    Optional<WorkflowRules> rules = newest(row.workflow());
    boolean old = row.startedAt().plus(around.settings().abandonAfter()).isBefore(now());
    if (!old || rules.isEmpty()) {
      return Effect().none();
    }
    var start = new WorkflowCommand.Start(workflowId, Map.of(), row.requestedBy(), 0);
    WorkflowEvent begun =
        rules.get().decide(Optional.empty(), start, row.startedAt()).events().getFirst();
    String error = "workflow.start_interrupted: the process died before the run began; start anew";
    return persist(
        Optional.empty(),
        List.of(begun, new WorkflowEvent.WorkflowFailed("", error, now())),
        after -> {});
  }

  /** Nothing of this run is at work on this node or any other. */
  private Effect<WorkflowRecord, WorkflowRun> onAwake(Optional<WorkflowRun> run) {
    if (run.isEmpty() || run.get().ended() || awake) {
      return Effect().none();
    }
    Optional<WorkflowRules> rules = rules(run.get());
    if (rules.isEmpty()) {
      context.getLog().warn("{} waits: {} is not registered", workflowId, run.get().workflow());
      return Effect().none();
    }
    if (!around.mayGoOn().getAsBoolean()) {
      timers.startSingleTimer("awake", new Awake(), around.settings().holdInterval());
      return Effect().none();
    }
    awake = true;
    var decision = rules.get().decide(run, new WorkflowCommand.Wake(), now());
    return persist(run, decision.events(), after -> {});
  }

  private Effect<WorkflowRecord, WorkflowRun> onLookAgain(Optional<WorkflowRun> run) {
    if (run.isEmpty() || run.get().ended() || !awake) {
      return Effect().none();
    }
    return tell(run, new WorkflowCommand.Tick());
  }

  private Effect<WorkflowRecord, WorkflowRun> onReported(Optional<WorkflowRun> run, Reported m) {
    StepJob.Report report = m.report();
    if (!(report instanceof StepJob.Progressed)) {
      atHand.ended(report.job());
    }
    if (report instanceof StepJob.Rejected) {
      atHand.lookAgainIn(around.settings().holdInterval());
      return Effect().none();
    }
    return ReportedWork.command(report, m.node())
        .map(command -> tell(run, command))
        .orElseGet(() -> askAgain(run));
  }

  private Effect<WorkflowRecord, WorkflowRun> askAgain(Optional<WorkflowRun> run) {
    Instant since = unknownSince.orElseGet(this::now);
    Duration lasted = Duration.between(since, now());
    if (lasted.compareTo(around.settings().unknownAlertAfter()) >= 0 && run.isPresent()) {
      run.get()
          .current()
          .ifPresent(s -> around.journal().alertUnknown(run.get(), s.name(), lasted));
      since = now();
    }
    unknownSince = Optional.of(since);
    atHand.lookAgainIn(around.settings().reconcileInterval());
    return Effect().none();
  }

  private Effect<WorkflowRecord, WorkflowRun> tell(
      Optional<WorkflowRun> run, WorkflowCommand command) {
    Optional<WorkflowRules> rules = run.flatMap(this::rules);
    return rules.isEmpty()
        ? Effect().none()
        : persist(run, rules.get().decide(run, command, now()).events(), after -> {});
  }

  private interface Afterwards {
    void accept(Optional<WorkflowRun> run);
  }

  private Effect<WorkflowRecord, WorkflowRun> persist(
      Optional<WorkflowRun> before, List<WorkflowEvent> events, Afterwards afterwards) {
    if (events.isEmpty()) {
      before.ifPresent(this::work);
      afterwards.accept(before);
      return Effect().none();
    }
    return Effect()
        .persist(WorkflowAdvanced.rows(events))
        .thenRun(
            (WorkflowRun run) -> {
              afterwards.accept(Optional.of(run));
              events.forEach(event -> around.journal().tell(run, event));
              around.journal().show(run, now());
              boolean stateChanged = before.map(b -> b.state() != run.state()).orElse(false);
              if (run.ended()) {
                end.answer(answer(Optional.of(run)));
                tellEnd(run);
              } else if (stateChanged) {
                around.journal().write(run).exceptionally(this::notWritten);
              }
              work(run);
            });
  }

  private Void notWritten(Throwable e) {
    // Only for lists; the state is in the journal, and the end is written until it sticks.
    context.getSystem().log().warn("directory row of {} not written: {}", workflowId, e.toString());
    return null;
  }

  private void tellEnd(WorkflowRun run) {
    context.pipeToSelf(end.tell(run), (done, error) -> new Closed(error == null));
  }

  private Effect<WorkflowRecord, WorkflowRun> onClosed(Closed m) {
    end.told(m.written());
    if (!m.written()) {
      context.getLog().warn("the end of {} could not be written yet", workflowId);
    }
    sleepWhenIdle();
    return Effect().none();
  }

  private void sleepWhenIdle() {
    timers.startSingleTimer("idle", new Idle(), around.settings().idleBeforePassivation());
  }

  private Effect<WorkflowRecord, WorkflowRun> onIdle(Optional<WorkflowRun> run) {
    if (run.isEmpty() || run.get().ended()) {
      // An end that is not in the directory is told again when the run is woken.
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return Effect().none();
  }

  private void work(WorkflowRun run) {
    if (!awake) {
      return;
    }
    if (run.state() != RunState.UNKNOWN) {
      unknownSince = Optional.empty();
    }
    atHand.update(run, now());
  }

  private Optional<WorkflowRules> rules(WorkflowRun run) {
    return around.programs().of(run).map(program -> new WorkflowRules(program.definition()));
  }

  private Optional<WorkflowRules> newest(WorkflowType type) {
    return around.programs().newest(type).map(program -> new WorkflowRules(program.definition()));
  }

  private Instant now() {
    return around.clock().instant();
  }

  private Answer answer(Optional<WorkflowRun> run) {
    return new Answer(
        workflowId,
        run.map(r -> r.view(now())),
        run.isPresent() ? Optional.empty() : Optional.of(WorkflowRefusals.notFound(workflowId)));
  }

  private Refusal notRegistered() {
    return WorkflowRefusals.notRegistered(workflowId, around.programs().types());
  }
}
