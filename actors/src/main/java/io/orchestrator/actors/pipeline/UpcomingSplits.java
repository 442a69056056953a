package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.Symbol;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Known splits whose day is to come: on that day the price before is no measure of the price after.
 */
final class UpcomingSplits {
  private final Map<Symbol, LocalDate> dates = new HashMap<>();
  private LocalDate today = LocalDate.MIN;

  /** Of a symbol the next one counts. */
  void known(CorporateAction action) {
    if (action.kind() == Kind.SPLIT && action.date().isAfter(today)) {
      dates.merge(action.symbol(), action.date(), (a, b) -> a.isBefore(b) ? a : b);
    }
  }

  /** Symbols whose split is today, once: when the day begins. */
  Set<Symbol> begun(LocalDate date) {
    Set<Symbol> split = new HashSet<>();
    if (date.isAfter(today)) {
      today = date;
      for (Map.Entry<Symbol, LocalDate> next : dates.entrySet()) {
        if (!next.getValue().isAfter(date)) {
          split.add(next.getKey());
        }
      }
      dates.keySet().removeAll(split);
    }
    return split;
  }

  void keepOnly(Set<Symbol> watched) {
    dates.keySet().retainAll(watched);
  }
}
