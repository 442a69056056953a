package io.orchestrator.analysis.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models on disk: {@code directory/engine/timeframe/000001/{model.bin, card.json}}. A version
 * appears whole by a rename of its folder or not at all; a file that does not match its card is
 * passed over with a warning. One process writes.
 */
public final class ModelRegistry {
  private static final Logger log = LoggerFactory.getLogger(ModelRegistry.class);
  private static final String MODEL = "model.bin";
  private static final String CARD = "card.json";
  private static final long MAX_BYTES = 64L << 20;

  private final Path directory;
  private final int keptVersions;
  private final ObjectMapper json =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @param keptVersions per engine and timeframe; older ones are deleted
   */
  public ModelRegistry(Path directory, int keptVersions) {
    if (keptVersions < 1) {
      throw new IllegalArgumentException("kept versions must be at least 1");
    }
    this.directory = directory;
    this.keptVersions = keptVersions;
  }

  public record Stored(ModelCard card, byte[] bytes) {}

  /** The newest intact version whose card is acceptable. */
  public Optional<Stored> newest(String engine, String timeframe, Predicate<ModelCard> acceptable) {
    for (Path version : versions(engine, timeframe).reversed()) {
      try {
        ModelCard card = json.readValue(version.resolve(CARD).toFile(), ModelCard.class);
        if (!acceptable.test(card)) {
          continue;
        }
        Path model = version.resolve(MODEL);
        if (Files.size(model) > MAX_BYTES) {
          throw new IOException("model file is larger than " + MAX_BYTES + " bytes");
        }
        byte[] bytes = Files.readAllBytes(model);
        if (!hash(bytes).equals(card.sha256())) {
          throw new IOException("model file does not match its card");
        }
        return Optional.of(new Stored(card, bytes));
      } catch (IOException e) {
        log.warn("model {} is unusable and passed over: {}", version, e.toString());
      }
    }
    return Optional.empty();
  }

  /**
   * Stores a new version.
   *
   * @param card its version and hash are set here
   * @return the card as stored
   */
  public ModelCard save(ModelCard card, byte[] bytes) throws IOException {
    Path parent = folder(card.engine(), card.timeframe());
    Files.createDirectories(parent);
    int version = 1;
    for (Path existing : versions(card.engine(), card.timeframe())) {
      version = Math.max(version, 1 + Integer.parseInt(existing.getFileName().toString()));
    }
    ModelCard stored = numbered(card, version, hash(bytes));
    Path fresh = Files.createTempDirectory(parent, ".new-");
    Files.write(fresh.resolve(MODEL), bytes);
    json.writeValue(fresh.resolve(CARD).toFile(), stored);
    Files.move(fresh, parent.resolve("%06d".formatted(version)), StandardCopyOption.ATOMIC_MOVE);
    prune(card.engine(), card.timeframe());
    return stored;
  }

  private Path folder(String engine, String timeframe) {
    return directory.resolve(engine).resolve(timeframe);
  }

  private List<Path> versions(String engine, String timeframe) {
    Path folder = folder(engine, timeframe);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> path.getFileName().toString().matches("\\d{6}"))
          .sorted()
          .toList();
    } catch (IOException e) {
      log.warn("models in {} cannot be listed: {}", folder, e.toString());
      return List.of();
    }
  }

  /** Old versions, and folders that a crash left half written. */
  private void prune(String engine, String timeframe) throws IOException {
    List<Path> versions = versions(engine, timeframe);
    for (Path old : versions.subList(0, Math.max(0, versions.size() - keptVersions))) {
      delete(old);
    }
    try (Stream<Path> entries = Files.list(folder(engine, timeframe))) {
      for (Path left : entries.filter(p -> p.getFileName().toString().startsWith(".")).toList()) {
        delete(left);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(Samples.sha256().digest(bytes));
  }

  private static ModelCard numbered(ModelCard c, int version, String sha256) {
    return new ModelCard(
        c.engine(),
        c.layout(),
        c.timeframe(),
        version,
        c.library(),
        c.symbols(),
        c.features(),
        c.rows(),
        c.seed(),
        c.dataFrom(),
        c.dataTo(),
        c.dataHash(),
        c.trainedAt(),
        c.trainingSeconds(),
        c.scores(),
        sha256);
  }
}
