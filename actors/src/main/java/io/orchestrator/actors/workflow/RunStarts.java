package io.orchestrator.actors.workflow;

import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.JsonLike;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Writes the row of a run before the run begins. The row decides what a repeated request is; the
 * limit of open runs is never exceeded on one node, and counts restarted runs too. Rows are written
 * by many threads at a time, so that their commits share the disk; only the counting is done one by
 * one, and the directory is asked only when the count may have reached the limit.
 */
final class RunStarts {
  private static final int MAX_KEY = 200;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1," + MAX_KEY + "}");

  private final WorkflowEngine.Surroundings around;
  private final Executor blocking;
  private final WorkflowSettings settings;
  private final Semaphore pending;
  private final Map<WorkflowType, OpenRuns> open = new EnumMap<>(WorkflowType.class);

  /** At least as many as are open: ends are seen only when the directory is asked again. */
  private static final class OpenRuns {
    boolean known;
    int most;
    int beingWritten;
  }

  RunStarts(WorkflowEngine.Surroundings around, Executor blocking, WorkflowSettings settings) {
    this.around = around;
    this.blocking = blocking;
    this.settings = settings;
    this.pending = new Semaphore(settings.maxPendingStarts());
  }

  /** Answers with the id of the run that this request is or was. */
  CompletionStage<String> open(
      WorkflowType type,
      Map<String, Object> parameters,
      Optional<String> idempotencyKey,
      String requestedBy) {
    if (idempotencyKey.filter(k -> !KEY.matcher(k).matches()).isPresent()) {
      return CompletableFuture.failedFuture(WorkflowRefusals.badKey(MAX_KEY).asException());
    }
    if (!pending.tryAcquire()) {
      return CompletableFuture.failedFuture(
          WorkflowRefusals.tooMany("starts under way", settings.maxPendingStarts()).asException());
    }
    // One caller's keys are not another's.
    Optional<String> key = idempotencyKey.map(k -> requestedBy + "/" + k);
    String hash = hash(type, parameters);
    List<String> symbols =
        parameters.get("symbols") instanceof List<?> names
            ? names.stream().map(String::valueOf).toList()
            : List.of();
    return CompletableFuture.supplyAsync(
            () -> openNow(type, key, hash, symbols, requestedBy), blocking)
        .whenComplete((id, error) -> pending.release());
  }

  private String openNow(
      WorkflowType type,
      Optional<String> key,
      String hash,
      List<String> symbols,
      String requestedBy) {
    Optional<WorkflowDirectory.Entry> earlier = key.flatMap(around.directory()::findByKey);
    if (earlier.isPresent()) {
      return same(earlier.get(), hash);
    }
    if (!around.mayRun().getAsBoolean()) {
      throw WorkflowRefusals.notRunning().asException();
    }
    admit(type);
    boolean created = false;
    try {
      var summary =
          new WorkflowSummary(
              around.ids().get(),
              type,
              RunState.RUNNING,
              requestedBy,
              around.clock().instant(),
              Optional.empty());
      WorkflowDirectory.Entry entry = around.directory().open(summary, key, hash, symbols);
      created = entry.created();
      return same(entry, hash);
    } finally {
      written(type, created);
    }
  }

  private synchronized void admit(WorkflowType type) {
    OpenRuns runs = open.computeIfAbsent(type, t -> new OpenRuns());
    int limit = settings.maxOpenRunsPerType();
    if (!runs.known || runs.most >= limit) {
      runs.most = around.directory().countOpen(type) + runs.beingWritten;
      runs.known = true;
    }
    if (runs.most >= limit) {
      throw WorkflowRefusals.tooMany("open runs of " + type.wireName(), limit).asException();
    }
    runs.most++;
    runs.beingWritten++;
  }

  private synchronized void written(WorkflowType type, boolean created) {
    OpenRuns runs = open.get(type);
    runs.beingWritten--;
    // One that failed may have left its row all the same: it is counted until the next look.
    runs.known &= created;
  }

  private static String same(WorkflowDirectory.Entry entry, String hash) {
    if (!entry.requestHash().equals(hash)) {
      throw WorkflowRefusals.idempotencyConflict(entry.summary().workflowId()).asException();
    }
    return entry.summary().workflowId();
  }

  private static String hash(WorkflowType type, Map<String, Object> parameters) {
    return Sha256.hex(type.wireName() + JsonLike.canonical(parameters));
  }

  /** Of the run's random choices: what the caller asked for, or made of its id. */
  static long seed(String workflowId, Map<String, Object> parameters) {
    if (parameters.get("seed") instanceof Long seed && seed != 0) {
      return seed;
    }
    byte[] digest = Sha256.of(workflowId);
    long seed = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      seed = seed << 8 | digest[i] & 0xff;
    }
    return seed;
  }
}
