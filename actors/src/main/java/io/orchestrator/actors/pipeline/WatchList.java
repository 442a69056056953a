package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who wants to see what; the union is what the feed watches, bounded. */
final class WatchList {
  private record Wish(Set<Symbol> symbols, Map<Timeframe, Set<Symbol>> bars, Instant renewedAt) {}

  private final Set<Symbol> always;
  private final int limit;
  private final Map<String, Wish> wishes = new HashMap<>();
  private final Map<Symbol, Instant> asked = new HashMap<>();

  WatchList(Set<Symbol> always, int limit) {
    this.always = always;
    this.limit = limit;
  }

  /**
   * @param bars whose bars are wanted while they form
   */
  void want(String who, Set<Symbol> symbols, Map<Timeframe, Set<Symbol>> bars, Instant now) {
    if (symbols.isEmpty()) {
      wishes.remove(who);
    } else {
      wishes.put(who, new Wish(Set.copyOf(symbols), Map.copyOf(bars), now));
    }
  }

  /**
   * A quote of these was asked for: they are watched until nobody has asked for a while.
   *
   * @return whether one of them was not wanted before
   */
  boolean ask(Set<Symbol> symbols, Instant now) {
    boolean fresh = false;
    for (Symbol symbol : symbols) {
      if (!always.contains(symbol)) {
        fresh |= asked.put(symbol, now) == null;
      }
    }
    return fresh;
  }

  void expire(Duration after, Instant now) {
    asked.values().removeIf(at -> at.plus(after).isBefore(now));
    wishes.values().removeIf(wish -> wish.renewedAt().plus(after).isBefore(now));
  }

  /** Whose bars are wanted while they form. */
  Map<Timeframe, Set<Symbol>> bars() {
    Map<Timeframe, Set<Symbol>> bars = new EnumMap<>(Timeframe.class);
    for (Wish wish : wishes.values()) {
      wish.bars()
          .forEach(
              (timeframe, symbols) ->
                  bars.computeIfAbsent(timeframe, t -> new HashSet<>()).addAll(symbols));
    }
    return bars;
  }

  /**
   * @param watched the configured symbols and as many others as there is room for
   * @param refused how many found no room
   */
  record Union(Set<Symbol> watched, int refused) {}

  Union union() {
    Set<Symbol> watched = new TreeSet<>(always);
    Set<Symbol> others = new TreeSet<>();
    wishes.values().forEach(wish -> others.addAll(wish.symbols()));
    others.addAll(asked.keySet());
    others.removeAll(watched);
    int refused = 0;
    for (Symbol symbol : others) {
      if (watched.size() < limit) {
        watched.add(symbol);
      } else {
        refused++;
      }
    }
    return new Union(watched, refused);
  }
}
