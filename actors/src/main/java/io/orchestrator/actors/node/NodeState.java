package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.system.SystemChanged;
import io.orchestrator.actors.system.SystemSupervisor;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What a node last heard, for those who may not wait. Thread-safe. */
final class NodeState {
  private static final Duration WORKFLOWS_KEPT = Duration.ofSeconds(1);
  private static final int MAX_RUNS = 1_000;

  private record Running(long askedAtNanos, CompletableFuture<List<String>> types) {}

  private final AtomicReference<ActorRef<SystemSupervisor.Command>> supervisor =
      new AtomicReference<>();
  private final AtomicReference<SystemChanged> system = new AtomicReference<>();
  private final AtomicReference<TradingSwitch> trading = new AtomicReference<>();
  private final AtomicReference<Workflows> workflows = new AtomicReference<>();
  private final AtomicReference<TradingState> lastTrading =
      new AtomicReference<>(TradingState.HALTED);
  private final AtomicReference<Running> running = new AtomicReference<>();

  void attach(ActorRef<SystemSupervisor.Command> newSupervisor) {
    supervisor.set(newSupervisor);
  }

  /** Set before anyone gets hold of the node. */
  ActorRef<SystemSupervisor.Command> supervisor() {
    return supervisor.get();
  }

  void forgetWorkflows() {
    running.set(null);
  }

  void heard(SystemChanged changed) {
    system.set(changed);
  }

  /** Nothing but exits is allowed until the supervisor has spoken. */
  Set<Capability> capabilities() {
    SystemChanged known = system.get();
    return known == null ? Set.of(Capability.EXITS) : known.capabilities();
  }

  Optional<SystemChanged> system() {
    return Optional.ofNullable(system.get());
  }

  void attach(TradingSwitch newTrading) {
    trading.set(newTrading);
  }

  void attach(Workflows newWorkflows) {
    workflows.set(newWorkflows);
  }

  Optional<Workflows> workflows() {
    return Optional.ofNullable(workflows.get());
  }

  Optional<TradingSwitch> tradingSwitch() {
    return Optional.ofNullable(trading.get());
  }

  TradingState sawTrading(TradingState now) {
    lastTrading.set(now);
    return now;
  }

  TradingState lastTrading() {
    return lastTrading.get();
  }

  /** Types of the running workflows, asked for at most once a second. */
  CompletableFuture<List<String>> runningWorkflows() {
    Workflows engine = workflows.get();
    if (engine == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    Running known = running.get();
    long now = System.nanoTime();
    if (known != null && now - known.askedAtNanos() < WORKFLOWS_KEPT.toNanos()) {
      return known.types();
    }
    CompletableFuture<List<String>> types =
        engine
            .list(
                new RunQuery(
                    Optional.of(RunState.RUNNING),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    MAX_RUNS))
            .thenApply(
                runs -> runs.stream().map(run -> run.workflow().wireName()).distinct().toList())
            .toCompletableFuture()
            .copy()
            .orTimeout(2, TimeUnit.SECONDS);
    running.set(new Running(now, types));
    return types;
  }
}
