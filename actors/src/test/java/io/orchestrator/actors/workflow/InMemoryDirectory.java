package io.orchestrator.actors.workflow;

import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The directory's rules on maps. */
final class InMemoryDirectory implements WorkflowDirectory {
  private final Map<String, Entry> rows = new LinkedHashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private int failures;

  /** The next so many updates fail. */
  synchronized void failUpdates(int times) {
    failures = times;
  }

  @Override
  public synchronized Entry open(
      WorkflowSummary summary,
      Optional<String> idempotencyKey,
      String requestHash,
      List<String> symbols) {
    Optional<Entry> earlier =
        idempotencyKey.flatMap(this::findByKey).or(() -> row(summary.workflowId()));
    if (earlier.isPresent()) {
      return new Entry(earlier.get().summary(), false, earlier.get().requestHash());
    }
    var entry = new Entry(summary, true, requestHash);
    rows.put(summary.workflowId(), entry);
    idempotencyKey.ifPresent(k -> keys.put(k, summary.workflowId()));
    return entry;
  }

  private Optional<Entry> row(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  @Override
  public synchronized Optional<Entry> findByKey(String idempotencyKey) {
    return Optional.ofNullable(keys.get(idempotencyKey)).map(rows::get);
  }

  @Override
  public synchronized void update(String workflowId, RunState state, Optional<Instant> endedAt) {
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("database is away");
    }
    Entry e = rows.get(workflowId);
    WorkflowSummary s = e.summary();
    var next =
        new WorkflowSummary(
            workflowId, s.workflow(), state, s.requestedBy(), s.startedAt(), endedAt);
    rows.put(workflowId, new Entry(next, e.created(), e.requestHash()));
  }

  @Override
  public synchronized List<WorkflowSummary> openRuns() {
    return rows.values().stream().map(Entry::summary).filter(s -> !s.state().terminal()).toList();
  }

  @Override
  public synchronized int countOpen(WorkflowType type) {
    return (int) openRuns().stream().filter(s -> s.workflow() == type).count();
  }

  @Override
  public synchronized void reopen(String workflowId) {
    update(workflowId, RunState.RUNNING, Optional.empty());
  }

  @Override
  public synchronized List<WorkflowSummary> list(RunQuery query) {
    return new ArrayList<>(rows.values())
        .reversed().stream()
            .map(Entry::summary)
            .filter(s -> query.state().map(s.state()::equals).orElse(true))
            .filter(s -> query.type().map(s.workflow()::equals).orElse(true))
            .limit(query.limit())
            .toList();
  }
}
