package io.orchestrator.actors.api;

import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.Schedule;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Workflows that begin by the clock. */
public interface Schedules {
  CompletionStage<List<Entry>> list();

  /** Refused with {@code schedule.not_found}. */
  CompletionStage<Entry> find(String id);

  /**
   * Writes or replaces. Refused with {@code schedule.bad_cron}, {@code schedule.bad_workflow}
   * (400), {@code schedule.too_many} (409), {@code auth.forbidden} (403).
   */
  CompletionStage<Entry> save(Schedule schedule);

  /** Refused with {@code schedule.not_found}. */
  CompletionStage<Entry> delete(String id);
}
