package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.DeskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One turn of the desk: the facts it adds, and what is done once they are on disk. Nothing else is
 * handled in between.
 */
final class Turn {
  final Instant now;
  private final List<DeskEvent> events = new ArrayList<>();
  private final List<Runnable> effects = new ArrayList<>();
  private DeskState state;

  Turn(DeskState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /** With the facts of this turn. */
  DeskState state() {
    return state;
  }

  void persist(DeskEvent event) {
    events.add(event);
    state = state.evolve(event);
  }

  /** Runs after all facts of this turn are on disk, in order; may add no more facts. */
  void then(Runnable effect) {
    effects.add(effect);
  }

  List<DeskEvent> events() {
    return events;
  }

  void runEffects() {
    // An effect may add further effects (a send that is refused), so no iterator.
    for (int i = 0; i < effects.size(); i++) {
      effects.get(i).run();
    }
  }
}
