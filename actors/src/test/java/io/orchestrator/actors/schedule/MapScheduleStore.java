package io.orchestrator.actors.schedule;

import io.orchestrator.domain.port.ScheduleStore;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table's rules on a map; counts how often a start was noted. */
final class MapScheduleStore implements ScheduleStore {
  private final Map<String, Entry> rows = new TreeMap<>();
  final List<String> noted = new ArrayList<>();

  /** Notes of this schedule fail. */
  String broken = "";

  Entry row(String id) {
    return rows.get(id);
  }

  @Override
  public List<Entry> all() {
    return List.copyOf(rows.values());
  }

  @Override
  public void save(Schedule schedule, Optional<Instant> nextAt) {
    Entry old = rows.get(schedule.id());
    rows.put(
        schedule.id(),
        new Entry(
            schedule,
            nextAt,
            old == null ? Optional.empty() : old.lastAt(),
            old == null ? "" : old.lastOutcome()));
  }

  @Override
  public boolean delete(String id) {
    return rows.remove(id) != null;
  }

  @Override
  public void fired(
      String id, Instant dueAt, Instant lastAt, Optional<Instant> nextAt, String outcome) {
    if (id.equals(broken)) {
      throw new IllegalStateException("database is away");
    }
    noted.add(id + " " + outcome);
    rows.computeIfPresent(
        id,
        (i, e) -> {
          boolean same = e.nextAt().equals(Optional.of(dueAt));
          return new Entry(e.schedule(), same ? nextAt : e.nextAt(), Optional.of(lastAt), outcome);
        });
  }
}
