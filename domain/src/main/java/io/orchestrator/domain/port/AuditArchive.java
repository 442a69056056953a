package io.orchestrator.domain.port;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.audit.ChainCheck;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The stored audit chain. Blocking. */
public interface AuditArchive {
  /** Longest page. */
  int MAX_LIMIT = 1000;

  Page page(Query query);

  /** Empty if there is no such entry, or it is not yet under a signature. */
  Optional<Proof> proof(long seq);

  /** Reads the whole chain. */
  ChainCheck.Verdict verify();

  /**
   * @param afterSeq only entries behind it (ascending) or before it (descending)
   * @param action exactly this one
   */
  record Query(
      Optional<AuditKind> kind,
      Optional<String> subject,
      Optional<String> action,
      Optional<String> target,
      Optional<String> correlationId,
      Optional<Instant> from,
      Optional<Instant> to,
      Optional<Long> afterSeq,
      int limit,
      boolean ascending) {}

  /**
   * @param nextAfterSeq cursor of the following page; empty on the last
   */
  record Page(List<AuditEntry> entries, Optional<Long> nextAfterSeq) {}

  /**
   * That an entry is part of the chain that {@code checkpoint} signs.
   *
   * @param path content hashes of the entries behind it, up to the checkpoint's
   * @param publicKey of the signature, base64 of X.509; empty if this node does not know the key
   */
  record Proof(
      AuditEntry entry,
      String contentHash,
      List<String> path,
      AuditCheckpoint checkpoint,
      Optional<String> publicKey) {}
}
