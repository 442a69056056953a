package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.TickStore;
import java.util.Objects;
import java.util.Optional;

/**
 * Where history is kept.
 *
 * @param source under which the feed's bars are kept; another feed (another simulated market, too)
 *     has another
 * @param clockMayGoBack a simulated market can begin anew; bars beyond its time are then another
 *     life's
 * @param ticks trades one by one, where they are kept
 */
public record KeptHistory(
    BarStore store, String source, boolean clockMayGoBack, Optional<TickStore> ticks) {
  public KeptHistory(BarStore store, String source, boolean clockMayGoBack) {
    this(store, source, clockMayGoBack, Optional.empty());
  }

  public KeptHistory {
    Objects.requireNonNull(store);
    Objects.requireNonNull(source);
    Objects.requireNonNull(ticks);
  }
}
