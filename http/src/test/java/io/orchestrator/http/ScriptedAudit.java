package io.orchestrator.http;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.audit.ChainCheck;
import io.orchestrator.domain.audit.ChainHash;
import io.orchestrator.domain.audit.PastState;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.AuditArchive;
import io.orchestrator.domain.port.AuditTrail;
import io.orchestrator.domain.port.PastStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A chain in memory whose disk can fail, and hang. */
final class ScriptedAudit implements AuditTrail, AuditArchive, PastStates {
  private final List<AuditDraft> drafts = new ArrayList<>();
  volatile boolean down;
  volatile CountDownLatch hangs = new CountDownLatch(0);

  @Override
  public void record(AuditDraft draft) {
    try {
      hangs.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    add(draft);
  }

  private synchronized void add(AuditDraft draft) {
    if (down) {
      throw new Refusal("audit.unavailable", 503, "scripted", "scripted").asException();
    }
    drafts.add(draft);
  }

  @Override
  public synchronized void recordAnyway(AuditDraft draft) {
    drafts.add(draft);
  }

  @Override
  public boolean open() {
    return !down;
  }

  synchronized List<AuditDraft> drafts() {
    return List.copyOf(drafts);
  }

  private List<AuditEntry> chain() {
    List<AuditEntry> chain = new ArrayList<>();
    String hash = ChainHash.GENESIS;
    for (AuditDraft draft : drafts()) {
      AuditEntry entry = AuditEntry.after(chain.size(), hash, draft);
      chain.add(entry);
      hash = entry.hash();
    }
    return chain;
  }

  @Override
  public Page page(Query query) {
    return new Page(
        chain().stream()
            .filter(e -> query.kind().map(k -> e.content().kind() == k).orElse(true))
            .limit(query.limit())
            .toList(),
        Optional.empty());
  }

  @Override
  public Optional<Proof> proof(long seq) {
    List<AuditEntry> chain = chain();
    if (seq < 1 || seq > chain.size()) {
      return Optional.empty();
    }
    AuditEntry entry = chain.get((int) seq - 1);
    return Optional.of(
        new Proof(
            entry,
            ChainHash.content(seq, entry.content()),
            List.of(),
            new AuditCheckpoint(seq, entry.hash(), entry.content().at(), "key", "signature"),
            Optional.empty()));
  }

  @Override
  public ChainCheck.Verdict verify() {
    return new ChainCheck.Verdict(drafts().size(), 0, Optional.empty());
  }

  @Override
  public Optional<PastState.View> at(long seq) {
    return seq == 7 ? Optional.of(new PastState().view()) : Optional.empty();
  }
}
