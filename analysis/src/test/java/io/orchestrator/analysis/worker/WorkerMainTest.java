package io.orchestrator.analysis.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.market.Bar;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real process over its real pipes, with the real native libraries. */
@Timeout(120)
class WorkerMainTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 16 << 20;

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();
  private Process process;
  private Frames frames;
  private long lastId;

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  private void start() throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp" + processes.size()));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=logback-worker.xml",
            "-Djava.io.tmpdir=" + temporary,
            WorkerMain.class.getName(),
            directory.resolve("models").toString(),
            Integer.toString(MAX_BYTES),
            "3600");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(new File("target/worker-test-stderr.txt")));
    process = builder.start();
    processes.add(process);
    frames = new Frames(process.getInputStream(), process.getOutputStream(), MAX_BYTES);
  }

  private ObjectNode request(String operation) {
    return JSON.createObjectNode().put("id", ++lastId).put("op", operation);
  }

  /** Five symbols whose next return follows their last one: something that can be learned. */
  private ObjectNode predict(String engine) {
    ObjectNode message = request("predict").put("engine", engine);
    ObjectNode asked = message.putObject("request").put("timeframe", "1d").put("seed", 7);
    asked.putObject("parameters");
    ObjectNode bars = asked.putObject("bars");
    for (int s = 0; s < 5; s++) {
      double[] returns = TestData.scaled(TestData.coupledAr1(.6, 0, 0, 400, s)[0], .01);
      bars.put("S" + s, packed(TestData.bars("S" + s, returns)));
    }
    bars.put("FLAT", packed(TestData.bars("FLAT", new double[400])));
    return message;
  }

  private static String packed(List<Bar> bars) {
    double[] columns = new double[6 * bars.size()];
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double[] row = {
        bar.start().toEpochMilli(), bar.open(), bar.high(), bar.low(), bar.close(), bar.volume()
      };
      for (int c = 0; c < row.length; c++) {
        columns[c * bars.size() + i] = row[c];
      }
    }
    return Base64.getEncoder().encodeToString(PackedNumbers.doubles(columns));
  }

  private JsonNode ask(ObjectNode request) throws IOException {
    frames.write(JSON.writeValueAsBytes(request));
    double progress = 0;
    while (true) {
      JsonNode answer = JSON.readTree(frames.read().orElseThrow());
      assertEquals(lastId, answer.get("id").asLong());
      if (!answer.has("progress")) {
        return answer;
      }
      assertTrue(answer.get("progress").asDouble() >= progress, "progress rises");
      progress = answer.get("progress").asDouble();
    }
  }

  private void learnsAndReuses(String engine) throws IOException {
    start();
    JsonNode answer = ask(predict(engine));
    assertTrue(answer.get("ok").asBoolean(), answer::toString);
    JsonNode result = answer.get("result");
    assertEquals(5, result.get("predictions").size());
    assertTrue(result.get("failures").get("FLAT").asText().contains("never changes"));
    JsonNode card = result.get("details").get("model_card");
    System.out.println(engine + " " + card);
    assertEquals(1, card.get("version").asInt());
    assertTrue(card.get("scores").get("auc").asDouble() > 0.6, card::toString);
    for (JsonNode prediction : result.get("predictions")) {
      assertTrue(prediction.get("confidence").asDouble() > 0.8, card::toString);
      JsonNode parts = prediction.get("explanation").get("contributions");
      assertTrue(parts.findValuesAsText("feature").contains("return_1"), parts::toString);
    }

    long warm = System.nanoTime();
    JsonNode again = ask(predict(engine)).get("result");
    System.out.println(engine + " warm ms " + (System.nanoTime() - warm) / 1e6);
    assertEquals(result.get("predictions"), again.get("predictions"));

    start(); // another process takes the stored model instead of training
    JsonNode loaded = ask(predict(engine)).get("result");
    assertEquals(card.get("trained_at"), loaded.get("details").get("model_card").get("trained_at"));
    for (int i = 0; i < 5; i++) {
      assertEquals(
          result.get("predictions").get(i).get("probability_up").asDouble(),
          loaded.get("predictions").get(i).get("probability_up").asDouble(),
          1e-6);
    }
  }

  @Test
  void boostedTreesLearnAndReuse() throws IOException {
    learnsAndReuses("machine_learning");
  }

  @Test
  void lstmLearnsAndReuses() throws IOException {
    learnsAndReuses("neural_network");
  }

  @Test
  void answersNonsenseAndGoesOn() throws IOException {
    start();
    JsonNode unknown = ask(request("dance"));
    assertFalse(unknown.get("ok").asBoolean());
    assertFalse(unknown.get("retryable").asBoolean());
    JsonNode noEngine = ask(request("predict"));
    assertTrue(noEngine.get("error").asText().contains("'engine' is missing"));
    ObjectNode torn = predict("machine_learning");
    String half = Base64.getEncoder().encodeToString(PackedNumbers.doubles(new double[7]));
    ((ObjectNode) torn.get("request").get("bars")).put("S1", half);
    assertTrue(ask(torn).get("error").asText().contains("columns"));
    ((ObjectNode) torn.get("request").get("bars")).put("S1", "no base64!");
    assertFalse(ask(torn).get("ok").asBoolean());
    assertTrue(ask(request("ping")).get("ok").asBoolean());
  }

  @Test
  void endsWhenTheParentIsGone() throws Exception {
    start();
    frames.write(JSON.writeValueAsBytes(predict("neural_network"))); // it is at work
    process.getOutputStream().close();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still running");
  }

  @Test
  void endsOnAFrameThatIsTooLarge() throws Exception {
    start();
    process.getOutputStream().write(new byte[] {0x1D, 0x4F, 0x57, 0x1E, 0x7F, 0, 0, 0});
    process.getOutputStream().flush();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still running");
    assertEquals(1, process.exitValue());
  }

  /** With or without a GPU the probe must come to a verdict. */
  @Test
  void probesForAGpu() throws IOException {
    start();
    JsonNode answer = ask(request("gpu_probe"));
    assertTrue(answer.get("ok").asBoolean());
    JsonNode result = answer.get("result");
    assertTrue(result.get("usable").asBoolean() || !result.get("reason").asText().isBlank());
    System.out.println("gpu " + result);
  }
}
