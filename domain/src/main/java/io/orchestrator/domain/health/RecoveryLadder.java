package io.orchestrator.domain.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The recovery of one service as a pure, bounded ladder: component restart → connection reset →
 * fallback → emergency shutdown. Immutable.
 *
 * <p>Every climb has a generation. What an attempt of an older generation reports is ignored, so
 * that a restart that comes back late cannot undo or repeat what has been done since.
 *
 * @param generation rises with each climb
 * @param step empty: no recovery is under way
 * @param attempt of this step, from 1
 * @param nextAt when the attempt begins; empty while it runs
 * @param exhausted every step was tried; only a healthy probe or a person begins anew
 */
public record RecoveryLadder(
    RecoverySettings settings,
    long generation,
    Optional<RecoveryStep> step,
    int attempt,
    Optional<Instant> nextAt,
    boolean exhausted) {

  public static RecoveryLadder idle(RecoverySettings settings) {
    return new RecoveryLadder(settings, 0, Optional.empty(), 0, Optional.empty(), false);
  }

  /** Begins with the first step at once; does nothing while a climb is under way or exhausted. */
  public RecoveryLadder begin(Instant now) {
    return step.isPresent() || exhausted ? this : anew(now);
  }

  /** Begins anew, whatever was before: a person asked. */
  public RecoveryLadder anew(Instant now) {
    RecoveryLadder first =
        new RecoveryLadder(
            settings,
            generation + 1,
            Optional.of(RecoveryStep.COMPONENT_RESTART),
            1,
            Optional.of(now),
            false);
    return first.allowed(RecoveryStep.COMPONENT_RESTART) > 0 ? first : first.nextStep(now, 0);
  }

  /** The attempt that was due begins. */
  public RecoveryLadder started() {
    return new RecoveryLadder(settings, generation, step, attempt, Optional.empty(), exhausted);
  }

  /**
   * An attempt ended and the service is still not well.
   *
   * @param ofGeneration the climb it belonged to
   */
  public RecoveryLadder failed(long ofGeneration, Instant now) {
    if (ofGeneration != generation || step.isEmpty() || nextAt.isPresent()) {
      return this;
    }
    if (attempt < allowed(step.get())) {
      return new RecoveryLadder(
          settings, generation, step, attempt + 1, Optional.of(now.plus(backOff(attempt))), false);
    }
    return nextStep(now, attempt);
  }

  /** The service is well again. */
  public RecoveryLadder recovered() {
    // The generation rises so that a straggler of the finished climb is not taken for a new one.
    return step.isEmpty() && !exhausted
        ? this
        : new RecoveryLadder(
            settings, generation + 1, Optional.empty(), 0, Optional.empty(), false);
  }

  /** Whether an attempt should begin now. */
  public boolean due(Instant now) {
    return step.isPresent() && nextAt.map(at -> !now.isBefore(at)).orElse(false);
  }

  private RecoveryLadder nextStep(Instant now, int attemptsBefore) {
    RecoveryStep current = step.orElseThrow();
    for (int next = current.ordinal() + 1; next < RecoveryStep.values().length; next++) {
      RecoveryStep candidate = RecoveryStep.values()[next];
      if (allowed(candidate) > 0) {
        Instant at = attemptsBefore == 0 ? now : now.plus(settings.delay());
        return new RecoveryLadder(
            settings, generation, Optional.of(candidate), 1, Optional.of(at), false);
      }
    }
    return new RecoveryLadder(settings, generation, Optional.empty(), 0, Optional.empty(), true);
  }

  private int allowed(RecoveryStep candidate) {
    return switch (candidate) {
      case COMPONENT_RESTART -> settings.restartAttempts();
      case CONNECTION_RESET -> settings.resetAttempts();
      case FALLBACK, EMERGENCY_SHUTDOWN -> 1;
    };
  }

  private Duration backOff(int attemptsMade) {
    Duration scaled = settings.delay().multipliedBy(1L << Math.min(20, attemptsMade - 1));
    return scaled.compareTo(settings.maxDelay()) > 0 ? settings.maxDelay() : scaled;
  }
}
