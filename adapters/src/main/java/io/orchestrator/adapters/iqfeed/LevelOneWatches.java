package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolLimitReached;
import io.orchestrator.domain.port.MarketDataFeed.SymbolNotFound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is watched on Level 1, what waits for a place, and what the vendor does not know. A fresh
 * socket is told all of it. Not thread-safe: guarded by the session's lock.
 */
final class LevelOneWatches {
  private static final Logger LOG = LoggerFactory.getLogger(LevelOneWatches.class);

  private final IqFeedSettings settings;
  private final Consumer<String> command;
  private final WatchList watched = new WatchList();
  private final Set<Symbol> unknown = new LinkedHashSet<>();
  // Wished for, without a place; served as soon as there is one.
  private final Map<Symbol, WatchedSymbol> overLimit = new LinkedHashMap<>();
  private final Set<Symbol> regionals = new LinkedHashSet<>();
  private int vendorCap = Integer.MAX_VALUE;
  private long limitRetriedNanos = System.nanoTime();

  /**
   * @param command sends a line where the socket may be spoken to; where not, nothing is lost: a
   *     fresh socket is told everything
   */
  LevelOneWatches(IqFeedSettings settings, Consumer<String> command) {
    this.settings = settings;
    this.command = command;
  }

  /**
   * @return those for which there is no place; they wait
   */
  List<Symbol> watch(Set<Symbol> symbols, boolean tradesOnly) {
    var refused = new ArrayList<Symbol>();
    for (Symbol symbol : symbols) {
      unknown.remove(symbol);
      WatchedSymbol known = watched.get(symbol);
      if (known != null && (tradesOnly || !known.tradesOnly()) || overLimit.containsKey(symbol)) {
        continue;
      }
      var fresh = new WatchedSymbol(symbol, tradesOnly);
      if (known != null || watched.size() < cap()) {
        watched.put(fresh);
        command.accept(fresh.command());
      } else {
        refused.add(symbol);
        await(fresh);
      }
    }
    return refused;
  }

  private int cap() {
    return Math.min(settings.watchedSymbolsMax(), vendorCap);
  }

  private void await(WatchedSymbol symbol) {
    if (overLimit.size() < settings.watchedSymbolsMax()) {
      overLimit.put(symbol.symbol(), symbol);
    }
  }

  void unwatch(Set<Symbol> symbols) {
    int freed = 0;
    for (Symbol symbol : symbols) {
      unknown.remove(symbol);
      overLimit.remove(symbol);
      regionals.remove(symbol);
      if (watched.remove(symbol)) {
        freed++;
        command.accept("r" + symbol);
      }
    }
    serveWaiting(freed);
  }

  /** Gives places to those that have waited longest. */
  private void serveWaiting(int places) {
    for (int i = 0; i < places && !overLimit.isEmpty() && watched.size() < cap(); i++) {
      WatchedSymbol next = overLimit.remove(overLimit.keySet().iterator().next());
      watched.put(next);
      command.accept(next.command());
    }
  }

  void refresh(Set<Symbol> symbols) {
    symbols.stream().filter(watched::contains).forEach(s -> command.accept("f" + s));
  }

  void regionals(Set<Symbol> symbols, boolean on) {
    for (Symbol symbol : symbols) {
      boolean changed =
          on
              ? regionals.size() < settings.watchedSymbolsMax() && regionals.add(symbol)
              : regionals.remove(symbol);
      if (changed) {
        command.accept((on ? "S,REGON," : "S,REGOFF,") + symbol);
      }
    }
  }

  // ---- what the vendor says of them

  /** How many symbols the account may watch, as the vendor says; empty until it has said so. */
  OptionalInt vendorCap() {
    return vendorCap == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(vendorCap);
  }

  /** Takes the vendor's limit from a line that has it at {@code index}. */
  void takeCap(List<String> words, int index) {
    try {
      int cap = words.size() > index ? Integer.parseInt(words.get(index).trim()) : 0;
      if (cap > 0) {
        int more = vendorCap == Integer.MAX_VALUE ? 0 : cap - vendorCap;
        vendorCap = cap;
        serveWaiting(more);
      }
    } catch (NumberFormatException e) {
      LOG.debug("The feed tells no symbol limit: {}", e.getMessage());
    }
  }

  // Other clients of the account may have given places back, which nobody tells us.
  void retryLimit() {
    long now = System.nanoTime();
    if (now - limitRetriedNanos > settings.symbolLimitRetry().toNanos()) {
      limitRetriedNanos = now;
      serveWaiting(1);
    }
  }

  /** There was no place for this one; what is to be told of it. */
  List<FeedEvent> onLimit(Symbol symbol) {
    WatchedSymbol refused = watched.get(symbol);
    boolean told = refused == null || refused.limitTold();
    if (refused != null) {
      watched.remove(symbol);
      await(refused);
    }
    return told ? List.of() : List.of(new SymbolLimitReached(symbol));
  }

  /** The vendor does not know this one; what is to be told of it. */
  List<FeedEvent> onUnknown(Symbol symbol) {
    if (!watched.remove(symbol)) {
      return List.of();
    }
    regionals.remove(symbol);
    if (unknown.size() < settings.watchedSymbolsMax()) {
      unknown.add(symbol);
    }
    return List.of(new SymbolNotFound(symbol));
  }

  // ---- of the session

  /** The one with this name, or null. */
  WatchedSymbol find(byte[] bytes, int from, int to) {
    return watched.find(bytes, from, to);
  }

  boolean contains(Symbol symbol) {
    return watched.contains(symbol);
  }

  /** A socket that knows nothing yet is told everything. */
  void sayAll() {
    watched.all().forEach(s -> command.accept(s.command()));
    serveWaiting(overLimit.size());
    regionals.forEach(s -> command.accept("S,REGON," + s));
  }

  void refreshAll() {
    watched.all().forEach(s -> command.accept("f" + s.symbol()));
  }

  void staleAll() {
    watched.all().forEach(WatchedSymbol::stale);
  }

  /** What a new subscriber has to know. */
  void addStateTo(List<FeedEvent> state) {
    unknown.forEach(s -> state.add(new SymbolNotFound(s)));
    overLimit.keySet().forEach(s -> state.add(new SymbolLimitReached(s)));
    for (WatchedSymbol symbol : watched.all()) {
      if (symbol.summarised()) {
        state.add(new QuoteChanged(symbol.quote()));
      }
    }
  }
}
