package io.orchestrator.http.auth;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.AuditSeal;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The P-256 keys that sign tokens, or the audit's checkpoints, from one {@link KeyFile}. All
 * verify, one signs; a key leaves the file when nothing it signed counts any more: a token's when
 * its last token has expired, an audit's never.
 */
public final class SigningKeys implements AuditSeal {
  /** What the keys are for, each in a file of its own below the data directory. */
  public enum Use {
    TOKENS("token-keys.json", "or delete it: a new key is made and everybody logs in again"),
    AUDIT(
        "audit-keys.json",
        "or keep a copy and delete it: a new key is made, and what the old one signed counts only"
            + " when its public key is added again");

    private final Path file;
    private final String lost;

    Use(String name, String lost) {
      this.file = Path.of("secrets", name);
      this.lost = lost;
    }

    public Path file() {
      return file;
    }
  }

  private static final String SIGNATURE = "SHA256withECDSAinP1363Format";
  private static final int COORDINATE_BYTES = 32;

  private final String signingKeyId;
  private final Map<String, Key> keys;

  /**
   * @param privateKey empty: this key only verifies any more
   * @param created empty: before times were kept
   * @param retired when another took its place
   */
  record Key(
      Optional<ECPrivateKey> privateKey,
      ECPublicKey publicKey,
      Optional<Instant> created,
      Optional<Instant> retired) {
    Key retiredAt(Instant now) {
      return new Key(Optional.empty(), publicKey, created, retired.or(() -> Optional.of(now)));
    }
  }

  /** What may be told of a key. */
  public record View(
      String id, boolean signing, Optional<Instant> created, Optional<Instant> retired) {}

  /** The key file cannot be used; the message says what to do. */
  public static final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyFileException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private SigningKeys(KeyFile.Content content) {
    this.signingKeyId = content.signing();
    this.keys = Map.copyOf(content.keys());
  }

  /** Fresh keys in memory only: for tests and throw-away nodes. */
  public static SigningKeys ephemeral() {
    return new SigningKeys(fresh(Instant.now()));
  }

  /**
   * Opens the file below {@code dataDirectory}, or creates it with one key. Blocking.
   *
   * @throws KeyFileException unreadable, broken or readable by others
   */
  public static SigningKeys openOrCreate(Path dataDirectory, Use use) {
    Path file = dataDirectory.resolve(use.file());
    try {
      return new SigningKeys(KeyFile.open(file, fresh(Instant.now())));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new KeyFileException(
          "The key file "
              + file.toAbsolutePath()
              + " cannot be used: "
              + e.getMessage()
              + ". Give its directory to this user, restore the file from a backup, "
              + use.lost
              + ".",
          e);
    }
  }

  /**
   * Adds a key that signs from now on; the older ones still verify, without their private halves.
   * Blocking.
   *
   * @param keep how long a retired key stays: the longest life of what it signed
   */
  public static SigningKeys rotate(Path dataDirectory, Use use, Instant now, Duration keep) {
    SigningKeys old = openOrCreate(dataDirectory, use);
    KeyFile.Content fresh = fresh(now);
    Map<String, Key> all = new LinkedHashMap<>();
    old.keys.forEach(
        (id, key) -> {
          Key retired = key.retiredAt(now);
          if (retired.retired().orElseThrow().plus(keep).isAfter(now)) {
            all.put(id, retired);
          }
        });
    all.putAll(fresh.keys());
    return replaced(dataDirectory.resolve(use.file()), new KeyFile.Content(fresh.signing(), all));
  }

  /**
   * Takes a key out: nothing it signed counts from now on. Blocking; refused with {@code
   * auth.key_unknown}, 404, and for the signing key {@code auth.key_in_use}, 409.
   */
  public static SigningKeys remove(Path dataDirectory, Use use, String keyId) {
    SigningKeys old = openOrCreate(dataDirectory, use);
    if (!old.keys.containsKey(keyId)) {
      throw new Refusal(
              "auth.key_unknown", 404, "There is no key " + keyId + ".", "See the list of keys.")
          .asException();
    }
    if (keyId.equals(old.signingKeyId)) {
      throw new Refusal(
              "auth.key_in_use", 409, "This key signs now.", "Rotate first, then remove it.")
          .asException();
    }
    Map<String, Key> left = new LinkedHashMap<>(old.keys);
    left.remove(keyId);
    return replaced(dataDirectory.resolve(use.file()), new KeyFile.Content(old.signingKeyId, left));
  }

  private static SigningKeys replaced(Path file, KeyFile.Content content) {
    try {
      KeyFile.replace(file, content);
      return new SigningKeys(KeyFile.read(file));
    } catch (IOException | GeneralSecurityException e) {
      throw new KeyFileException("Cannot replace " + file + ": " + e.getMessage(), e);
    }
  }

  public String signingKeyId() {
    return signingKeyId;
  }

  ECPrivateKey signingKey() {
    return keys.get(signingKeyId).privateKey().orElseThrow();
  }

  Optional<ECPublicKey> verificationKey(String keyId) {
    return Optional.ofNullable(keyId).map(keys::get).map(Key::publicKey);
  }

  /** The signing one first, then by age, youngest first. */
  public List<View> views() {
    return keys.entrySet().stream()
        .map(
            e ->
                new View(
                    e.getKey(),
                    e.getKey().equals(signingKeyId),
                    e.getValue().created(),
                    e.getValue().retired()))
        .sorted(
            java.util.Comparator.comparing(View::signing)
                .thenComparing(v -> v.created().orElse(Instant.EPOCH))
                .reversed())
        .toList();
  }

  /** The public halves as RFC 7517 has them, for others that judge our tokens. */
  public List<Map<String, Object>> jwks() {
    return views().stream()
        .map(
            view -> {
              ECPublicKey key = keys.get(view.id()).publicKey();
              Map<String, Object> jwk = new LinkedHashMap<>();
              jwk.put("kty", "EC");
              jwk.put("crv", "P-256");
              jwk.put("kid", view.id());
              jwk.put("use", "sig");
              jwk.put("alg", "ES256");
              jwk.put("x", coordinate(key.getW().getAffineX()));
              jwk.put("y", coordinate(key.getW().getAffineY()));
              return jwk;
            })
        .toList();
  }

  private static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
  }

  @Override
  public String keyId() {
    return signingKeyId;
  }

  @Override
  public String sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(signingKey());
      signature.update(content);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a P-256 key signs", e);
    }
  }

  @Override
  public boolean verify(String keyId, byte[] content, String signature) {
    Optional<ECPublicKey> key = verificationKey(keyId);
    if (key.isEmpty()) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(SIGNATURE);
      check.initVerify(key.get());
      check.update(content);
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public Optional<String> publicKey(String keyId) {
    return verificationKey(keyId).map(k -> Base64.getEncoder().encodeToString(k.getEncoded()));
  }

  private static KeyFile.Content fresh(Instant now) {
    String id = UUID.randomUUID().toString();
    return new KeyFile.Content(id, Map.of(id, generate(now)));
  }

  private static Key generate(Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new Key(
          Optional.of((ECPrivateKey) pair.getPrivate()),
          (ECPublicKey) pair.getPublic(),
          Optional.of(now),
          Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }
}
