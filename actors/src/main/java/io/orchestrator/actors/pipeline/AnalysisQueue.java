package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finished bars that wait for analysis: one for each symbol, the newest; bounded, the one that
 * waited longest gives way.
 */
final class AnalysisQueue {
  private final int limit;
  private final Map<Symbol, Bar> waiting = new LinkedHashMap<>();
  private long displaced;

  AnalysisQueue(int limit) {
    this.limit = limit;
  }

  void offer(Bar bar) {
    waiting.remove(bar.symbol());
    waiting.put(bar.symbol(), bar);
    if (waiting.size() > limit) {
      Iterator<Symbol> oldest = waiting.keySet().iterator();
      oldest.next();
      oldest.remove();
      displaced++;
    }
  }

  /** A bar changed after its end: it is analysed again, unless a newer one waits anyway. */
  void corrected(Bar bar) {
    Bar queued = waiting.get(bar.symbol());
    if (queued == null) {
      offer(bar);
    } else if (queued.start().equals(bar.start())) {
      waiting.put(bar.symbol(), bar);
    }
  }

  List<Bar> take(int max) {
    List<Bar> taken = new ArrayList<>();
    Iterator<Bar> bars = waiting.values().iterator();
    while (bars.hasNext() && taken.size() < max) {
      taken.add(bars.next());
      bars.remove();
    }
    return taken;
  }

  long displaced() {
    return displaced;
  }
}
