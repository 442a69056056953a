package io.orchestrator.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.actors.workflow.StepFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Versions of strategies: an append-only file of one JSON object a line, forced to disk. Nothing is
 * ever changed; the champion follows from the lines. A torn last line is cut off.
 */
final class StrategyBook {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final String CHALLENGER = "challenger";
  static final String PROMOTED = "promoted";

  private final Path file;

  StrategyBook(Path folder) {
    this.file = folder.resolve("strategies.jsonl");
  }

  /** The newest promoted version of a strategy. */
  synchronized Optional<Map<String, Object>> champion(String strategy) {
    return lines().stream()
        .filter(l -> l.get("event").equals(PROMOTED) && l.get("strategy").equals(strategy))
        .reduce((earlier, later) -> later);
  }

  /**
   * Appends unless a line of this run, strategy and event is there: repeating is harmless.
   *
   * @return the version that the line stands for
   */
  synchronized long record(String event, String strategy, String run, Map<String, Object> content) {
    List<Map<String, Object>> lines = lines();
    long version = 1;
    for (Map<String, Object> line : lines) {
      if (line.get("strategy").equals(strategy)) {
        if (line.get("run").equals(run) && line.get("event").equals(event)) {
          return Json.whole(line, "version");
        }
        if (line.get("run").equals(run)) {
          version = Json.whole(line, "version");
          continue;
        }
        version = Math.max(version, Json.whole(line, "version") + 1);
      }
    }
    Map<String, Object> line =
        Json.row("event", event, "strategy", strategy, "run", run, "version", version);
    line.putAll(content);
    append(line);
    return version;
  }

  private List<Map<String, Object>> lines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String text = Files.readString(file);
      int whole = text.lastIndexOf('\n') + 1;
      var lines = new ArrayList<Map<String, Object>>();
      for (String line : text.substring(0, whole).lines().toList()) {
        lines.add(Json.map(Map.of("line", JSON.readValue(line, Map.class)), "line"));
      }
      return lines;
    } catch (IOException e) {
      throw StepFailure.retryable(file + " cannot be read: " + e.getMessage());
    }
  }

  private void append(Map<String, Object> line) {
    try {
      Files.createDirectories(file.getParent());
      byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer all = ByteBuffer.allocate((int) channel.size());
        while (all.hasRemaining() && channel.read(all) >= 0) {
          continue;
        }
        int whole = all.position();
        while (whole > 0 && all.get(whole - 1) != '\n') {
          whole--;
        }
        channel.truncate(whole);
        channel.position(whole);
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
          channel.write(out);
        }
        channel.force(true);
      }
    } catch (JsonProcessingException e) {
      throw StepFailure.permanent("a version cannot be written: " + e.getMessage());
    } catch (IOException e) {
      throw StepFailure.retryable(file + " cannot be written: " + e.getMessage());
    }
  }
}
