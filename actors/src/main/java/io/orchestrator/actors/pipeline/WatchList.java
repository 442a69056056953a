package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Symbol;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who wants to see what; the union is what the feed watches, bounded. */
final class WatchList {
  private record Wish(Set<Symbol> symbols, Instant renewedAt) {}

  private final Set<Symbol> always;
  private final int limit;
  private final Map<String, Wish> wishes = new HashMap<>();
  private final Map<Symbol, Instant> asked = new HashMap<>();

  WatchList(Set<Symbol> always, int limit) {
    this.always = always;
    this.limit = limit;
  }

  void want(String who, Set<Symbol> symbols, Instant now) {
    if (symbols.isEmpty()) {
      wishes.remove(who);
    } else {
      wishes.put(who, new Wish(Set.copyOf(symbols), now));
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
