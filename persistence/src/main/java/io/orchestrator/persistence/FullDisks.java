package io.orchestrator.persistence;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Databases of this process whose disk refused bytes lately, whoever wrote: a small write may still
 * find room where the journal's does not. For the whole process, because the journal's pool is made
 * by Slick.
 */
final class FullDisks {
  /** Without a refusal for so long there is room again. */
  static final Duration LATELY = Duration.ofSeconds(20);

  private static final Map<String, Long> REFUSED = new ConcurrentHashMap<>();

  private FullDisks() {}

  static void refused(String url) {
    REFUSED.put(url, System.nanoTime());
  }

  /** How long ago it last refused, if that was lately. */
  static Optional<Duration> lately(String url) {
    return Optional.ofNullable(REFUSED.get(url))
        .map(at -> Duration.ofNanos(System.nanoTime() - at))
        .filter(ago -> ago.compareTo(LATELY) < 0);
  }
}
