package io.orchestrator.domain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.AuditSeal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Whatever is done to a chain, its check names where. */
class ChainCheckTest {
  private static final Instant T0 = Instant.parse("2026-11-30T10:00:00.123456Z");

  /** Stands for a signature: the rules only ask whether it is genuine. */
  private record Stamp(String keyId) implements AuditSeal {
    @Override
    public String sign(byte[] content) {
      return Integer.toHexString(Objects.hash(keyId, new String(content, StandardCharsets.UTF_8)));
    }

    @Override
    public boolean verify(String by, byte[] content, String signature) {
      return by.equals(keyId) && signature.equals(sign(content));
    }

    @Override
    public Optional<String> publicKey(String by) {
      return Optional.empty();
    }
  }

  private static final Stamp OURS = new Stamp("ours");

  private static AuditDraft draft(String id, String after) {
    return new AuditDraft(
        id,
        T0,
        AuditKind.COMMAND,
        "PUT /api/risk/limits",
        "ann",
        "10.0.0.7",
        "node-1",
        "limits",
        "{\"max_daily_loss\":5000}",
        after,
        "requested",
        "r-" + id);
  }

  private static List<AuditEntry> chain(int length) {
    List<AuditEntry> chain = new ArrayList<>();
    String hash = ChainHash.GENESIS;
    for (int i = 0; i < length; i++) {
      AuditEntry entry = AuditEntry.after(i, hash, draft("e" + i, "{\"n\":" + i + "}"));
      chain.add(entry);
      hash = entry.hash();
    }
    return chain;
  }

  private static AuditCheckpoint sign(AuditEntry entry) {
    return AuditCheckpoint.of(entry.seq(), entry.hash(), T0, OURS);
  }

  /** Every tenth entry, and the end. */
  private static List<AuditCheckpoint> signatures(List<AuditEntry> chain) {
    List<AuditCheckpoint> signed = new ArrayList<>();
    for (AuditEntry entry : chain) {
      if (entry.seq() % 10 == 0 || entry.seq() == chain.size()) {
        signed.add(sign(entry));
      }
    }
    return signed;
  }

  private static ChainCheck.Verdict check(
      List<AuditEntry> stored, List<AuditCheckpoint> signed, Optional<AuditCheckpoint> head) {
    ChainCheck check = new ChainCheck(OURS, signed);
    for (AuditEntry entry : stored) {
      if (!check.accept(entry)) {
        break;
      }
    }
    return check.end(head);
  }

  private static long firstBad(List<AuditEntry> stored, List<AuditEntry> original) {
    return check(stored, signatures(original), Optional.of(sign(original.getLast())))
        .broken()
        .orElseThrow()
        .firstBadSeq();
  }

  @Property(tries = 300)
  void anUntouchedChainIsIntact(@ForAll @IntRange(min = 1, max = 60) int length) {
    List<AuditEntry> chain = chain(length);
    var verdict = check(chain, signatures(chain), Optional.of(sign(chain.getLast())));
    assertTrue(verdict.intact(), verdict.toString());
    assertEquals(length, verdict.entries());
    assertEquals(length, verdict.sealedUpTo());
  }

  @Property(tries = 300)
  void aChangedEntryIsNamed(
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll @LongRange(min = 0, max = 59) long where,
      @ForAll boolean rehashed) {
    List<AuditEntry> chain = chain(length);
    List<AuditEntry> stored = new ArrayList<>(chain);
    int at = (int) (where % length);
    AuditEntry old = stored.get(at);
    AuditDraft forged = draft(old.content().id(), "{\"n\":\"forged\"}");
    stored.set(
        at,
        rehashed
            ? AuditEntry.after(at, old.previousHash(), forged)
            : new AuditEntry(old.seq(), forged, old.previousHash(), old.hash()));
    // Its own hash is made right as well: the next entry, or the signature over it, tells.
    long named = firstBad(stored, chain);
    boolean signed = rehashed && (old.seq() % 10 == 0 || at == length - 1);
    assertEquals(signed ? lastSignedBefore(old.seq()) + 1 : old.seq(), named);
  }

  private static long lastSignedBefore(long seq) {
    return (seq - 1) / 10 * 10;
  }

  @Property(tries = 300)
  void aRemovedEntryIsNamed(
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll @LongRange(min = 0, max = 59) long where,
      @ForAll @IntRange(min = 1, max = 5) int count) {
    List<AuditEntry> chain = chain(length);
    int at = (int) (where % length);
    List<AuditEntry> stored = new ArrayList<>(chain);
    stored.subList(at, Math.min(length, at + count)).clear();
    assertEquals(at + 1, firstBad(stored, chain));
  }

  @Property(tries = 300)
  void exchangedEntriesAreNamed(
      @ForAll @IntRange(min = 2, max = 60) int length,
      @ForAll @LongRange(min = 0, max = 59) long one,
      @ForAll @LongRange(min = 0, max = 59) long other) {
    int a = (int) Math.min(one % length, other % length);
    int b = (int) Math.max(one % length, other % length);
    if (a == b) {
      return;
    }
    List<AuditEntry> chain = chain(length);
    List<AuditEntry> stored = new ArrayList<>(chain);
    stored.set(a, moved(chain.get(b), a + 1));
    stored.set(b, moved(chain.get(a), b + 1));
    assertEquals(a + 1, firstBad(stored, chain));
  }

  private static AuditEntry moved(AuditEntry entry, long seq) {
    return new AuditEntry(seq, entry.content(), entry.previousHash(), entry.hash());
  }

  /** All hashes made right from there on: only signatures can tell, and they tell the range. */
  @Property(tries = 300)
  void aRewrittenPastIsFoundByTheNextSignature(
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll @LongRange(min = 0, max = 59) long where) {
    List<AuditEntry> chain = chain(length);
    int at = (int) (where % length);
    List<AuditEntry> stored = new ArrayList<>(chain.subList(0, at));
    String hash = at == 0 ? ChainHash.GENESIS : chain.get(at - 1).hash();
    for (int i = at; i < length; i++) {
      AuditEntry forged = AuditEntry.after(i, hash, draft("e" + i, "{\"n\":\"other\"}"));
      stored.add(forged);
      hash = forged.hash();
    }
    assertEquals(at / 10 * 10 + 1, firstBad(stored, chain));
  }

  @Test
  void theEndCutOffWithItsSignaturesIsFoundByOneKeptElsewhere() {
    List<AuditEntry> chain = chain(40);
    List<AuditEntry> cut = chain.subList(0, 25);
    var inTheDatabase = List.of(sign(chain.get(9)), sign(chain.get(19)), sign(chain.get(24)));
    var head = Optional.of(sign(chain.get(24)));
    assertTrue(check(cut, inTheDatabase, head).intact(), "nothing in the database shows it");
    var elsewhere = new ArrayList<>(inTheDatabase);
    elsewhere.add(sign(chain.get(39)));
    assertEquals(26, check(cut, elsewhere, head).broken().orElseThrow().firstBadSeq());
  }

  @Test
  void aSignatureOfAnotherKeyAndAMissingEndAreNoChain() {
    List<AuditEntry> chain = chain(5);
    AuditCheckpoint forged = AuditCheckpoint.of(5, chain.getLast().hash(), T0, new Stamp("other"));
    assertFalse(check(chain, List.of(forged), Optional.of(forged)).intact());
    assertEquals(6, check(chain, List.of(), Optional.empty()).broken().orElseThrow().firstBadSeq());
  }

  /** Computed with Python's hashlib from the description in {@link ChainHash}. */
  @Test
  void theHashIsTheOneThatIsDocumented() {
    AuditDraft draft =
        new AuditDraft(
            "id-1",
            Instant.parse("2026-11-30T10:00:00.000001Z"),
            AuditKind.LOGIN,
            "login",
            "änn",
            "127.0.0.1",
            "node-1",
            "änn",
            "",
            "",
            "logged_in",
            "");
    String content = ChainHash.content(1, draft);
    assertEquals("ad1640596b929d3ac252da86df79a07271d0143217627d0ee33d0a45419fc4a0", content);
    assertEquals(
        "b434b38b58dad0de10ca88b4e49efe6e8c6a31cb8afb089a70aa8cff034bdb4b",
        ChainHash.link(ChainHash.GENESIS, content));
  }
}
