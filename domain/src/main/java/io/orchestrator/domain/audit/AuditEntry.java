package io.orchestrator.domain.audit;

/**
 * A link of the chain.
 *
 * @param seq 1, 2, 3, … without a gap
 * @param previousHash of the entry before; {@link ChainHash#GENESIS} for the first
 * @param hash {@link ChainHash#link} of the one before and the content
 */
public record AuditEntry(long seq, AuditDraft content, String previousHash, String hash) {
  /** The entry that follows {@code previousHash}. */
  public static AuditEntry after(long previousSeq, String previousHash, AuditDraft content) {
    long seq = previousSeq + 1;
    String hash = ChainHash.link(previousHash, ChainHash.content(seq, content));
    return new AuditEntry(seq, content, previousHash, hash);
  }

  /** Whether the hash is the one of this content behind this predecessor. */
  public boolean consistent() {
    return hash.equals(ChainHash.link(previousHash, ChainHash.content(seq, content)));
  }
}
