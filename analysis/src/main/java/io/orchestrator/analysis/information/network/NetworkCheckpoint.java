package io.orchestrator.analysis.information.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.common.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Targets of an inference that are done, in a file that a run which was ended goes on from. The
 * first line says of which data and settings; each further line is a target, forced to the disk
 * before the next one begins. Surrogates are drawn by seed and target, so that a run in two parts
 * gives the result of one run to the last digit.
 */
public final class NetworkCheckpoint {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private final Path file;
  private final List<TargetResult> known;

  private NetworkCheckpoint(Path file, List<TargetResult> known) {
    this.file = file;
    this.known = List.copyOf(known);
  }

  /**
   * Makes the file, or reads what an earlier run left; a last line that was cut off is dropped.
   *
   * @throws IllegalArgumentException it is of other data, settings or targets, or no checkpoint
   */
  public static NetworkCheckpoint open(
      Path file,
      Inference kind,
      ConditionalInformation estimator,
      InferenceSettings settings,
      SeriesSet series,
      Collection<Integer> targets)
      throws IOException {
    String fingerprint = fingerprint(kind, estimator, settings, series, targets);
    if (!Files.exists(file) || Files.size(file) == 0) {
      ObjectNode head =
          JSON.createObjectNode().put("network_checkpoint", VERSION).put("of", fingerprint);
      append(file, 0, JSON.writeValueAsString(head));
      return new NetworkCheckpoint(file, List.of());
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<String> lines = whole.lines().toList();
    check(file, lines, fingerprint);
    List<TargetResult> known = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      try {
        known.add(JSON.readValue(line, TargetResult.class));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(file + " is damaged: " + e.getOriginalMessage(), e);
      }
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(whole.getBytes(StandardCharsets.UTF_8).length);
    }
    return new NetworkCheckpoint(file, known);
  }

  private static void check(Path file, List<String> lines, String fingerprint) {
    JsonNode head;
    try {
      head = JSON.readTree(lines.isEmpty() ? "" : lines.get(0));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is no checkpoint of a network", e);
    }
    if (head.path("network_checkpoint").asInt() != VERSION) {
      throw new IllegalArgumentException(file + " is no checkpoint of a network");
    }
    if (!head.path("of").asText().equals(fingerprint)) {
      throw new IllegalArgumentException(
          file
              + " is a checkpoint of other data, settings or targets: name another file, or delete"
              + " it");
    }
  }

  /** Targets that are done, to be given to {@link NetworkInference#analyse}. */
  public List<TargetResult> known() {
    return known;
  }

  /** Keeps one more. */
  public void add(TargetResult target) throws IOException {
    append(file, Files.size(file), JSON.writeValueAsString(target));
  }

  private static void append(Path file, long at, String line) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rwd")) {
      open.seek(at);
      open.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String fingerprint(
      Inference kind,
      ConditionalInformation estimator,
      InferenceSettings settings,
      SeriesSet series,
      Collection<Integer> targets) {
    MessageDigest digest = Sha256.digest();
    String words =
        String.join(
            "|",
            kind.name(),
            estimator.name(),
            estimator.parameters().toString(),
            settings.toString(),
            targets.toString());
    digest.update(words.getBytes(StandardCharsets.UTF_8));
    for (int p = 0; p < series.processes(); p++) {
      for (int r = 0; r < series.replications(); r++) {
        double[] trial = series.trial(p, r);
        ByteBuffer bytes = ByteBuffer.allocate(trial.length * Double.BYTES);
        bytes.asDoubleBuffer().put(trial);
        digest.update(bytes);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
