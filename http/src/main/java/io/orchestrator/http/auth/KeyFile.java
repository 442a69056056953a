package io.orchestrator.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.http.auth.SigningKeys.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * {@code
 * {"signing":"<kid>","keys":[{"kid","private_key","public_key","created_at","retired_at"}]}}, keys
 * as base64 of PKCS#8 and X.509, readable by its owner only. Blocking.
 */
final class KeyFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** What stands in a file. */
  record Content(String signing, Map<String, Key> keys) {}

  private KeyFile() {}

  /** Reads it, or creates it first. */
  static Content open(Path file, Content fresh) throws IOException, GeneralSecurityException {
    if (!Files.exists(file)) {
      create(file, fresh);
    }
    refuseIfOthersRead(file);
    return read(file);
  }

  private static void create(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent(), ownerOnly("rwx------"));
    Path fresh = temporary(file);
    write(fresh, content);
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

  static void replace(Path file, Content content) throws IOException {
    Path fresh = temporary(file);
    write(fresh, content);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
  }

  private static void write(Path file, Content content) throws IOException {
    List<Map<String, String>> list =
        content.keys().entrySet().stream().map(e -> fields(e.getKey(), e.getValue())).toList();
    byte[] bytes = MAPPER.writeValueAsBytes(Map.of("signing", content.signing(), "keys", list));
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

  private static Map<String, String> fields(String id, Key key) {
    var encoder = Base64.getEncoder();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kid", id);
    key.privateKey()
        .ifPresent(k -> fields.put("private_key", encoder.encodeToString(k.getEncoded())));
    fields.put("public_key", encoder.encodeToString(key.publicKey().getEncoded()));
    key.created().ifPresent(at -> fields.put("created_at", at.toString()));
    key.retired().ifPresent(at -> fields.put("retired_at", at.toString()));
    return fields;
  }

  static Content read(Path file) throws IOException, GeneralSecurityException {
    JsonNode root = MAPPER.readTree(file.toFile());
    Map<String, Key> keys = new LinkedHashMap<>();
    KeyFactory factory = KeyFactory.getInstance("EC");
    for (JsonNode key : root.path("keys")) {
      Optional<ECPrivateKey> privateKey =
          key.has("private_key")
              ? Optional.of(
                  (ECPrivateKey)
                      factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(key, "private_key"))))
              : Optional.empty();
      var publicKey =
          (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(bytes(key, "public_key")));
      keys.put(
          key.path("kid").asText(),
          new Key(privateKey, publicKey, instant(key, "created_at"), instant(key, "retired_at")));
    }
    String signing = root.path("signing").asText();
    if (!keys.containsKey(signing) || keys.get(signing).privateKey().isEmpty()) {
      throw new IllegalArgumentException("the signing key '" + signing + "' is not in it");
    }
    return new Content(signing, keys);
  }

  private static Optional<Instant> instant(JsonNode key, String field) {
    return key.hasNonNull(field)
        ? Optional.of(Instant.parse(key.get(field).asText()))
        : Optional.empty();
  }

  private static byte[] bytes(JsonNode key, String field) {
    return Base64.getDecoder().decode(key.path(field).asText());
  }

  /** Refuses a secret file that its group or the world may read or write. */
  static void refuseIfOthersRead(Path file) throws IOException {
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
}
