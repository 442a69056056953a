package io.orchestrator.actors.api;

import io.orchestrator.domain.desk.BlockedName;
import io.orchestrator.domain.desk.ReconciliationReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The trading desk's books against the broker's, and what stands in the way of entries. */
public interface DeskControl {
  /** Newest first. */
  CompletionStage<List<ReconciliationReport>> reconciliations(int limit);

  /** Answers with the report of a comparison that began after the question. */
  CompletionStage<ReconciliationReport> reconcile(String reason, String by);

  /**
   * Takes the broker's books over although they differ by more than the drift budget, if the
   * difference of that report, which must be the newest, still stands.
   */
  CompletionStage<ReconciliationReport> adopt(long id, String reason, String by);

  /**
   * Cancels every open order of the account: protective stops and orders of people in TWS, too.
   * Entries should be halted before.
   */
  CompletionStage<Void> cancelEverything(String reason, String by);

  /** Symbols in which nothing is opened because two live orders carried one name. */
  CompletionStage<Map<String, BlockedName>> blockedNames();

  /** Lets entries into a blocked name again; only when a clean comparison shows no double. */
  CompletionStage<Void> release(String symbol, String reason, String by);

  /** Why entries wait, for people; empty when nothing is wrong. */
  CompletionStage<List<String>> remarks();
}
