package io.orchestrator.http;

import io.orchestrator.actors.api.Schedules;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One schedule, whatever is asked; what is saved comes back. */
final class ScriptedSchedules implements Schedules {
  private static Entry entry(Schedule schedule) {
    return new Entry(
        schedule,
        Optional.of(Instant.parse("2026-11-27T20:45:00Z")),
        Optional.of(Instant.parse("2026-11-25T20:45:00Z")),
        "started wf-1");
  }

  private static Schedule known(String id) {
    return new Schedule(
        id,
        "analysis_to_trade",
        Map.of("symbols", List.of("AAPL")),
        "45 15 * * 1-5",
        TradingCalendar.NEW_YORK,
        true,
        MissedRuns.SKIP,
        true,
        false,
        "ann");
  }

  @Override
  public CompletionStage<List<Entry>> list() {
    return CompletableFuture.completedStage(List.of(entry(known("close"))));
  }

  @Override
  public CompletionStage<Entry> find(String id) {
    return CompletableFuture.completedStage(entry(known(id)));
  }

  @Override
  public CompletionStage<Entry> save(Schedule schedule) {
    return CompletableFuture.completedStage(entry(schedule));
  }

  @Override
  public CompletionStage<Entry> delete(String id) {
    return find(id);
  }
}
