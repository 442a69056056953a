package io.orchestrator.domain.port;

import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Table of schedules. Blocking. */
public interface ScheduleStore {
  /** By id. */
  List<Entry> all();

  /** Writes or replaces it. */
  void save(Schedule schedule, Optional<Instant> nextAt);

  /** False if there was none. */
  boolean delete(String id);

  /**
   * What became of a start; one that waits is due again at its own time. Nothing happens if the
   * schedule is gone.
   *
   * @param dueAt when it was due when that start began; if it was saved meanwhile and is due at
   *     another time, it stays so
   */
  void fired(String id, Instant dueAt, Instant lastAt, Optional<Instant> nextAt, String outcome);

  /**
   * @param nextAt when it is due next, by the market's clock; empty: never
   * @param lastAt when it was due last
   * @param lastOutcome the run that began, or why none did or does yet
   */
  record Entry(
      Schedule schedule, Optional<Instant> nextAt, Optional<Instant> lastAt, String lastOutcome) {}
}
