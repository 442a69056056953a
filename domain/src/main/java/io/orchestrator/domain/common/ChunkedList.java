package io.orchestrator.domain.common;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/** An immutable list whose successor shares all of it but the last chunk; for long histories. */
public final class ChunkedList<T> extends AbstractList<T> implements RandomAccess {
  private static final int CHUNK = 256;

  /** All full but the last; none is empty. */
  private final List<List<T>> chunks;

  private final int size;

  private ChunkedList(List<List<T>> chunks, int size) {
    this.chunks = chunks;
    this.size = size;
  }

  /** The list itself if it is one already. */
  public static <T> ChunkedList<T> copyOf(List<T> list) {
    if (list instanceof ChunkedList<T> chunked) {
      return chunked;
    }
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < list.size(); from += CHUNK) {
      chunks.add(List.copyOf(list.subList(from, Math.min(from + CHUNK, list.size()))));
    }
    return new ChunkedList<>(chunks, list.size());
  }

  public ChunkedList<T> plus(T element) {
    List<List<T>> next = new ArrayList<>(chunks);
    if (size % CHUNK == 0) {
      next.add(List.of(element));
    } else {
      List<T> last = new ArrayList<>(CHUNK);
      last.addAll(chunks.getLast());
      last.add(element);
      next.set(next.size() - 1, last);
    }
    return new ChunkedList<>(next, size + 1);
  }

  @Override
  public T get(int index) {
    return chunks.get(index / CHUNK).get(index % CHUNK);
  }

  @Override
  public int size() {
    return size;
  }
}
