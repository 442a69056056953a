package io.orchestrator.domain.port;

import io.orchestrator.domain.audit.AuditDraft;

/** The way into the audit chain. Thread-safe. */
public interface AuditTrail {
  /**
   * Returns when the fact is on this node's disk; the chain gets it soon after, once, also over a
   * crash. Blocks for one write.
   *
   * @throws io.orchestrator.domain.common.RefusedException {@code audit.unavailable}, 503, when it
   *     cannot be kept; then what it is about must not happen, unless it only reduces risk
   */
  void record(AuditDraft draft);

  /** For what must not wait and cannot be refused: kept in memory until the disk takes it. */
  void recordAnyway(AuditDraft draft);

  /** False while facts cannot be kept, or wait too long for the chain: entries stop. */
  boolean open();
}
