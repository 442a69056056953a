package io.orchestrator.actors.risk;

import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Carries a halt on to those who would place the next order, round by round until nobody is left: a
 * database that was busy, or a start in between, must not leave a run that trades after the release
 * by what it saw before the halt.
 */
final class HaltedIntents {
  private final ActorContext<RiskMonitor.Command> context;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private Optional<StopsIntents.Halt> pending = Optional.empty();
  private boolean underWay;

  /** Tells the rounds of one halt from those of the halt before it. */
  private long halts;

  HaltedIntents(
      ActorContext<RiskMonitor.Command> context,
      RiskEnvironment env,
      RiskMonitorSettings settings) {
    this.context = context;
    this.env = env;
    this.settings = settings;
  }

  /** It is on disk. */
  void decided(RiskEvent.TradingStateSet set) {
    if (set.to() == TradingState.ACTIVE) {
      resumed(set.at());
    } else {
      halted("trading " + set.to().wireName() + ": " + set.reason());
    }
  }

  /** What the process before this one had left to do, nobody knows. */
  void recovered(TradingState state) {
    if (state != TradingState.ACTIVE) {
      halted("trading " + state.wireName() + " since before the start of the risk monitor");
    }
  }

  private void halted(String reason) {
    halts++;
    underWay = false;
    pending = Optional.of(new StopsIntents.Halt(reason, Optional.empty(), Set.of()));
    drive();
  }

  /** Who starts now may trade; who ran before is still to be cancelled. */
  private void resumed(Instant at) {
    pending =
        pending.map(
            h ->
                new StopsIntents.Halt(
                    h.reason(), h.startedBefore().or(() -> Optional.of(at)), h.known()));
  }

  /** The next round, if one is due. */
  void drive() {
    if (underWay || pending.isEmpty()) {
      return;
    }
    underWay = true;
    StopsIntents.Halt halt = pending.get();
    long number = halts;
    context.pipeToSelf(
        CompletableFuture.completedStage(halt)
            .thenCompose(env.stopIntents()::stop)
            .toCompletableFuture()
            .orTimeout(settings.askTimeout().toMillis(), TimeUnit.MILLISECONDS),
        (stopped, failure) -> {
          if (failure != null) {
            context
                .getLog()
                .error("running workflows were not cancelled after a halt: {}", failure.toString());
          }
          return new RiskMonitor.IntentsStopped(
              number, failure == null ? stopped : StopsIntents.Stopped.NOT_ASKED);
        });
  }

  void stopped(RiskMonitor.IntentsStopped c) {
    if (c.halt() != halts) {
      return;
    }
    underWay = false;
    pending =
        c.stopped().complete()
            ? Optional.empty()
            : pending.map(h -> new StopsIntents.Halt(h.reason(), h.startedBefore(), both(h, c)));
  }

  private static Set<String> both(StopsIntents.Halt halt, RiskMonitor.IntentsStopped c) {
    Set<String> known = new HashSet<>(halt.known());
    known.addAll(c.stopped().cancelled());
    return Set.copyOf(known);
  }
}
