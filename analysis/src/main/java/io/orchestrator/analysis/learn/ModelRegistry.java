package io.orchestrator.analysis.learn;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestrator.domain.common.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models on disk: {@code directory/engine/timeframe/000001/{model.bin, card.json, drift.json}} and
 * {@code champion.json} beside the versions. A version appears whole by a rename of its folder or
 * not at all, the other files by a rename of their own; what is torn or does not match its card is
 * passed over with a warning. One process writes, any may read.
 */
public final class ModelRegistry {
  private static final Logger log = LoggerFactory.getLogger(ModelRegistry.class);
  private static final String MODEL = "model.bin";
  private static final String CARD = "card.json";
  private static final String DRIFT = "drift.json";
  private static final String CHAMPION = "champion.json";
  private static final long MAX_BYTES = 64L << 20;

  private final Path directory;
  private final int keptVersions;
  private final ObjectMapper json =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @param keptVersions per engine and timeframe; older ones are deleted, the champion never
   */
  public ModelRegistry(Path directory, int keptVersions) {
    if (keptVersions < 1) {
      throw new IllegalArgumentException("kept versions must be at least 1");
    }
    this.directory = directory;
    this.keptVersions = keptVersions;
  }

  /**
   * Which version is in charge, and why.
   *
   * @param since wall time
   */
  public record Champion(int version, Instant since, String reason) {}

  /** Models of one engine and timeframe. */
  public record Line(String engine, String timeframe) {}

  /** Every engine and timeframe that has models, in alphabetical order. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Path engine : folders(directory)) {
      for (Path timeframe : folders(engine)) {
        lines.add(new Line(engine.getFileName().toString(), timeframe.getFileName().toString()));
      }
    }
    return List.copyOf(lines);
  }

  /** Cards of all intact versions, oldest first. */
  public List<ModelCard> cards(String engine, String timeframe) {
    List<ModelCard> cards = new ArrayList<>();
    for (Path version : versions(engine, timeframe)) {
      try {
        ModelCard card = json.readValue(version.resolve(CARD).toFile(), ModelCard.class);
        if (card == null || card.outdated()) {
          throw new IOException("the card was written by an older program");
        }
        cards.add(card);
      } catch (IOException e) {
        log.warn("model {} is unusable and passed over: {}", version, e.toString());
      }
    }
    return List.copyOf(cards);
  }

  /** Number of the newest version, intact or not; 0 if there is none. */
  public int newestVersion(String engine, String timeframe) {
    List<Path> versions = versions(engine, timeframe);
    return versions.isEmpty() ? 0 : number(versions.getLast());
  }

  /**
   * The model file of a version.
   *
   * @throws IOException it is missing, too large or not what the card says
   */
  public byte[] bytes(ModelCard card) throws IOException {
    Path model = version(card).resolve(MODEL);
    if (Files.size(model) > MAX_BYTES) {
      throw new IOException("model file is larger than " + MAX_BYTES + " bytes");
    }
    byte[] bytes = Files.readAllBytes(model);
    if (!Sha256.hex(bytes).equals(card.sha256())) {
      throw new IOException("model file does not match its card");
    }
    return bytes;
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
    int version = 1 + newestVersion(card.engine(), card.timeframe());
    ModelCard stored = card.stored(version, Sha256.hex(bytes));
    Path fresh = Files.createTempDirectory(parent, ".new-");
    Files.write(fresh.resolve(MODEL), bytes);
    json.writeValue(fresh.resolve(CARD).toFile(), stored);
    Files.move(fresh, parent.resolve("%06d".formatted(version)), StandardCopyOption.ATOMIC_MOVE);
    prune(card.engine(), card.timeframe());
    return stored;
  }

  /** The version in charge; empty if none was ever, or the file is torn. */
  public Optional<Champion> champion(String engine, String timeframe) {
    return read(folder(engine, timeframe).resolve(CHAMPION), Champion.class)
        .filter(champion -> champion.version() > 0);
  }

  /** Puts a version in charge; a running worker takes it with its next prediction. */
  public void promote(ModelCard card, String reason, Instant now) throws IOException {
    write(
        folder(card.engine(), card.timeframe()).resolve(CHAMPION),
        new Champion(card.version(), now, reason));
  }

  /** What was last found when a version was asked. */
  public Optional<Drift> drift(ModelCard card) {
    return read(version(card).resolve(DRIFT), Drift.class).filter(d -> d.asOf() != null);
  }

  void note(ModelCard card, Drift drift) throws IOException {
    write(version(card).resolve(DRIFT), drift);
  }

  private <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return Optional.ofNullable(json.readValue(Files.readAllBytes(file), type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.warn("{} is unusable and passed over: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private void write(Path file, Object value) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), ".new-", null);
    Files.write(fresh, json.writeValueAsBytes(value));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path folder(String engine, String timeframe) {
    return directory.resolve(engine).resolve(timeframe);
  }

  private Path version(ModelCard card) {
    return folder(card.engine(), card.timeframe()).resolve("%06d".formatted(card.version()));
  }

  private static int number(Path version) {
    return Integer.parseInt(version.getFileName().toString());
  }

  private List<Path> versions(String engine, String timeframe) {
    return folders(folder(engine, timeframe)).stream()
        .filter(path -> path.getFileName().toString().matches("\\d{6}"))
        .toList();
  }

  private static List<Path> folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      log.warn("models in {} cannot be listed: {}", parent, e.toString());
      return List.of();
    }
  }

  /** Old versions, and what a crash left half written. */
  private void prune(String engine, String timeframe) throws IOException {
    List<Path> versions = versions(engine, timeframe);
    int champion = champion(engine, timeframe).map(Champion::version).orElse(0);
    for (Path old : versions.subList(0, Math.max(0, versions.size() - keptVersions))) {
      if (number(old) != champion) {
        delete(old);
      }
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
}
