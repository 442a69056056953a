package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.MarketRecords.Flag;
import io.orchestrator.domain.market.Symbol;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How often each rule spoke, when it was last told, and what was said last, by symbol; of symbols
 * that nobody watches, in one sum.
 */
final class QualityBook {
  /** What concerns no one symbol, or one that is not watched. */
  static final String OTHERS = "*";

  private final Map<String, Page> pages = new HashMap<>();

  private static final class Page {
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Instant> toldAt = new HashMap<>();
    private Optional<Flag> last = Optional.empty();
  }

  void count(String symbol, Flag flag, Set<Symbol> watched) {
    Page page = page(symbol, watched);
    page.counts.merge(flag.rule(), 1L, Long::sum);
    page.last = Optional.of(flag);
  }

  /**
   * Whether this rule was not told of this symbol for so long that it is to be told again; then it
   * counts as told now. Of those that are not watched everything is news.
   */
  boolean news(String symbol, String rule, Set<Symbol> watched, Duration repeat, Instant wall) {
    if (!known(symbol, watched)) {
      return true;
    }
    Map<String, Instant> toldAt = page(symbol, watched).toldAt;
    Instant before = toldAt.get(rule);
    boolean news = before == null || !before.plus(repeat).isAfter(wall);
    if (news) {
      toldAt.put(rule, wall);
    }
    return news;
  }

  private Page page(String symbol, Set<Symbol> watched) {
    return pages.computeIfAbsent(known(symbol, watched) ? symbol : OTHERS, s -> new Page());
  }

  private static boolean known(String symbol, Set<Symbol> watched) {
    return !OTHERS.equals(symbol) && watched.contains(Symbol.of(symbol));
  }

  Map<String, Long> of(String symbol) {
    Page page = pages.get(symbol);
    return page == null ? Map.of() : Map.copyOf(page.counts);
  }

  Optional<Flag> last(String symbol) {
    return Optional.ofNullable(pages.get(symbol)).flatMap(page -> page.last);
  }

  /** The counters of those that are gone join the others. */
  void keepOnly(Set<Symbol> watched) {
    var gone =
        pages.keySet().stream()
            .filter(s -> !s.equals(OTHERS))
            .filter(s -> !watched.contains(Symbol.of(s)))
            .toList();
    for (String symbol : gone) {
      Page others = pages.computeIfAbsent(OTHERS, s -> new Page());
      pages
          .remove(symbol)
          .counts
          .forEach((rule, count) -> others.counts.merge(rule, count, Long::sum));
    }
  }
}
