package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Symbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How often each rule spoke, by symbol; of symbols that nobody watches, in one sum. */
final class QualityBook {
  /** What concerns no one symbol, or one that is not watched. */
  static final String OTHERS = "*";

  private final Map<String, Map<String, Long>> hits = new HashMap<>();

  /**
   * @param rule what stands after a colon is detail
   */
  void count(String symbol, String rule, Set<Symbol> watched) {
    boolean known = !OTHERS.equals(symbol) && watched.contains(Symbol.of(symbol));
    int colon = rule.indexOf(':');
    hits.computeIfAbsent(known ? symbol : OTHERS, s -> new TreeMap<>())
        .merge(colon < 0 ? rule : rule.substring(0, colon), 1L, Long::sum);
  }

  Map<String, Long> of(String symbol) {
    return Map.copyOf(hits.getOrDefault(symbol, Map.of()));
  }

  /** The counters of those that are gone join the others. */
  void keepOnly(Set<Symbol> watched) {
    var gone =
        hits.keySet().stream()
            .filter(s -> !s.equals(OTHERS))
            .filter(s -> !watched.contains(Symbol.of(s)))
            .toList();
    for (String symbol : gone) {
      hits.remove(symbol)
          .forEach(
              (rule, count) ->
                  hits.computeIfAbsent(OTHERS, s -> new TreeMap<>()).merge(rule, count, Long::sum));
    }
  }
}
