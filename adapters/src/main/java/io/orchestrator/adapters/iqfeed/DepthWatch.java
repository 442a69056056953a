package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.DepthFeed.Update;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One symbol on the depth port and all who want it. Guarded by the session's lock but for sinks.
 */
final class DepthWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DepthWatch.class);

  private final Symbol symbol;
  private final DepthLadder ladder;
  private final List<Consumer<Update>> sinks = new CopyOnWriteArrayList<>();
  private boolean known;
  private boolean changed;
  private boolean refused;
  private boolean limitTold;

  DepthWatch(Symbol symbol, int levelsMax) {
    this.symbol = symbol;
    this.ladder = new DepthLadder(symbol, levelsMax);
  }

  Symbol symbol() {
    return symbol;
  }

  DepthLadder ladder() {
    return ladder;
  }

  void join(Consumer<Update> sink) {
    sinks.add(sink);
    changed = known;
  }

  /** Whether nobody is left. */
  boolean leave(Consumer<Update> sink) {
    sinks.remove(sink);
    return sinks.isEmpty();
  }

  /** It is asked for on a fresh connection: what was known may be wrong. */
  void begin() {
    ladder.clear();
    known = false;
    refused = false;
  }

  /** Something about it is to be told. */
  void touch() {
    known = true;
    changed = true;
    limitTold = false;
  }

  /** Whether it is to be told; from now on it was. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** Whether anything was said of it since {@link #begin}. */
  boolean known() {
    return known;
  }

  boolean refused() {
    return refused;
  }

  /** The vendor has no place for it; whether that was said before. */
  boolean refuse() {
    boolean before = limitTold;
    refused = true;
    limitTold = true;
    return before;
  }

  /** Without the session's lock. */
  void tell(Update update) {
    for (Consumer<Update> sink : sinks) {
      try {
        sink.accept(update);
      } catch (RuntimeException e) {
        LOG.warn("A sink of the depth of {} failed", symbol, e);
      }
    }
  }
}
