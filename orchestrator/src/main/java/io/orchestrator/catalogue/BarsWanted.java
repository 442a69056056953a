package io.orchestrator.catalogue;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.util.List;

/** Which bars a run works on. */
interface BarsWanted {
  List<Symbol> symbols();

  Timeframe timeframe();

  /** Newest bars per symbol. */
  int bars();
}
