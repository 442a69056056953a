package io.orchestrator.adapters.store;

import java.util.Arrays;

/** A set of times in milliseconds; 16 to 32 bytes each. */
final class SeenStarts {
  private static final long NONE = Long.MIN_VALUE;

  private long[] table = filled(1 << 12);
  private int size;

  /** False if it was there. */
  boolean add(long millis) {
    if (size * 2 >= table.length) {
      long[] old = table;
      table = filled(old.length * 2);
      size = 0;
      for (long value : old) {
        if (value != NONE) {
          put(value);
        }
      }
    }
    return put(millis);
  }

  private boolean put(long value) {
    int mask = table.length - 1;
    int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (table[slot] != NONE) {
      if (table[slot] == value) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    table[slot] = value;
    size++;
    return true;
  }

  private static long[] filled(int length) {
    long[] table = new long[length];
    Arrays.fill(table, NONE);
    return table;
  }
}
