package io.orchestrator.domain.common;

import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** An immutable set of names that grows and shrinks as cheaply as {@link ShardedMap}. */
public final class ShardedSet extends AbstractSet<String> {
  private final ShardedMap<Boolean> names;

  private ShardedSet(ShardedMap<Boolean> names) {
    this.names = names;
  }

  /** The set itself if it is one already. */
  public static ShardedSet copyOf(Set<String> set) {
    if (set instanceof ShardedSet sharded) {
      return sharded;
    }
    Map<String, Boolean> names = new HashMap<>();
    set.forEach(name -> names.put(name, true));
    return new ShardedSet(ShardedMap.copyOf(names));
  }

  public ShardedSet plus(String name) {
    return contains(name) ? this : new ShardedSet(names.plus(name, true));
  }

  public ShardedSet minus(String name) {
    return contains(name) ? new ShardedSet(names.minus(name)) : this;
  }

  @Override
  public boolean contains(Object name) {
    return names.containsKey(name);
  }

  @Override
  public Iterator<String> iterator() {
    return names.keySet().iterator();
  }

  @Override
  public int size() {
    return names.size();
  }
}
