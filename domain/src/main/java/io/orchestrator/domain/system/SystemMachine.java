package io.orchestrator.domain.system;

import io.orchestrator.domain.common.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The system's states as a pure machine. What the operators want ({@link Wish}) and what the health
 * of the services permits (the verdict) together name the state; the table says which steps lead
 * there.
 */
public final class SystemMachine {
  private SystemMachine() {}

  /**
   * @param facts to persist and apply, in order; empty when nothing changes
   */
  public record Decision(List<SystemFact> facts, Optional<Refusal> refusal) {
    static Decision of(List<SystemFact> facts) {
      return new Decision(List.copyOf(facts), Optional.empty());
    }

    static Decision refused(Refusal refusal) {
      return new Decision(List.of(), Optional.of(refusal));
    }
  }

  public static Decision decide(SystemMemory memory, SystemCommand command, Instant now) {
    return switch (command) {
      case SystemCommand.Boot boot -> boot(memory, boot, now);
      case SystemCommand.PartsReady ready -> partsReady(memory, ready, now);
      case SystemCommand.StartFailed failed ->
          memory.state() == SystemState.INITIALIZING
              ? path(memory, failed.cause(), now, SystemState.ERROR)
              : Decision.of(List.of());
      case SystemCommand.Control control -> control(memory, control, now);
      case SystemCommand.Judge judge -> judge(memory, judge, now);
      case SystemCommand.ShutDown shutDown ->
          memory.state() == SystemState.SHUTDOWN
              ? Decision.of(List.of())
              : path(memory, shutDown.cause(), now, SystemState.SHUTDOWN);
    };
  }

  public static SystemMemory evolve(SystemMemory memory, SystemFact fact) {
    return switch (fact) {
      case SystemFact.Booted booted ->
          new SystemMemory(
              SystemState.INITIALIZING, booted.wish(), booted.at(), booted.boots(), "boot");
      case SystemFact.StateChanged changed ->
          new SystemMemory(
              changed.to(), memory.wish(), changed.at(), memory.boots(), changed.cause());
      case SystemFact.WishChanged wished ->
          new SystemMemory(
              memory.state(), wished.wish(), memory.since(), memory.boots(), memory.cause());
    };
  }

  public static SystemMemory evolveAll(SystemMemory memory, List<? extends SystemFact> facts) {
    SystemMemory result = memory;
    for (SystemFact fact : facts) {
      result = evolve(result, fact);
    }
    return result;
  }

  /**
   * An operator's "stop" or "maintenance" outlives a crash: a system that was stopped must not
   * begin to trade because its process was started again.
   */
  private static Decision boot(SystemMemory memory, SystemCommand.Boot boot, Instant now) {
    Wish wish = boot.autoStart() ? memory.wish() : leastOf(memory.wish());
    return Decision.of(
        List.of(new SystemFact.Booted(now, memory.boots() + 1, memory.state(), wish)));
  }

  private static Wish leastOf(Wish wish) {
    return wish == Wish.RUN ? Wish.STAND_BY : wish;
  }

  private static Decision partsReady(
      SystemMemory memory, SystemCommand.PartsReady ready, Instant now) {
    if (memory.state() != SystemState.INITIALIZING) {
      return Decision.of(List.of());
    }
    SystemState target = target(memory.wish(), ready.verdict());
    return target == SystemState.READY
        ? path(memory, "every part is ready", now, SystemState.READY)
        : path(memory, ready.cause(), now, SystemState.READY, target);
  }

  private static Decision control(SystemMemory memory, SystemCommand.Control control, Instant now) {
    if (!SystemTransitions.legalActions(memory.state()).contains(control.action())) {
      return Decision.refused(illegal(memory.state(), control.action()));
    }
    Wish wish = wishOf(control.action());
    List<SystemFact> facts = new ArrayList<>();
    if (wish != memory.wish()) {
      facts.add(new SystemFact.WishChanged(now, wish, control.by()));
    }
    SystemState target =
        control.action() == ControlAction.RESTART
            ? SystemState.INITIALIZING
            : target(wish, control.verdict());
    String cause = control.action().name().toLowerCase(Locale.ROOT) + " by " + control.by();
    if (target == SystemState.DEGRADED || target == SystemState.ERROR) {
      cause += "; " + control.cause();
    }
    if (target != memory.state()) {
      facts.addAll(path(memory, cause, now, target).facts());
    }
    return Decision.of(facts);
  }

  private static Decision judge(SystemMemory memory, SystemCommand.Judge judge, Instant now) {
    return switch (memory.state()) {
      case INITIALIZING, SHUTDOWN -> Decision.of(List.of());
      case READY, RUNNING, DEGRADED, MAINTENANCE, ERROR -> {
        SystemState target = target(memory.wish(), judge.verdict());
        yield target == memory.state()
            ? Decision.of(List.of())
            : path(memory, judge.cause(), now, target);
      }
    };
  }

  private static Wish wishOf(ControlAction action) {
    return switch (action) {
      case START, RESTART -> Wish.RUN;
      case STOP -> Wish.STAND_BY;
      case MAINTENANCE -> Wish.MAINTAIN;
    };
  }

  /** The state in which a wish ends under a verdict; maintenance is not disturbed by health. */
  public static SystemState target(Wish wish, SystemState verdict) {
    return switch (wish) {
      case RUN -> verdict;
      case STAND_BY -> verdict == SystemState.ERROR ? SystemState.ERROR : SystemState.READY;
      case MAINTAIN -> SystemState.MAINTENANCE;
    };
  }

  private static Decision path(
      SystemMemory memory, String cause, Instant now, SystemState... steps) {
    List<SystemFact> facts = new ArrayList<>();
    SystemState from = memory.state();
    Instant since = memory.since();
    for (SystemState to : steps) {
      if (!SystemTransitions.isLegal(from, to)) {
        throw new IllegalStateException("no way from " + from + " to " + to + ": " + cause);
      }
      double seconds = Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
      facts.add(new SystemFact.StateChanged(now, from, to, cause, seconds));
      from = to;
      since = now;
    }
    return Decision.of(facts);
  }

  private static Refusal illegal(SystemState state, ControlAction action) {
    String legal =
        SystemTransitions.legalActions(state).stream()
            .map(a -> a.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return new Refusal(
        "system.illegal_transition",
        409,
        "'%s' is not possible in state %s"
            .formatted(action.name().toLowerCase(Locale.ROOT), state.wireName()),
        legal.isEmpty()
            ? "no action is possible in this state; wait for the next one"
            : "legal actions now: " + legal);
  }
}
