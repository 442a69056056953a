package io.orchestrator.domain.audit;

import io.orchestrator.domain.port.AuditSeal;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a chain once, from the first entry to the last, and names the first entry that is not what
 * was written. Give it every checkpoint known, from the table and from elsewhere, then each entry
 * in order of {@code seq}, then {@link #end}.
 */
public final class ChainCheck {
  private final AuditSeal seal;
  private final TreeMap<Long, AuditCheckpoint> checkpoints = new TreeMap<>();
  private Optional<Break> broken = Optional.empty();
  private long last;
  private String lastHash = ChainHash.GENESIS;
  private long sealed;

  /**
   * @param firstBadSeq the first entry that is missing, changed or in another's place
   */
  public record Break(long firstBadSeq, String reason) {}

  /**
   * @param entries that were read
   * @param sealedUpTo last entry under a genuine signature
   * @param broken empty: intact
   */
  public record Verdict(long entries, long sealedUpTo, Optional<Break> broken) {
    public boolean intact() {
      return broken.isEmpty();
    }
  }

  /**
   * @param signed the kept checkpoints and the head, of one key each
   */
  public ChainCheck(AuditSeal seal, Collection<AuditCheckpoint> signed) {
    this.seal = seal;
    for (AuditCheckpoint c : signed) {
      AuditCheckpoint other = checkpoints.putIfAbsent(c.seq(), c);
      if (other != null && !other.hash().equals(c.hash())) {
        breaks(c.seq(), "two checkpoints of entry " + c.seq() + " differ");
      } else if (!c.genuine(seal)) {
        breaks(
            c.seq(),
            "the checkpoint of entry " + c.seq() + " is not signed by a key of this house");
      }
    }
  }

  /** False once nothing behind can change the verdict. */
  public boolean accept(AuditEntry entry) {
    if (broken.isPresent() && broken.get().firstBadSeq() <= last) {
      return false;
    }
    if (entry.seq() != last + 1) {
      return breaks(last + 1, "entry " + (last + 1) + " is missing");
    }
    if (!entry.consistent()) {
      return breaks(entry.seq(), "entry " + entry.seq() + " is not what its hash says");
    }
    if (!entry.previousHash().equals(lastHash)) {
      // Self-consistent behind another predecessor: it is the predecessor that was replaced.
      long replaced = Math.max(1, last);
      return breaks(replaced, "entry " + replaced + " was replaced: the next one follows another");
    }
    last = entry.seq();
    lastHash = entry.hash();
    return compare(checkpoints.get(last));
  }

  private boolean compare(AuditCheckpoint checkpoint) {
    if (checkpoint == null) {
      return true;
    }
    if (!checkpoint.hash().equals(lastHash)) {
      long from = sealed + 1;
      String range = from == last ? "entry " + from : "an entry from " + from + " to " + last;
      return breaks(from, range + " was rewritten: its checkpoint says otherwise");
    }
    sealed = last;
    return true;
  }

  /**
   * @param head the newest signature; empty if it is gone
   */
  public Verdict end(Optional<AuditCheckpoint> head) {
    if (!checkpoints.isEmpty() && checkpoints.lastKey() > last) {
      breaks(last + 1, "entries from " + (last + 1) + " on were removed: a checkpoint knows them");
    }
    if (head.isEmpty() && last > 0) {
      breaks(last + 1, "the signed end of the chain is gone, and entries may be");
    } else if (head.isPresent() && head.get().seq() < last) {
      breaks(
          head.get().seq() + 1, "entries behind the signed end were not written by this program");
    }
    return new Verdict(last, sealed, broken);
  }

  /** Keeps the lowest. */
  private boolean breaks(long seq, String reason) {
    if (broken.isEmpty() || seq < broken.get().firstBadSeq()) {
      broken = Optional.of(new Break(seq, reason));
    }
    return false;
  }
}
