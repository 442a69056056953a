package io.orchestrator.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.port.AuditSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The P-256 keys that sign tokens, or the audit's checkpoints, from one JSON file with owner-only
 * permissions: {@code {"signing":"<kid>","keys":[{"kid","private_key","public_key"}]}}, keys as
 * base64 of PKCS#8 and X.509. All verify, one signs; a key leaves the file when nothing it signed
 * counts any more: a token's with its last token, an audit's never.
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

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final String signingKeyId;
  private final Map<String, Pair> keys;

  /**
   * @param privateKey null: this key only verifies any more
   */
  private record Pair(ECPrivateKey privateKey, ECPublicKey publicKey) {}

  /** The key file cannot be used; the message says what to do. */
  public static final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyFileException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private SigningKeys(String signingKeyId, Map<String, Pair> keys) {
    this.signingKeyId = signingKeyId;
    this.keys = Map.copyOf(keys);
  }

  /** Fresh keys in memory only: for tests and throw-away nodes. */
  public static SigningKeys ephemeral() {
    String id = UUID.randomUUID().toString();
    return new SigningKeys(id, Map.of(id, generate()));
  }

  /**
   * Opens the file below {@code dataDirectory}, or creates it with one key. Blocking.
   *
   * @throws KeyFileException unreadable, broken or readable by others
   */
  public static SigningKeys openOrCreate(Path dataDirectory, Use use) {
    Path file = dataDirectory.resolve(use.file());
    try {
      if (!Files.exists(file)) {
        createFile(file);
      }
      refuseIfOthersRead(file);
      return read(file);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
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

  /** Adds a key that signs from now on; the older ones still verify. Blocking. */
  public static SigningKeys rotate(Path dataDirectory, Use use) {
    SigningKeys old = openOrCreate(dataDirectory, use);
    Path file = dataDirectory.resolve(use.file());
    String id = UUID.randomUUID().toString();
    Map<String, Pair> all = new LinkedHashMap<>(old.keys);
    all.put(id, generate());
    try {
      Path fresh = temporary(file);
      write(fresh, id, all);
      Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      return read(file);
    } catch (IOException | GeneralSecurityException e) {
      throw new KeyFileException("Cannot replace " + file + ": " + e.getMessage(), e);
    }
  }

  public String signingKeyId() {
    return signingKeyId;
  }

  ECPrivateKey signingKey() {
    return keys.get(signingKeyId).privateKey();
  }

  Optional<ECPublicKey> verificationKey(String keyId) {
    return Optional.ofNullable(keyId).map(keys::get).map(Pair::publicKey);
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

  private static void createFile(Path file) throws IOException {
    Path directory = file.getParent();
    Files.createDirectories(directory, ownerOnly("rwx------"));
    Path fresh = temporary(file);
    String id = UUID.randomUUID().toString();
    write(fresh, id, Map.of(id, generate()));
    try {
      // A link fails when another process was first; a move would replace its key.
      Files.createLink(file, fresh);
      Files.delete(fresh);
    } catch (FileAlreadyExistsException e) {
      Files.delete(fresh);
    } catch (UnsupportedOperationException e) {
      Files.move(fresh, file);
    }
  }

  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
  }

  private static void write(Path file, String signing, Map<String, Pair> keys) throws IOException {
    var encoder = Base64.getEncoder();
    List<Map<String, String>> list =
        keys.entrySet().stream()
            .map(
                e -> {
                  Map<String, String> key = new LinkedHashMap<>();
                  key.put("kid", e.getKey());
                  if (e.getValue().privateKey() != null) {
                    key.put(
                        "private_key",
                        encoder.encodeToString(e.getValue().privateKey().getEncoded()));
                  }
                  key.put(
                      "public_key", encoder.encodeToString(e.getValue().publicKey().getEncoded()));
                  return key;
                })
            .toList();
    byte[] bytes = MAPPER.writeValueAsBytes(Map.of("signing", signing, "keys", list));
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, ownerOnly("rw-------"))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static SigningKeys read(Path file) throws IOException, GeneralSecurityException {
    JsonNode root = MAPPER.readTree(file.toFile());
    Map<String, Pair> keys = new LinkedHashMap<>();
    KeyFactory factory = KeyFactory.getInstance("EC");
    for (JsonNode key : root.path("keys")) {
      keys.put(
          key.path("kid").asText(),
          new Pair(
              key.has("private_key")
                  ? (ECPrivateKey)
                      factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(key, "private_key")))
                  : null,
              (ECPublicKey)
                  factory.generatePublic(new X509EncodedKeySpec(bytes(key, "public_key")))));
    }
    String signing = root.path("signing").asText();
    if (!keys.containsKey(signing) || keys.get(signing).privateKey() == null) {
      throw new IllegalArgumentException("the signing key '" + signing + "' is not in it");
    }
    return new SigningKeys(signing, keys);
  }

  private static byte[] bytes(JsonNode key, String field) {
    return Base64.getDecoder().decode(key.path(field).asText());
  }

  private static void refuseIfOthersRead(Path file) throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
    open.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!open.isEmpty()) {
      throw new IOException("others may read or write it (" + open + "); chmod 600 it");
    }
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static Pair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new Pair((ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }
}
