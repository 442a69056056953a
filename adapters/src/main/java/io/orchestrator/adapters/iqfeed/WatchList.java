package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Symbols in the order in which they were wished for, found by the bytes of a line without making
 * an object. Not thread-safe.
 */
final class WatchList {
  private final Map<Symbol, WatchedSymbol> bySymbol = new LinkedHashMap<>();
  private byte[][] names = new byte[64][];
  private WatchedSymbol[] slots = new WatchedSymbol[64];

  int size() {
    return bySymbol.size();
  }

  boolean contains(Symbol symbol) {
    return bySymbol.containsKey(symbol);
  }

  Collection<WatchedSymbol> all() {
    return Collections.unmodifiableCollection(bySymbol.values());
  }

  WatchedSymbol get(Symbol symbol) {
    return bySymbol.get(symbol);
  }

  /** The one with this name, or null. */
  WatchedSymbol find(byte[] bytes, int from, int to) {
    int mask = slots.length - 1;
    for (int i = hash(bytes, from, to) & mask; slots[i] != null; i = (i + 1) & mask) {
      if (equal(names[i], bytes, from, to)) {
        return slots[i];
      }
    }
    return null;
  }

  void put(WatchedSymbol symbol) {
    bySymbol.put(symbol.symbol(), symbol);
    if (bySymbol.size() * 2 > slots.length) {
      index(slots.length * 2);
    } else {
      enter(symbol);
    }
  }

  /** False if it was not there. */
  boolean remove(Symbol symbol) {
    boolean known = bySymbol.remove(symbol) != null;
    if (known) {
      index(slots.length);
    }
    return known;
  }

  private void index(int size) {
    names = new byte[size][];
    slots = new WatchedSymbol[size];
    bySymbol.values().forEach(this::enter);
  }

  private void enter(WatchedSymbol symbol) {
    byte[] name = symbol.symbol().value().getBytes(StandardCharsets.ISO_8859_1);
    int mask = slots.length - 1;
    int i = hash(name, 0, name.length) & mask;
    while (slots[i] != null && !equal(names[i], name, 0, name.length)) {
      i = (i + 1) & mask;
    }
    names[i] = name;
    slots[i] = symbol;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }

  private static boolean equal(byte[] name, byte[] bytes, int from, int to) {
    if (name.length != to - from) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
