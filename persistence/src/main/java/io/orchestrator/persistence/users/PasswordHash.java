package io.orchestrator.persistence.users;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id in the usual text form {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * <p>Memory, passes and lanes are the first choice of OWASP's Password Storage Cheat Sheet; a hash
 * with other ones is still verified and is due for renewal.
 */
final class PasswordHash {
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** What a stored row may ask of this process. */
  private static final int MAX_MEMORY_KIB = 256 * 1024;

  private static final int MAX_PASSES = 16;
  private static final int MAX_LANES = 8;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private final int memoryKib;
  private final int passes;
  private final int lanes;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.lanes = lanes;
    this.salt = salt;
    this.hash = hash;
  }

  static PasswordHash create(char[] password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = compute(password, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES);
    return new PasswordHash(MEMORY_KIB, PASSES, LANES, salt, hash);
  }

  /** Empty if the text is not of this form or asks for too much. */
  static Optional<PasswordHash> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int memory = Integer.parseInt(matcher.group(1));
    int passes = Integer.parseInt(matcher.group(2));
    int lanes = Integer.parseInt(matcher.group(3));
    boolean bearable =
        memory >= 8 * lanes
            && memory <= MAX_MEMORY_KIB
            && passes >= 1
            && passes <= MAX_PASSES
            && lanes >= 1
            && lanes <= MAX_LANES;
    Base64.Decoder decoder = Base64.getDecoder();
    return bearable
        ? Optional.of(
            new PasswordHash(
                memory,
                passes,
                lanes,
                decoder.decode(matcher.group(4)),
                decoder.decode(matcher.group(5))))
        : Optional.empty();
  }

  boolean matches(char[] password) {
    byte[] candidate = compute(password, memoryKib, passes, lanes, salt, hash.length);
    return MessageDigest.isEqual(candidate, hash);
  }

  /** Whether it was made with weaker parameters than today's. */
  boolean outdated() {
    return memoryKib < MEMORY_KIB || passes < PASSES || hash.length < HASH_BYTES;
  }

  /** The stored form. */
  String encoded() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib, passes, lanes, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  private static byte[] compute(
      char[] password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] bytes = bytes(password);
    try {
      byte[] hash = new byte[length];
      generator.generateBytes(bytes, hash);
      return hash;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** UTF-8 of the NFKC form: the same password from any keyboard gives the same bytes. */
  private static byte[] bytes(char[] password) {
    CharSequence normal = Normalizer.normalize(CharBuffer.wrap(password), Normalizer.Form.NFKC);
    ByteBuffer buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(normal));
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    Arrays.fill(buffer.array(), (byte) 0);
    return bytes;
  }

  /** Says nothing of what it holds. */
  @Override
  public String toString() {
    return "PasswordHash";
  }
}
