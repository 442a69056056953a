package io.orchestrator.domain.workflow;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One step of a workflow.
 *
 * @param name snake_case, unique in its workflow; part of client order ids
 * @param timeout of one attempt
 * @param reconcilable whether its program can tell if an interrupted attempt had its effect
 * @param undoable whether its program can take the effect back
 * @param traits whatever else it asks of the engine
 */
public record StepDefinition(
    String name,
    Effect effect,
    RetryPolicy retry,
    Duration timeout,
    boolean reconcilable,
    boolean undoable,
    StepTraits traits) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  public StepDefinition {
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(traits, "traits");
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a step name is snake_case, 1 to 40: '" + name + "'");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("time-out of step " + name + " must be positive");
    }
    if (effect.ambiguousWhenInterrupted() && !reconcilable) {
      throw new IllegalArgumentException(
          "step " + name + " is " + effect + " and has no reconciler: it cannot be registered");
    }
    if (traits.anyNode() && effect != Effect.PURE) {
      throw new IllegalArgumentException(
          "step " + name + " is " + effect + ": only a PURE one may be worked on by any node");
    }
    if (effect == Effect.COMPENSATABLE && !undoable) {
      throw new IllegalArgumentException(
          "step " + name + " is COMPENSATABLE and has no undo: it cannot be registered");
    }
  }

  /** A step without further traits. */
  public StepDefinition(
      String name,
      Effect effect,
      RetryPolicy retry,
      Duration timeout,
      boolean reconcilable,
      boolean undoable) {
    this(name, effect, retry, timeout, reconcilable, undoable, StepTraits.NONE);
  }

  public StepDefinition with(StepTraits more) {
    return new StepDefinition(name, effect, retry, timeout, reconcilable, undoable, more);
  }

  RetryPolicy retryAfter(ErrorClass error) {
    return traits.retries().getOrDefault(error, retry);
  }

  public static StepDefinition pure(String name, RetryPolicy retry, Duration timeout) {
    return new StepDefinition(name, Effect.PURE, retry, timeout, false, false);
  }

  public static StepDefinition idempotent(String name, RetryPolicy retry, Duration timeout) {
    return new StepDefinition(name, Effect.IDEMPOTENT, retry, timeout, false, false);
  }
}
