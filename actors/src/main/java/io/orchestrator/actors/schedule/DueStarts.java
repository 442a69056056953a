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
 * @param skipped how many were left out, of those that were looked at
 * @param nextAt when it is due again
 */
record DueStarts(List<Instant> starts, int skipped, Optional<Instant> nextAt) {
  /** A start that is later than this was missed. */
  static final Duration LATE = Duration.ofSeconds(90);

  /** Most starts that are made up for at once. */
  static final int MOST = 20;

  /** How far back missed times are looked for at first. */
  private static final Duration LOOK_BACK = Duration.ofDays(1);

  static DueStarts of(Entry entry, Instant now, CronTimes times) {
    Schedule schedule = entry.schedule();
    List<Instant> due = newest(schedule, entry.nextAt().orElseThrow(), now, times);
    List<Instant> missed = due.stream().filter(t -> missed(t, now)).toList();
    var starts = new ArrayList<Instant>(due.subList(missed.size(), due.size()));
    if (schedule.missed() == MissedRuns.ALL) {
      starts.addAll(0, missed.subList(Math.max(0, missed.size() - MOST), missed.size()));
    } else if (schedule.missed() == MissedRuns.ONCE && starts.isEmpty() && !missed.isEmpty()) {
      starts.add(missed.getLast());
    }
    return new DueStarts(
        List.copyOf(starts), due.size() - starts.size(), times.next(schedule, now));
  }

  private static boolean missed(Instant due, Instant now) {
    return due.plus(LATE).isBefore(now);
  }

  /**
   * Oldest first: all since {@code first}, or of very many enough of the newest: after a week a
   * rule "each minute" must not be walked through, and its oldest times do not matter.
   */
  private static List<Instant> newest(
      Schedule schedule, Instant first, Instant now, CronTimes times) {
    for (Duration back = LOOK_BACK; ; back = back.multipliedBy(4)) {
      Instant from = now.minus(back);
      boolean all = !from.isAfter(first);
      Optional<Instant> next = all ? Optional.of(first) : times.next(schedule, from);
      var due = new ArrayList<Instant>();
      while (next.filter(t -> !t.isAfter(now)).isPresent()) {
        due.add(next.get());
        next = times.next(schedule, next.get());
      }
      if (all || due.stream().filter(t -> missed(t, now)).count() >= MOST) {
        return due;
      }
    }
  }
}
