package io.orchestrator.domain.system;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a flapping service from making the system flap. Bad news passes at once; good news must
 * hold for a while, and for longer the more often it turned out wrong lately. Immutable.
 *
 * @param accepted the verdict that holds
 * @param better a better verdict that is waiting, since when
 * @param worsenings instants of the latest worsenings, oldest first, within the window
 */
public record Damping(
    Settings settings,
    SystemState accepted,
    Optional<SystemState> better,
    Instant betterSince,
    List<Instant> worsenings) {

  /**
   * @param hold how long good news must hold
   * @param maxHold upper bound of the hold, which doubles with each worsening within the window
   * @param window how long a worsening is remembered
   */
  public record Settings(Duration hold, Duration maxHold, Duration window) {
    public static final Settings DEFAULT =
        new Settings(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofMinutes(5));

    public Settings {
      if (hold.isNegative() || maxHold.compareTo(hold) < 0 || window.isNegative()) {
        throw new IllegalArgumentException("damping needs 0 <= hold <= max-hold and window >= 0");
      }
    }
  }

  /** The longest list of worsenings: more do not make the hold longer. */
  static final int MAX_WORSENINGS = 32;

  public static Damping starting(Settings settings, SystemState verdict) {
    return new Damping(settings, verdict, Optional.empty(), Instant.EPOCH, List.of());
  }

  /** The damping after a verdict came in at {@code now}; {@link #accepted()} is what counts. */
  public Damping observe(SystemState verdict, Instant now) {
    List<Instant> recent = recent(now);
    int order = rank(verdict) - rank(accepted);
    if (order > 0) {
      List<Instant> more = new ArrayList<>(recent);
      more.add(now);
      List<Instant> bounded =
          more.size() > MAX_WORSENINGS
              ? more.subList(more.size() - MAX_WORSENINGS, more.size())
              : more;
      return new Damping(settings, verdict, Optional.empty(), Instant.EPOCH, List.copyOf(bounded));
    }
    if (order == 0) {
      return new Damping(settings, accepted, Optional.empty(), Instant.EPOCH, recent);
    }
    Instant since = better.isPresent() ? betterSince : now;
    if (!now.isBefore(since.plus(hold(recent.size())))) {
      return new Damping(settings, verdict, Optional.empty(), Instant.EPOCH, recent);
    }
    return new Damping(settings, accepted, Optional.of(verdict), since, recent);
  }

  /** When to observe again because good news is waiting. */
  public Optional<Instant> dueAt() {
    return better.map(b -> betterSince.plus(hold(worsenings.size())));
  }

  private Duration hold(int flips) {
    // The first worsening is not yet flapping.
    int doublings = Math.min(20, Math.max(0, flips - 1));
    Duration scaled = settings.hold().multipliedBy(1L << doublings);
    return scaled.compareTo(settings.maxHold()) > 0 ? settings.maxHold() : scaled;
  }

  private List<Instant> recent(Instant now) {
    Instant oldest = now.minus(settings.window());
    return worsenings.stream().filter(w -> !w.isBefore(oldest)).toList();
  }

  private static int rank(SystemState verdict) {
    return switch (verdict) {
      case RUNNING -> 0;
      case DEGRADED -> 1;
      case ERROR -> 2;
      case INITIALIZING, READY, MAINTENANCE, SHUTDOWN ->
          throw new IllegalArgumentException("not a verdict: " + verdict);
    };
  }
}
