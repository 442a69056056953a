package io.orchestrator.domain.port;

import io.orchestrator.domain.audit.PastState;
import java.util.Optional;

/** Orders, positions and limits as of an event. Blocking. */
public interface PastStates {
  /** Empty if the history does not hold that event yet. */
  Optional<PastState.View> at(long seq);
}
