package io.orchestrator.domain.port;

import io.orchestrator.domain.strategy.StrategyEvent;
import java.util.List;

/** Events of all strategies, in the order of each. Blocking. */
public interface StrategyStore {
  /** Names that have events, sorted. */
  List<String> names();

  /** Oldest first; empty for a name that is not known. */
  List<StrategyEvent> events(String name);

  /**
   * Appends all or none.
   *
   * @param behind events that were there when they were decided
   * @return false if others were appended meanwhile: read, decide again
   */
  boolean append(String name, long behind, List<StrategyEvent> events);
}
