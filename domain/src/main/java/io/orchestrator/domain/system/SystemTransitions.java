package io.orchestrator.domain.system;

import static io.orchestrator.domain.system.SystemState.DEGRADED;
import static io.orchestrator.domain.system.SystemState.ERROR;
import static io.orchestrator.domain.system.SystemState.INITIALIZING;
import static io.orchestrator.domain.system.SystemState.MAINTENANCE;
import static io.orchestrator.domain.system.SystemState.READY;
import static io.orchestrator.domain.system.SystemState.RUNNING;
import static io.orchestrator.domain.system.SystemState.SHUTDOWN;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The transition table. {@code docs/reference/system-states.md} is generated from it by a test.
 *
 * <p>SHUTDOWN leads to INITIALIZING only because a new process begins with the memory of the old
 * one; so does every other state, for a process that was killed.
 */
public final class SystemTransitions {
  private static final Map<SystemState, Set<SystemState>> TABLE = new EnumMap<>(SystemState.class);
  private static final Map<SystemState, Set<ControlAction>> ACTIONS =
      new EnumMap<>(SystemState.class);

  static {
    TABLE.put(INITIALIZING, Set.of(INITIALIZING, READY, ERROR, SHUTDOWN));
    TABLE.put(READY, Set.of(INITIALIZING, RUNNING, DEGRADED, MAINTENANCE, ERROR, SHUTDOWN));
    TABLE.put(RUNNING, Set.of(INITIALIZING, READY, DEGRADED, MAINTENANCE, ERROR, SHUTDOWN));
    TABLE.put(DEGRADED, Set.of(INITIALIZING, READY, RUNNING, MAINTENANCE, ERROR, SHUTDOWN));
    TABLE.put(MAINTENANCE, Set.of(INITIALIZING, READY, RUNNING, DEGRADED, ERROR, SHUTDOWN));
    TABLE.put(ERROR, Set.of(INITIALIZING, READY, RUNNING, DEGRADED, MAINTENANCE, SHUTDOWN));
    TABLE.put(SHUTDOWN, Set.of(INITIALIZING));

    ACTIONS.put(INITIALIZING, Set.of());
    ACTIONS.put(
        READY, Set.of(ControlAction.START, ControlAction.RESTART, ControlAction.MAINTENANCE));
    ACTIONS.put(
        RUNNING, Set.of(ControlAction.STOP, ControlAction.RESTART, ControlAction.MAINTENANCE));
    ACTIONS.put(
        DEGRADED, Set.of(ControlAction.STOP, ControlAction.RESTART, ControlAction.MAINTENANCE));
    ACTIONS.put(
        MAINTENANCE, Set.of(ControlAction.START, ControlAction.STOP, ControlAction.RESTART));
    ACTIONS.put(ERROR, Set.of(ControlAction.RESTART, ControlAction.MAINTENANCE));
    ACTIONS.put(SHUTDOWN, Set.of());
  }

  private SystemTransitions() {}

  public static boolean isLegal(SystemState from, SystemState to) {
    return TABLE.get(from).contains(to);
  }

  /** In the order of the enumeration. */
  public static Set<SystemState> from(SystemState state) {
    EnumSet<SystemState> targets = EnumSet.noneOf(SystemState.class);
    targets.addAll(TABLE.get(state));
    return Collections.unmodifiableSet(targets);
  }

  /** What an operator may ask for in a state, in the order of the enumeration. */
  public static Set<ControlAction> legalActions(SystemState state) {
    EnumSet<ControlAction> actions = EnumSet.noneOf(ControlAction.class);
    actions.addAll(ACTIONS.get(state));
    return Collections.unmodifiableSet(actions);
  }
}
