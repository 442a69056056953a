package io.orchestrator.domain.market;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Times of which not all trades of a symbol are known. Bounded; not thread-safe. */
public final class Gaps {
  /** Beyond it the two oldest become one: then more is asked for than is missing, never less. */
  private static final int MOST = 64;

  private final TreeMap<Instant, Instant> ends = new TreeMap<>();

  /**
   * @param from inclusive
   * @param to exclusive
   */
  public record Span(Instant from, Instant to) {}

  /** Everything in between is unknown from now on. */
  public void open(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return;
    }
    Instant begin = from;
    Instant end = to;
    Map.Entry<Instant, Instant> before = ends.floorEntry(to);
    while (before != null && !before.getValue().isBefore(begin)) {
      begin = before.getKey().isBefore(begin) ? before.getKey() : begin;
      end = before.getValue().isAfter(end) ? before.getValue() : end;
      ends.remove(before.getKey());
      before = ends.floorEntry(to);
    }
    ends.put(begin, end);
    if (ends.size() > MOST) {
      Instant oldest = ends.pollFirstEntry().getKey();
      ends.put(oldest, ends.pollFirstEntry().getValue());
    }
  }

  /** Everything in between is known now. */
  public void close(Instant from, Instant to) {
    for (Span gap : all()) {
      if (gap.from().isBefore(to) && gap.to().isAfter(from)) {
        ends.remove(gap.from());
        open(gap.from(), gap.to().isBefore(from) ? gap.to() : from);
        open(gap.from().isAfter(to) ? gap.from() : to, gap.to());
      }
    }
  }

  /** Whether something of that time is unknown. */
  public boolean touch(Instant from, Instant to) {
    Map.Entry<Instant, Instant> before = ends.lowerEntry(to);
    return before != null && before.getValue().isAfter(from);
  }

  /** Oldest first. */
  public List<Span> all() {
    List<Span> spans = new ArrayList<>();
    ends.forEach((from, to) -> spans.add(new Span(from, to)));
    return spans;
  }
}
