package io.orchestrator.actors.schedule;

import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to do about a schedule at an instant. Pure.
 *
 * @param starts times to start a run for, oldest first
 * @param skipped how many were left out
 * @param nextAt when it is due again
 */
record DueStarts(List<Instant> starts, int skipped, Optional<Instant> nextAt) {
  /** A start that is later than this was missed. */
  static final Duration LATE = Duration.ofSeconds(90);

  /** Most starts that are made up for at once. */
  static final int MOST = 20;

  /** Most missed times that are looked at; of more only the newest could matter. */
  private static final int MOST_LOOKED_AT = 10_000;

  static DueStarts of(Entry entry, Instant now, CronTimes times) {
    Schedule schedule = entry.schedule();
    var due = new ArrayList<Instant>();
    Optional<Instant> next = entry.nextAt();
    while (next.filter(t -> !t.isAfter(now)).isPresent() && due.size() < MOST_LOOKED_AT) {
      due.add(next.get());
      next = times.next(schedule, next.get());
    }
    if (next.filter(t -> !t.isAfter(now)).isPresent()) {
      next = times.next(schedule, now);
    }
    List<Instant> missed = due.stream().filter(t -> t.plus(LATE).isBefore(now)).toList();
    var starts = new ArrayList<Instant>(due.subList(missed.size(), due.size()));
    if (schedule.missed() == MissedRuns.ALL) {
      starts.addAll(0, missed.subList(Math.max(0, missed.size() - MOST), missed.size()));
    } else if (schedule.missed() == MissedRuns.ONCE && starts.isEmpty() && !missed.isEmpty()) {
      starts.add(missed.getLast());
    }
    return new DueStarts(List.copyOf(starts), due.size() - starts.size(), next);
  }
}
