package io.orchestrator.domain.port;

import io.orchestrator.domain.market.MarketDepth;
import io.orchestrator.domain.market.Symbol;
import java.util.function.Consumer;

/** Market depth as the vendor sends it. */
public interface DepthFeed {
  /**
   * The whole depth of the symbol after each bunch of changes until the subscription is closed;
   * after a loss first the last known one, stale, then whole again. Several may watch the same
   * symbol. The sink is called on a thread of the adapter and slows the vendor down while it works.
   *
   * @throws IllegalStateException if more are watched than the adapter allows
   */
  Subscription watch(Symbol symbol, Consumer<Update> sink);

  sealed interface Update {}

  record DepthChanged(MarketDepth depth) implements Update {}

  /** The vendor will not send depth of it. */
  record Refused(Symbol symbol, Reason reason) implements Update {}

  enum Reason {
    UNKNOWN_SYMBOL,
    /** The symbol is known, but nobody publishes its depth. */
    NO_DEPTH,
    /** Tried again from time to time and whenever another watch ends. */
    SYMBOL_LIMIT
  }

  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
