package io.orchestrator.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestrator.domain.audit.AuditCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The newest kept signature that this node saw, in a file of its data directory: who cuts off the
 * end of the chain in the database, together with its checkpoints, does not cut it here.
 */
public final class LastCheckpoint {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private final Path file;

  /**
   * @param home the data directory
   */
  public LastCheckpoint(Path home) {
    this.file = home.resolve("audit").resolve("last-checkpoint.json");
  }

  /**
   * @throws UncheckedIOException if the file is there and cannot be read
   */
  public Optional<AuditCheckpoint> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode n = JSON.readTree(file.toFile());
      return Optional.of(
          new AuditCheckpoint(
              n.path("seq").asLong(),
              n.path("hash").asText(),
              Instant.parse(n.path("signed_at").asText()),
              n.path("key_id").asText(),
              n.path("signature").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  void write(AuditCheckpoint checkpoint) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(
        part,
        JSON.writeValueAsBytes(
            Map.of(
                "seq", checkpoint.seq(),
                "hash", checkpoint.hash(),
                "signed_at", checkpoint.at().toString(),
                "key_id", checkpoint.keyId(),
                "signature", checkpoint.signature())));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
