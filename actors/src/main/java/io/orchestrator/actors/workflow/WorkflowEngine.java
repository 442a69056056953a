package io.orchestrator.actors.workflow;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.cluster.typed.Cluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.metrics.MeasuredMailbox;
import io.orchestrator.actors.workflow.WorkflowEntity.Wish;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.CompensationPlan;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.StepDefinition;
import io.orchestrator.domain.workflow.WorkflowDefinition;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The workflow engine of a node: starts its parts and is the façade over all runs. */
public final class WorkflowEngine implements Workflows {
  private static final Pattern WORKFLOW_ID = Pattern.compile("[A-Za-z0-9-]{1,60}");

  private final ClusterSharding sharding;
  private final ActorRef<RunWaiters.Command> waiters;
  private final Programs programs;
  private final RunStarts starts;
  private final WorkflowDirectory directory;
  private final Executor blocking;
  private final RunHistory history;
  private final WorkflowSettings settings;
  private final StepLoad load = new StepLoad();

  /**
   * What the engine needs from others.
   *
   * @param mayRun whether the system may run workflows now (capability WORKFLOWS); asked often,
   *     must not block
   * @param resources says how many steps may compute
   * @param ids makes ids of runs: unique, 1 to 60 of A-Z a-z 0-9 -
   * @param clock wall time
   * @param meters count on which node steps are worked on
   */
  public record Surroundings(
      Events events,
      LivePublisher live,
      WorkflowDirectory directory,
      BooleanSupplier mayRun,
      Resources resources,
      Supplier<String> ids,
      InstantSource clock,
      MeterRegistry meters) {}

  /**
   * Starts the engine on this node; every node of the cluster does so with the same programs.
   *
   * @param programs older versions beside the newest let open runs of them end
   * @throws IllegalArgumentException for two programs of one type and version
   */
  public static WorkflowEngine start(
      ActorSystem<?> system,
      List<WorkflowProgram> programs,
      Surroundings around,
      WorkflowSettings settings) {
    return new WorkflowEngine(system, new Programs(programs), around, settings);
  }

  private WorkflowEngine(
      ActorSystem<?> system, Programs programs, Surroundings around, WorkflowSettings settings) {
    Executor analysis = dispatcher(system, "orchestrator.dispatchers.analysis");
    this.blocking = dispatcher(system, "orchestrator.dispatchers.blocking");
    this.programs = programs;
    this.settings = settings;
    this.directory = around.directory();
    this.sharding = ClusterSharding.get(system);
    this.history = new RunHistory(system, settings);
    this.starts = new RunStarts(around, blocking, settings);
    var workers =
        system.systemActorOf(
            StepWorkers.create(
                settings,
                analysis,
                blocking,
                neighbourhood(system, around.meters()),
                around.resources(),
                load),
            "step-workers",
            MeasuredMailbox.selector());
    var entities =
        new WorkflowEntity.Surroundings(
            programs,
            workers,
            new RunJournal(around.events(), around.live(), directory, blocking),
            around.mayRun(),
            around.clock(),
            settings);
    sharding.init(
        Entity.of(
                WorkflowEntity.TYPE_KEY,
                e -> WorkflowEntity.create(e.getEntityId(), e.getShard(), entities))
            .withStopMessage(new WorkflowEntity.Stop())
            // An open run works without being spoken to; it goes to sleep by itself when it ended.
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy()));
    BiConsumer<String, WorkflowEntity.Command> tellRun =
        (id, message) -> sharding.entityRefFor(WorkflowEntity.TYPE_KEY, id).tell(message);
    this.waiters =
        system.systemActorOf(
            RunWaiters.create(tellRun, settings), "workflow-waiters", MeasuredMailbox.selector());
    ShardedDaemonProcess.get(system)
        .init(
            WakeOpenRuns.Command.class,
            "wake-open-runs",
            1,
            n -> WakeOpenRuns.create(directory, blocking, tellRun, settings.wakeInterval()),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(WakeOpenRuns.Stop.INSTANCE));
  }

  private StepWorkers.Neighbourhood neighbourhood(ActorSystem<?> system, MeterRegistry meters) {
    Cluster cluster = Cluster.get(system);
    Address address = cluster.selfMember().address();
    return new StepWorkers.Neighbourhood(
        address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow(),
        () -> cluster.selfMember().status().equals(MemberStatus.up()),
        programs,
        history::state,
        new StepTraffic(meters));
  }

  /** Steps of this node. */
  public StepLoad load() {
    return load;
  }

  private static Executor dispatcher(ActorSystem<?> system, String path) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
  }

  @Override
  public CompletionStage<WorkflowView> start(
      String type,
      Map<String, Object> parameters,
      Optional<String> idempotencyKey,
      StartOptions options,
      String requestedBy,
      boolean mayTrade) {
    Optional<WorkflowType> known = WorkflowType.parse(type);
    if (known.isEmpty()) {
      return CompletableFuture.failedFuture(WorkflowRefusals.unknownType(type).asException());
    }
    Optional<WorkflowProgram> program = programs.newest(known.get());
    if (program.isEmpty()) {
      return CompletableFuture.failedFuture(
          WorkflowRefusals.notRegistered(type, programs.types()).asException());
    }
    var checked = program.get().definition().parameters().check(parameters);
    if (!checked.ok()) {
      return CompletableFuture.failedFuture(
          WorkflowRefusals.badParameters(checked.errors()).asException());
    }
    if (Boolean.TRUE.equals(checked.values().get("execute")) && !mayTrade) {
      return CompletableFuture.failedFuture(WorkflowRefusals.mayNotTrade().asException());
    }
    return starts
        .open(known.get(), checked.values(), idempotencyKey, requestedBy)
        .thenCompose(
            id ->
                ask(
                    id,
                    replyTo ->
                        new WorkflowEntity.StartRun(
                            known.get(),
                            checked.values(),
                            requestedBy,
                            RunStarts.seed(id, checked.values()),
                            options.deadline(),
                            options.priority(),
                            replyTo)));
  }

  @Override
  public CompletionStage<WorkflowView> awaitEnd(String workflowId) {
    var end = new CompletableFuture<WorkflowView>();
    if (WORKFLOW_ID.matcher(workflowId).matches()) {
      waiters.tell(new RunWaiters.Await(workflowId, end));
    } else {
      end.completeExceptionally(WorkflowRefusals.notFound(workflowId).asException());
    }
    return end;
  }

  @Override
  public CompletionStage<WorkflowView> find(String workflowId) {
    return ask(workflowId, WorkflowEntity.GetRun::new);
  }

  @Override
  public CompletionStage<List<WorkflowSummary>> list(RunQuery query) {
    if (query.limit() < 1 || query.limit() > RunQuery.MAX_LIMIT) {
      return CompletableFuture.failedFuture(
          WorkflowRefusals.badLimit(query.limit(), RunQuery.MAX_LIMIT).asException());
    }
    return CompletableFuture.supplyAsync(() -> directory.list(query), blocking);
  }

  @Override
  public CompletionStage<WorkflowView> cancel(String workflowId, String by) {
    return ask(workflowId, replyTo -> new WorkflowEntity.SteerRun(Wish.CANCEL, by, replyTo));
  }

  @Override
  public CompletionStage<WorkflowView> pause(String workflowId, String by) {
    return ask(workflowId, replyTo -> new WorkflowEntity.SteerRun(Wish.PAUSE, by, replyTo));
  }

  @Override
  public CompletionStage<WorkflowView> resume(String workflowId, String by) {
    return ask(workflowId, replyTo -> new WorkflowEntity.SteerRun(Wish.RESUME, by, replyTo));
  }

  @Override
  public CompletionStage<WorkflowView> retry(String workflowId, String by) {
    // Row first: what dies in between is open, and is closed again when it is woken.
    return find(workflowId)
        .thenCompose(
            view ->
                view.state() == RunState.FAILED
                    ? CompletableFuture.runAsync(() -> directory.reopen(workflowId), blocking)
                    : CompletableFuture.completedFuture(null))
        .thenCompose(
            done ->
                ask(workflowId, replyTo -> new WorkflowEntity.SteerRun(Wish.RETRY, by, replyTo)));
  }

  @Override
  public CompletionStage<WorkflowView> signal(
      String workflowId,
      String signal,
      Map<String, Object> payload,
      String by,
      Set<SignalRole> roles) {
    return ask(
        workflowId, replyTo -> new WorkflowEntity.SignalRun(signal, payload, by, roles, replyTo));
  }

  @Override
  public CompletionStage<CompensationPlan> compensationPlan(String workflowId) {
    return find(workflowId)
        .thenCompose(
            view ->
                sharding
                    .entityRefFor(WorkflowEntity.TYPE_KEY, workflowId)
                    .<WorkflowEntity.PlanAnswer>ask(
                        WorkflowEntity.GetPlan::new, settings.askTimeout()))
        .thenApply(
            answer ->
                answer
                    .plan()
                    .orElseThrow(() -> WorkflowRefusals.notFound(workflowId).asException()));
  }

  @Override
  public CompletionStage<List<Map<String, Object>>> history(String workflowId) {
    return find(workflowId).thenCompose(view -> history.of(workflowId));
  }

  @Override
  public List<TypeDescription> types() {
    return programs.newest().stream()
        .map(WorkflowProgram::definition)
        .map(WorkflowEngine::description)
        .toList();
  }

  private static TypeDescription description(WorkflowDefinition d) {
    return new TypeDescription(
        d.type().wireName(),
        d.steps().stream().map(StepDefinition::name).toList(),
        d.parameters().jsonSchema());
  }

  private CompletionStage<WorkflowView> ask(
      String workflowId,
      Function<ActorRef<WorkflowEntity.Answer>, WorkflowEntity.Command> message) {
    if (!WORKFLOW_ID.matcher(workflowId).matches()) {
      return CompletableFuture.failedFuture(WorkflowRefusals.notFound(workflowId).asException());
    }
    return sharding
        .entityRefFor(WorkflowEntity.TYPE_KEY, workflowId)
        .<WorkflowEntity.Answer>ask(message::apply, settings.askTimeout())
        .handle(
            (answer, error) -> {
              if (error != null) {
                throw unanswered(workflowId, error);
              }
              return answer.view().orElseThrow(() -> answer.refusal().orElseThrow().asException());
            });
  }

  private static RuntimeException unanswered(String workflowId, Throwable error) {
    Throwable cause = error instanceof CompletionException c ? c.getCause() : error;
    if (cause instanceof TimeoutException) {
      return WorkflowRefusals.unavailable(workflowId).asException();
    }
    return cause instanceof RefusedException refused ? refused : new CompletionException(cause);
  }
}
