package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.events.EventTail;
import io.orchestrator.actors.system.SystemChanged;
import io.orchestrator.actors.system.SystemSupervisor;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** {@link SystemControl} on one node: the supervisor's answer, completed by what the node knows. */
final class NodeSystem implements SystemControl {
  private static final String PART = "system_supervisor";
  private static final Duration SIDE_ANSWER = Duration.ofSeconds(2);

  private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private record Recent(long askedNanos, int changes, CompletionStage<SystemStatus> status) {}

  private final AtomicReference<Recent> recent = new AtomicReference<>();
  private final AtomicInteger changes = new AtomicInteger();
  private final Asking asking;
  private final ActorRef<EventTail.Command> tail;
  private final NodeState state;
  private final InstantSource clock;

  NodeSystem(
      Asking asking, ActorRef<EventTail.Command> tail, NodeState state, InstantSource clock) {
    this.asking = asking;
    this.tail = tail;
    this.state = state;
    this.clock = clock;
  }

  /** One answer for all who ask within a moment, until something is known to have changed. */
  @Override
  public CompletionStage<SystemStatus> status() {
    int known = changes.get();
    Recent now = recent.get();
    if (now != null
        && now.changes() == known
        && System.nanoTime() - now.askedNanos() < RECENT_NANOS) {
      return now.status();
    }
    // Numbered before it is asked: what was asked before a change is never taken for newer.
    CompletionStage<SystemStatus> status = ask();
    recent.set(new Recent(System.nanoTime(), known, status));
    return status;
  }

  /** What was told last may not hold any more. */
  void forget() {
    changes.incrementAndGet();
  }

  private CompletionStage<SystemStatus> ask() {
    CompletionStage<SystemChanged> system =
        asking.<SystemSupervisor.Command, SystemChanged>ask(
            PART, state.supervisor(), SystemSupervisor.GetStatus::new);
    return system.thenCompose(this::complete);
  }

  /** What only this node, the desk and the engine know; each may be missing, none delays long. */
  CompletionStage<SystemStatus> complete(SystemChanged system) {
    CompletableFuture<Long> count =
        EventTail.newest(asking.system(), tail, SIDE_ANSWER)
            .exceptionally(silent -> 0L)
            .toCompletableFuture();
    CompletableFuture<TradingState> trading =
        state
            .tradingSwitch()
            .map(TradingSwitch::present)
            .orElseGet(() -> CompletableFuture.completedStage(TradingState.HALTED))
            .toCompletableFuture()
            .copy()
            .orTimeout(SIDE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
            .handle(
                (now, failure) -> failure == null ? state.sawTrading(now) : state.lastTrading());
    CompletableFuture<List<String>> remarks =
        state
            .tradingSwitch()
            .map(TradingSwitch::remarks)
            .orElseGet(() -> CompletableFuture.completedStage(List.of()))
            .toCompletableFuture()
            .copy()
            .completeOnTimeout(List.of(), SIDE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(silent -> List.of());
    CompletableFuture<List<String>> workflows =
        state.runningWorkflows().copy().exceptionally(failure -> List.of());
    return CompletableFuture.allOf(count, trading, workflows, remarks)
        .thenApply(
            all -> {
              List<String> active = new ArrayList<>(system.loops());
              active.addAll(workflows.join());
              List<String> reasons = new ArrayList<>(system.reasons());
              reasons.addAll(remarks.join());
              return new SystemStatus(
                  system.state(),
                  Duration.between(system.bootedAt(), clock.instant()),
                  List.copyOf(active),
                  count.join(),
                  trading.join(),
                  List.copyOf(reasons),
                  system.since());
            });
  }

  @Override
  public CompletionStage<ControlResult> control(ControlAction action, String by) {
    return asking
        .<SystemSupervisor.Command, SystemSupervisor.ControlReply>ask(
            PART, state.supervisor(), replyTo -> new SystemSupervisor.Control(action, by, replyTo))
        .thenApply(reply -> Asking.valueOf(reply.result(), reply.refusal()))
        .whenComplete((result, failure) -> forget());
  }

  @Override
  public CompletionStage<TradingResult> trading(TradingState target, String reason, String by) {
    if (reason == null || reason.isBlank()) {
      return CompletableFuture.failedStage(
          new Refusal(
                  "trading.reason_required",
                  400,
                  "no reason was given",
                  "say why; the reason is kept with the event")
              .asException());
    }
    return state
        .tradingSwitch()
        .map(way -> way.set(target, reason, by).whenComplete((result, failure) -> forget()))
        .orElseGet(
            () ->
                CompletableFuture.failedStage(
                    new Refusal(
                            "system.unavailable",
                            503,
                            "the trading desk is not part of this system",
                            "nothing can be traded here")
                        .asException()));
  }
}
