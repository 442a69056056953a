package io.orchestrator.domain.workflow;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a step waits for before it begins: a person's approval or a word of another program.
 *
 * @param name {@link #APPROVAL}, or the name of another signal, snake_case
 * @param within after this the step fails
 * @param role least role of the sender
 * @param otherPerson whether whoever started the run may not send it (four eyes)
 * @param onlyIf names of the run's flags that must all be set for it; empty: always awaited
 */
public record AwaitedSignal(
    String name, Duration within, SignalRole role, boolean otherPerson, Set<String> onlyIf) {
  /** A signal with a field {@code approved}; false fails the step. */
  public static final String APPROVAL = "approval";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  public AwaitedSignal {
    Objects.requireNonNull(role, "role");
    onlyIf = Set.copyOf(onlyIf);
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a signal's name is snake_case, 1 to 40: '" + name + "'");
    }
    if (within.isNegative() || within.isZero()) {
      throw new IllegalArgumentException("the time for signal " + name + " must be positive");
    }
  }

  boolean awaitedBy(Map<String, Object> parameters) {
    return onlyIf.stream().allMatch(flag -> Boolean.TRUE.equals(parameters.get(flag)));
  }
}
