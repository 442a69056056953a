package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each gauge showed in the last readings: for confirmation (k of n, each on newer data than
 * the one before) and for the way it goes. One thread.
 */
public final class GaugeTrails {
  /** Readings on the same prices confirm each other after this time: nothing else is to be had. */
  static final Duration STANDING = Duration.ofSeconds(5);

  private static final Duration TREND = Duration.ofMinutes(15);
  private static final Duration FARTHEST = Duration.ofDays(1);
  private static final int MAX_POINTS = 200;

  private final int confirmations;
  private final int outOf;
  private final Map<Key, Trail> trails = new HashMap<>();

  private record Key(ViolationType type, String subject) {
    static Key of(Gauge g) {
      return new Key(g.type(), g.subject());
    }
  }

  private record Point(Instant at, double value) {}

  private static final class Trail {
    final Deque<Boolean> over = new ArrayDeque<>();
    final Deque<Point> points = new ArrayDeque<>();
    Instant evidence = Instant.MIN;
    Instant countedAt = Instant.MIN;
  }

  /**
   * @param confirmations readings over the limit
   * @param outOf among so many of the last
   */
  public GaugeTrails(int confirmations, int outOf) {
    if (confirmations < 1 || outOf < confirmations) {
      throw new IllegalArgumentException(
          "confirmations must be 1 to out-of, were " + confirmations + " of " + outOf);
    }
    this.confirmations = confirmations;
    this.outOf = outOf;
  }

  /**
   * A reading.
   *
   * @param evidence market time of its newest price
   * @param now wall time
   */
  public void add(List<Gauge> gauges, Instant evidence, Instant now) {
    Set<Key> present = gauges.stream().map(Key::of).collect(Collectors.toSet());
    trails.keySet().retainAll(present);
    for (Gauge g : gauges) {
      Trail t = trails.computeIfAbsent(Key.of(g), key -> new Trail());
      point(t, g, now);
      boolean news = evidence.isAfter(t.evidence);
      if (news || !now.isBefore(t.countedAt.plus(STANDING))) {
        t.evidence = news ? evidence : t.evidence;
        t.countedAt = now;
        t.over.addLast(g.over());
        while (t.over.size() > outOf) {
          t.over.removeFirst();
        }
      }
    }
  }

  private static void point(Trail t, Gauge g, Instant now) {
    t.points.addLast(new Point(now, g.value()));
    while (t.points.size() > MAX_POINTS || t.points.peekFirst().at().isBefore(now.minus(TREND))) {
      t.points.removeFirst();
    }
  }

  /** Over its limit often enough, and now. */
  public boolean confirmed(Gauge g) {
    return g.over() && overCount(g) >= confirmations;
  }

  /** Over its limit, and not yet confirmed: worth another look soon. */
  public boolean doubtful(Gauge g) {
    return g.over() && overCount(g) < confirmations;
  }

  private long overCount(Gauge g) {
    Trail t = trails.get(Key.of(g));
    return t == null ? 0 : t.over.stream().filter(over -> over).count();
  }

  /** What was seen before counts no more: a person looked at it. */
  public void forget(ViolationType type) {
    trails.keySet().removeIf(key -> key.type() == type);
  }

  /** By the least-squares line through the last minutes; empty when it does not rise. */
  public Optional<Duration> untilLimit(Gauge g) {
    Trail t = trails.get(Key.of(g));
    if (t == null || t.points.size() < 3) {
      return Optional.empty();
    }
    Instant origin = t.points.peekFirst().at();
    double n = t.points.size();
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (Point p : t.points) {
      double x = Duration.between(origin, p.at()).toMillis() / 1000.0;
      sx += x;
      sy += p.value();
      sxx += x * x;
      sxy += x * p.value();
    }
    double spread = n * sxx - sx * sx;
    double slope = spread > 0 ? (n * sxy - sx * sy) / spread : 0;
    double seconds = (g.limit() - g.value()) / slope;
    return slope > 0 && seconds >= 0 && seconds <= FARTHEST.toSeconds()
        ? Optional.of(Duration.ofMillis(Math.round(seconds * 1000)))
        : Optional.empty();
  }
}
