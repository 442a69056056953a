package io.orchestrator.domain.audit;

import io.orchestrator.domain.common.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The chain's hashes: lower-case hexadecimal SHA-256.
 *
 * <p>Content: {@code orchestrator-audit-1}, then the sequence number and the microseconds since
 * 1970 as 8 bytes each, then every text of {@link AuditDraft} in its order of declaration, kind as
 * its name, each as 4 bytes of length and its UTF-8 bytes; integers are big-endian. Link: {@code
 * orchestrator-link-1}, the 32 bytes of the previous link, the 32 bytes of the content hash. So a
 * proof shows a chain without the content of its other entries.
 */
public final class ChainHash {
  /** Stands before the first entry. */
  public static final String GENESIS = "0".repeat(64);

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private ChainHash() {}

  public static String content(long seq, AuditDraft c) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    out.writeBytes("orchestrator-audit-1".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(ByteBuffer.allocate(16).putLong(seq).putLong(micros(c.at())).array());
    for (String text :
        new String[] {
          c.id(),
          c.kind().name(),
          c.action(),
          c.subject(),
          c.address(),
          c.node(),
          c.target(),
          c.before(),
          c.after(),
          c.outcome(),
          c.correlationId()
        }) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
      out.writeBytes(bytes);
    }
    return Sha256.hex(out.toByteArray());
  }

  public static String link(String previousLink, String contentHash) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(96);
    out.writeBytes("orchestrator-link-1".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(hash(previousLink));
    out.writeBytes(hash(contentHash));
    return Sha256.hex(out.toByteArray());
  }

  /** What a checkpoint signs: a text of four lines. */
  public static byte[] checkpoint(long seq, String hash, Instant at) {
    return "orchestrator-checkpoint-1\n%d\n%s\n%d\n"
        .formatted(seq, hash, micros(at))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  /** A stored hash that is none must not stop the check: its bytes count as they are. */
  private static byte[] hash(String hex) {
    return HASH.matcher(hex).matches()
        ? HexFormat.of().parseHex(hex)
        : hex.getBytes(StandardCharsets.UTF_8);
  }
}
