package io.orchestrator.http;

import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.BlockedName;
import io.orchestrator.domain.desk.Drift;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Action;
import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import io.orchestrator.domain.desk.ReconciliationReport.Compared;
import io.orchestrator.domain.desk.ReconciliationReport.Difference;
import io.orchestrator.domain.desk.ReconciliationReport.Kind;
import io.orchestrator.domain.desk.ReconciliationReport.Outcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** One report with a difference; one blocked name, which can be released for ever. */
final class ScriptedDesk implements DeskControl {
  final AtomicInteger everything = new AtomicInteger();

  static ReconciliationReport report(String by, String reason) {
    return new ReconciliationReport(
        1,
        Cause.REQUESTED,
        by,
        reason,
        Scripted.NOON,
        Scripted.NOON.plusMillis(120),
        Outcome.DRIFT_EXCEEDED,
        true,
        "",
        new Compared(3, 2, 1, 7, 1, 2, 2),
        List.of(new Difference(Kind.POSITION, "AAPL", "100", "400", new BigDecimal("30000.00"))),
        1,
        List.of(new Action("books", "not_adopted", "above the drift budget")),
        new Drift(
            300,
            new BigDecimal("30000.00"),
            new Drift.Budget(100, new BigDecimal("10000")),
            false));
  }

  @Override
  public CompletionStage<List<ReconciliationReport>> reconciliations(int limit) {
    return CompletableFuture.completedStage(List.of(report("", "")));
  }

  @Override
  public CompletionStage<ReconciliationReport> reconcile(String reason, String by) {
    return CompletableFuture.completedStage(report(by, reason));
  }

  @Override
  public CompletionStage<ReconciliationReport> adopt(long id, String reason, String by) {
    return id == 1
        ? reconcile(reason, by)
        : CompletableFuture.failedStage(
            new Refusal("trading.nothing_to_adopt", 409, "not the newest", "name the newest")
                .asException());
  }

  @Override
  public CompletionStage<Map<String, BlockedName>> blockedNames() {
    return CompletableFuture.completedStage(
        Map.of("AAPL", new BlockedName("two live orders are named wf/buy/0", Scripted.NOON)));
  }

  @Override
  public CompletionStage<Void> release(String symbol, String reason, String by) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> cancelEverything(String reason, String by) {
    everything.incrementAndGet();
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<List<String>> remarks() {
    return CompletableFuture.completedStage(List.of());
  }
}
