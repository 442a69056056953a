package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.StepDefinition;
import io.orchestrator.domain.workflow.WorkflowDefinition;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final int MAX_LIST = 1_000;

  private final ClusterSharding sharding;
  private final ActorRef<RunWaiters.Command> waiters;
  private final Map<WorkflowType, WorkflowProgram> programs;
  private final RunStarts starts;
  private final WorkflowDirectory directory;
  private final Executor blocking;
  private final RunHistory history;
  private final WorkflowSettings settings;

  /**
   * What the engine needs from others.
   *
   * @param mayRun whether the system may run workflows now (capability WORKFLOWS); asked often,
   *     must not block
   * @param ids makes ids of runs: unique, 1 to 60 of A-Z a-z 0-9 -
   * @param clock wall time
   */
  public record Surroundings(
      Events events,
      LivePublisher live,
      WorkflowDirectory directory,
      BooleanSupplier mayRun,
      Supplier<String> ids,
      InstantSource clock) {}

  /**
   * Starts the engine on this node; every node of the cluster does so with the same programs.
   *
   * @throws IllegalArgumentException for two programs of one type
   */
  public static WorkflowEngine start(
      ActorSystem<?> system,
      List<WorkflowProgram> programs,
      Surroundings around,
      WorkflowSettings settings) {
    return new WorkflowEngine(system, byType(programs), around, settings);
  }

  private WorkflowEngine(
      ActorSystem<?> system,
      Map<WorkflowType, WorkflowProgram> programs,
      Surroundings around,
      WorkflowSettings settings) {
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
            StepWorkers.create(settings, analysis, blocking), "step-workers", Props.empty());
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
            RunWaiters.create(tellRun, settings), "workflow-waiters", Props.empty());
    ShardedDaemonProcess.get(system)
        .init(
            WakeOpenRuns.Command.class,
            "wake-open-runs",
            1,
            n -> WakeOpenRuns.create(directory, blocking, tellRun, settings.wakeInterval()),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(WakeOpenRuns.Stop.INSTANCE));
  }

  private static Executor dispatcher(ActorSystem<?> system, String path) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
  }

  private static Map<WorkflowType, WorkflowProgram> byType(List<WorkflowProgram> programs) {
    var byType = new EnumMap<WorkflowType, WorkflowProgram>(WorkflowType.class);
    for (WorkflowProgram program : programs) {
      if (byType.put(program.definition().type(), program) != null) {
        throw new IllegalArgumentException(
            "two programs for " + program.definition().type().wireName());
      }
    }
    return byType;
  }

  @Override
  public CompletionStage<WorkflowView> start(
      String type,
      Map<String, Object> parameters,
      Optional<String> idempotencyKey,
      String requestedBy,
      boolean mayTrade) {
    Optional<WorkflowType> known = WorkflowType.parse(type);
    if (known.isEmpty()) {
      return CompletableFuture.failedFuture(WorkflowRefusals.unknownType(type).asException());
    }
    WorkflowProgram program = programs.get(known.get());
    if (program == null) {
      return CompletableFuture.failedFuture(
          WorkflowRefusals.notRegistered(type, programs.keySet()).asException());
    }
    var checked = program.definition().parameters().check(parameters);
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
  public CompletionStage<List<WorkflowSummary>> list(
      Optional<RunState> state, Optional<WorkflowType> type, Optional<Instant> from, int limit) {
    if (limit < 1 || limit > MAX_LIST) {
      return CompletableFuture.failedFuture(
          WorkflowRefusals.badLimit(limit, MAX_LIST).asException());
    }
    return CompletableFuture.supplyAsync(() -> directory.list(state, type, from, limit), blocking);
  }

  @Override
  public CompletionStage<WorkflowView> cancel(String workflowId, String by) {
    return ask(workflowId, replyTo -> new WorkflowEntity.CancelRun(by, replyTo));
  }

  @Override
  public CompletionStage<WorkflowView> pause(String workflowId, String by) {
    return ask(workflowId, replyTo -> new WorkflowEntity.PauseRun(by, replyTo));
  }

  @Override
  public CompletionStage<WorkflowView> resume(String workflowId, String by) {
    return ask(workflowId, replyTo -> new WorkflowEntity.ResumeRun(by, replyTo));
  }

  @Override
  public CompletionStage<List<Map<String, Object>>> history(String workflowId) {
    return find(workflowId).thenCompose(view -> history.of(workflowId));
  }

  @Override
  public List<TypeDescription> types() {
    return programs.values().stream()
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
