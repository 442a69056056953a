package io.orchestrator.test.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The script that sits at the browser: one JSON line for each step, one for its answer. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final Writer steps;

  private Browser(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.steps = process.outputWriter(StandardCharsets.UTF_8);
  }

  static Browser open(Path dashboard) throws IOException {
    return new Browser(
        new ProcessBuilder("node", "e2e/driver.mjs")
            .directory(dashboard.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** What the step found; its failure, with what the page showed, is the test's. */
  JsonNode step(String name, Map<String, ?> arguments) throws IOException {
    Map<String, Object> step = new LinkedHashMap<>(arguments);
    step.put("step", name);
    steps.write(JSON.writeValueAsString(step) + "\n");
    steps.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("the browser's script ended in step " + name);
    }
    JsonNode answer = JSON.readTree(line);
    if (!answer.path("ok").asBoolean()) {
      throw new AssertionError(answer.path("error").asText());
    }
    System.out.printf("%s: %.1f s%n", name, answer.path("seconds").asDouble());
    return answer;
  }

  /** The end of its input ends it, and its browser with it. */
  @Override
  public void close() throws IOException {
    steps.close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
