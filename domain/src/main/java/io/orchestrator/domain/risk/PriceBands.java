package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The reference prices of the names that the desk watches: the mean mid of a sliding window, one
 * sample a second at most. Market time. One thread.
 *
 * <p>A price outside of its band is not taken into the mean until it has been seen often enough to
 * be believed; so one bad tick neither moves the reference nor counts as a shock.
 */
public final class PriceBands {
  private static final Duration SAMPLE = Duration.ofSeconds(1);

  private final Settings settings;
  private final Map<String, Window> windows = new HashMap<>();

  /**
   * @param width of the band to each side, as a fraction
   * @param window of the mean
   * @param samples that it takes before there is a band
   * @param confirmations prices outside in a row that make a shock
   */
  public record Settings(double width, Duration window, int samples, int confirmations) {
    public Settings {
      if (!(width > 0 && width < 1)) {
        throw new IllegalArgumentException("width must be in (0, 1), was " + width);
      }
      if (window == null || window.compareTo(SAMPLE) < 0) {
        throw new IllegalArgumentException("window must be at least 1s, was " + window);
      }
      if (samples < 1) {
        throw new IllegalArgumentException("samples must be at least 1, was " + samples);
      }
      if (confirmations < 1) {
        throw new IllegalArgumentException(
            "confirmations must be at least 1, was " + confirmations);
      }
    }
  }

  private record Sample(Instant at, double mid) {}

  private static final class Window {
    final Deque<Sample> samples = new ArrayDeque<>();
    double sum;
    int outside;
    Instant last = Instant.MIN;
  }

  public PriceBands(Settings settings) {
    this.settings = settings;
  }

  /**
   * A new price.
   *
   * @return true when this one makes it a shock; once, until it has been inside again
   */
  public boolean seen(String symbol, double mid, Instant at) {
    if (!(mid > 0) || !Double.isFinite(mid)) {
      return false;
    }
    Window w = windows.computeIfAbsent(symbol, key -> new Window());
    if (!at.isAfter(w.last)) {
      return false;
    }
    w.last = at;
    expire(w, at);
    boolean outside = band(w).leftBy(mid);
    w.outside = outside ? w.outside + 1 : 0;
    if (!outside || w.outside > settings.confirmations()) {
      add(w, mid, at);
    }
    return w.outside == settings.confirmations();
  }

  public PriceBand band(String symbol) {
    Window w = windows.get(symbol);
    return w == null ? PriceBand.NONE : band(w);
  }

  /** Forgets names that nobody watches. */
  public void keep(Set<String> symbols) {
    windows.keySet().retainAll(symbols);
  }

  private PriceBand band(Window w) {
    int n = w.samples.size();
    return n < settings.samples() ? PriceBand.NONE : new PriceBand(w.sum / n, settings.width(), n);
  }

  private static void add(Window w, double mid, Instant at) {
    Sample last = w.samples.peekLast();
    if (last == null || Duration.between(last.at(), at).compareTo(SAMPLE) >= 0) {
      w.samples.addLast(new Sample(at, mid));
      w.sum += mid;
    }
  }

  private void expire(Window w, Instant at) {
    Instant before = at.minus(settings.window());
    while (!w.samples.isEmpty() && !w.samples.peekFirst().at().isAfter(before)) {
      w.sum -= w.samples.removeFirst().mid();
    }
    w.sum = w.samples.isEmpty() ? 0 : w.sum;
  }
}
