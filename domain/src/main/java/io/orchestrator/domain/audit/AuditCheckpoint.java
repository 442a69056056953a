package io.orchestrator.domain.audit;

import io.orchestrator.domain.port.AuditSeal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * "Up to {@code seq} the chain was this": signed, so that nobody who can write the tables can write
 * another past.
 *
 * @param hash of entry {@code seq}
 * @param at wall time, microseconds
 * @param signature base64 of ES256 (R and S, 64 bytes) over {@link ChainHash#checkpoint}
 */
public record AuditCheckpoint(long seq, String hash, Instant at, String keyId, String signature) {
  public static AuditCheckpoint of(long seq, String hash, Instant at, AuditSeal seal) {
    Instant micros = at.truncatedTo(ChronoUnit.MICROS);
    return new AuditCheckpoint(
        seq, hash, micros, seal.keyId(), seal.sign(ChainHash.checkpoint(seq, hash, micros)));
  }

  public boolean genuine(AuditSeal seal) {
    return seal.verify(keyId, ChainHash.checkpoint(seq, hash, at), signature);
  }
}
