package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that misbehaves as told by the file {@code behaviour} beside the models folder's parent:
 * {@code well}, {@code crash}, {@code crash-once}, {@code hang}, {@code hang-once} (until the file
 * {@code go-on}), {@code noise}, {@code nonsense}, {@code refuse}.
 */
public final class FakeWorker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FakeWorker() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]).getParent();
    Optional<byte[]> frame = WorkerFrames.read(System.in, 1 << 20);
    while (frame.isPresent()) {
      JsonNode request = JSON.readTree(frame.get());
      behave(directory, request.get("id").asLong(), request.get("op").asText());
      frame = WorkerFrames.read(System.in, 1 << 20);
    }
  }

  private static void behave(Path directory, long id, String operation) throws Exception {
    String behaviour = Files.readString(directory.resolve("behaviour"));
    ObjectNode answer = JSON.createObjectNode().put("id", id).put("ok", true);
    switch (behaviour) {
      case "crash" -> {
        System.err.println("ERROR about to crash");
        System.err.flush();
        Runtime.getRuntime().halt(134);
      }
      case "crash-once" -> {
        Files.writeString(directory.resolve("behaviour"), "well");
        Runtime.getRuntime().halt(134);
      }
      case "hang-once" -> {
        while (!Files.exists(directory.resolve("go-on"))) {
          LockSupport.parkNanos(10_000_000);
        }
      }
      case "hang" -> new java.util.concurrent.CountDownLatch(1).await();
      case "noise" ->
          System.out.write("printed by a native library\n".getBytes(StandardCharsets.US_ASCII));
      case "refuse" -> answer.put("ok", false).put("error", "no").put("retryable", false);
      default -> {}
    }
    if (behaviour.equals("nonsense")) {
      System.out.write(new byte[] {0x1D, 0x4F, 0x57, 0x1E, 0x7F, -1, -1, -1});
      System.out.flush();
      return;
    }
    ObjectNode result = answer.putObject("result");
    result.put("pid", ProcessHandle.current().pid());
    result.put("secret", String.valueOf(System.getenv("ORCHESTRATOR_DB_PASSWORD")));
    result.put("omp", String.valueOf(System.getenv("OMP_NUM_THREADS")));
    result.put("op", operation);
    result.put("engine", "fake");
    result.putArray("predictions");
    result.putObject("failures");
    result.putObject("details").put("libraries", "the second choice (libgomp is missing)");
    send(JSON.createObjectNode().put("id", id).put("progress", 0.5));
    send(answer);
  }

  private static void send(ObjectNode node) throws IOException {
    WorkerFrames.write(System.out, JSON.writeValueAsBytes(node));
  }
}
