package io.orchestrator.analysis.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.risk.PathSimulation;
import io.orchestrator.domain.port.Accelerator;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Main of a worker with everything of the real one but the device: the CPU computes in its place.
 * The file {@code behaviour} beside the folder of models: {@code crash} and {@code crash-once} as a
 * driver does, {@code refuse}, {@code short} (an answer that lacks numbers), or anything else.
 */
public final class CpuForGpuWorker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CpuForGpuWorker() {}

  public static void main(String[] arguments) throws IOException {
    Path behaviour = Path.of(arguments[0]).resolveSibling("behaviour");
    GpuRequests requests = new GpuRequests(OnCpu::new);
    Frames frames =
        new Frames(
            System.in, new FileOutputStream(FileDescriptor.out), Integer.parseInt(arguments[1]));
    Optional<byte[]> frame = frames.read();
    while (frame.isPresent()) {
      JsonNode request = JSON.readTree(frame.get());
      String operation = request.get("op").asText();
      Map<String, Object> result =
          operation.equals("gpu_probe")
              ? Map.of("usable", true, "name", "Test device")
              : behaved(behaviour, operation, () -> requests.handle(request));
      long id = request.get("id").asLong();
      frames.write(
          JSON.writeValueAsBytes(
              result.isEmpty()
                  ? Map.of("id", id, "ok", false, "error", "out of memory", "retryable", true)
                  : Map.of("id", id, "ok", true, "result", result)));
      frame = frames.read();
    }
  }

  private interface Answer {
    Map<String, Object> get();
  }

  private static Map<String, Object> behaved(Path file, String operation, Answer answer)
      throws IOException {
    String behaviour = Files.readString(file);
    if (behaviour.startsWith("crash")) {
      if (behaviour.equals("crash-once")) {
        Files.writeString(file, "well");
      }
      System.err.println("ERROR symbol lookup error");
      System.err.flush();
      Runtime.getRuntime().halt(127);
    }
    if (behaviour.equals("short")) {
      return Map.of(operation.equals("gpu_losses") ? "losses" : "values", "AAAAAAAAAAA=");
    }
    return behaviour.equals("refuse") ? Map.of() : answer.get();
  }

  private static final class OnCpu implements Accelerator {
    @Override
    public boolean available() {
      return true;
    }

    @Override
    public double[][] information(Neighbours problem) {
      KraskovSettings settings =
          KraskovSettings.DEFAULT
              .raw()
              .withK(problem.k())
              .withAlgorithm(problem.algorithm())
              .withTheiler(problem.theiler());
      return problem.variables().stream()
          .map(
              variable -> {
                var candidate =
                    new KraskovEstimator(settings)
                        .given(problem.y(), problem.z(), 1)
                        .candidate(variable.x());
                return Arrays.stream(variable.orders())
                    .mapToDouble(candidate::information)
                    .toArray();
              })
          .toArray(double[][]::new);
    }

    @Override
    public double[] losses(Paths problem) {
      return PathSimulation.losses(problem);
    }
  }
}
