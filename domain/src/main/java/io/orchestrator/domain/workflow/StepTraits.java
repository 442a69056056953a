package io.orchestrator.domain.workflow;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a step may ask of the engine beyond code, retries and time-out.
 *
 * @param heartbeat an attempt that reports no progress for so long counts as timed out
 * @param onlyIf name of the run's flag without which the step is skipped
 * @param signal awaited before the first attempt
 * @param validSeconds makes the step a gate: name of the run's parameter that says for how many
 *     seconds its verdict holds; before the next step that has effects begins, an older one is
 *     taken again
 * @param resource of which the settings allow only so many users at a time, like {@code gpu}
 * @param retries policies of their own for some classes of errors
 * @param rollback one sentence: what a roll-back does about this step, and what it cannot do
 * @param gives what its output must have; checked before it is kept
 * @param reads names of the earlier steps whose output its code reads; checked before it begins
 * @param anyNode heavy: a node with a free place may take it over from a busy one; only of a step
 *     that touches nothing
 */
public record StepTraits(
    Optional<Duration> heartbeat,
    Optional<String> onlyIf,
    Optional<AwaitedSignal> signal,
    Optional<String> validSeconds,
    Optional<String> resource,
    Map<ErrorClass, RetryPolicy> retries,
    String rollback,
    StepOutput gives,
    Set<String> reads,
    boolean anyNode) {
  public static final StepTraits NONE =
      new StepTraits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          "",
          StepOutput.ANY,
          Set.of(),
          false);

  public StepTraits {
    retries = Map.copyOf(retries);
    reads = Set.copyOf(reads);
    Objects.requireNonNull(gives, "gives");
    Objects.requireNonNull(rollback, "rollback");
    if (heartbeat.filter(d -> d.isNegative() || d.isZero()).isPresent()) {
      throw new IllegalArgumentException("a heartbeat must be positive");
    }
  }

  public StepTraits heartbeat(Duration longestSilence) {
    return new StepTraits(
        Optional.of(longestSilence),
        onlyIf,
        signal,
        validSeconds,
        resource,
        retries,
        rollback,
        gives,
        reads,
        anyNode);
  }

  public StepTraits onlyIf(String flag) {
    return new StepTraits(
        heartbeat,
        Optional.of(flag),
        signal,
        validSeconds,
        resource,
        retries,
        rollback,
        gives,
        reads,
        anyNode);
  }

  public StepTraits after(AwaitedSignal awaited) {
    return new StepTraits(
        heartbeat,
        onlyIf,
        Optional.of(awaited),
        validSeconds,
        resource,
        retries,
        rollback,
        gives,
        reads,
        anyNode);
  }

  public StepTraits validFor(String secondsParameter) {
    return new StepTraits(
        heartbeat,
        onlyIf,
        signal,
        Optional.of(secondsParameter),
        resource,
        retries,
        rollback,
        gives,
        reads,
        anyNode);
  }

  public StepTraits uses(String name) {
    return new StepTraits(
        heartbeat,
        onlyIf,
        signal,
        validSeconds,
        Optional.of(name),
        retries,
        rollback,
        gives,
        reads,
        anyNode);
  }

  public StepTraits retry(ErrorClass error, RetryPolicy policy) {
    var more = new java.util.EnumMap<ErrorClass, RetryPolicy>(ErrorClass.class);
    more.putAll(retries);
    more.put(error, policy);
    return new StepTraits(
        heartbeat, onlyIf, signal, validSeconds, resource, more, rollback, gives, reads, anyNode);
  }

  public StepTraits rollback(String sentence) {
    return new StepTraits(
        heartbeat,
        onlyIf,
        signal,
        validSeconds,
        resource,
        retries,
        sentence,
        gives,
        reads,
        anyNode);
  }

  public StepTraits gives(UnaryOperator<StepOutput> fields) {
    return new StepTraits(
        heartbeat,
        onlyIf,
        signal,
        validSeconds,
        resource,
        retries,
        rollback,
        fields.apply(StepOutput.ANY),
        reads,
        anyNode);
  }

  public StepTraits reads(String... steps) {
    return new StepTraits(
        heartbeat,
        onlyIf,
        signal,
        validSeconds,
        resource,
        retries,
        rollback,
        gives,
        Set.of(steps),
        anyNode);
  }

  public StepTraits onAnyNode() {
    return new StepTraits(
        heartbeat, onlyIf, signal, validSeconds, resource, retries, rollback, gives, reads, true);
  }
}
