package io.orchestrator.domain.common;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * An immutable map whose successor shares all of it but one small part, so that a history of many
 * thousand entries grows at the price of a few dozen. Without order; null is no value.
 */
public final class ShardedMap<V> extends AbstractMap<String, V> {
  private static final int SHARDS = 512;
  private static final ShardedMap<Object> EMPTY =
      new ShardedMap<>(Collections.nCopies(SHARDS, Map.of()), 0);

  private final List<Map<String, V>> shards;
  private final int size;

  private ShardedMap(List<Map<String, V>> shards, int size) {
    this.shards = shards;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // It holds nothing, so it is a map of anything.
  public static <V> ShardedMap<V> empty() {
    return (ShardedMap<V>) EMPTY;
  }

  /** The map itself if it is one already. */
  public static <V> ShardedMap<V> copyOf(Map<String, V> map) {
    if (map instanceof ShardedMap<V> sharded) {
      return sharded;
    }
    List<Map<String, V>> shards = new ArrayList<>(Collections.nCopies(SHARDS, Map.of()));
    map.forEach(
        (key, value) -> {
          int shard = shard(key);
          if (shards.get(shard).isEmpty()) {
            shards.set(shard, new HashMap<>());
          }
          shards.get(shard).put(key, value);
        });
    return new ShardedMap<>(shards, map.size());
  }

  private static int shard(Object key) {
    int hash = key.hashCode();
    // The low bits choose the place within the shard's own table; these are others.
    return ((hash >>> 16) ^ (hash >>> 7)) & (SHARDS - 1);
  }

  public ShardedMap<V> plus(String key, V value) {
    int shard = shard(key);
    Map<String, V> next = new HashMap<>(shards.get(shard));
    boolean added = next.put(key, value) == null;
    return with(shard, next, size + (added ? 1 : 0));
  }

  public ShardedMap<V> minus(String key) {
    if (!containsKey(key)) {
      return this;
    }
    int shard = shard(key);
    Map<String, V> next = new HashMap<>(shards.get(shard));
    next.remove(key);
    return with(shard, next, size - 1);
  }

  private ShardedMap<V> with(int shard, Map<String, V> content, int nextSize) {
    List<Map<String, V>> next = new ArrayList<>(shards);
    next.set(shard, content);
    return new ShardedMap<>(next, nextSize);
  }

  public ShardedMap<V> filter(BiPredicate<String, V> kept) {
    Map<String, V> rest = new HashMap<>();
    forEach(
        (key, value) -> {
          if (kept.test(key, value)) {
            rest.put(key, value);
          }
        });
    return rest.size() == size ? this : copyOf(rest);
  }

  @Override
  public V get(Object key) {
    return shards.get(shard(key)).get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return shards.get(shard(key)).containsKey(key);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, V>> iterator() {
        return shards.stream()
            .flatMap(shard -> Collections.unmodifiableMap(shard).entrySet().stream())
            .iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
