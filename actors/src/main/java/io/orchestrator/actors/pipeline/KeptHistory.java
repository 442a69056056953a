package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.port.BarStore;
import java.util.Objects;

/**
 * Where history is kept.
 *
 * @param source under which the feed's bars are kept; another feed (another simulated market, too)
 *     has another
 * @param clockMayGoBack a simulated market can begin anew; bars beyond its time are then another
 *     life's
 */
public record KeptHistory(BarStore store, String source, boolean clockMayGoBack) {
  public KeptHistory {
    Objects.requireNonNull(store);
    Objects.requireNonNull(source);
  }
}
