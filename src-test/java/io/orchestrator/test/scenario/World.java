package io.orchestrator.test.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StreamClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The simulated exchange in this process, so that it outlives what is tested and its books can be
 * read, and the orchestrator as a process of its own that knows only its ports.
 */
final class World implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(120);
  static final Duration RUN = Duration.ofMinutes(5);
  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  private final Path home;
  private final Map<String, String> config;
  private final Simulator simulator;
  private final List<StreamClient> streams = new ArrayList<>();
  private OrchestratorProcess process;
  private OrchestratorProcess.Node node;
  private String password = "";
  private RestClient rest;

  /**
   * @param name of the directory, in the build's, where logs are found after a failure
   * @param config keys below {@code orchestrator.}, beside the addresses of feed and gateway
   */
  World(String name, SimulatorSettings settings, Map<String, String> config) throws IOException {
    Path directory = Directories.fresh(name);
    this.home = directory.resolve("home");
    this.simulator =
        Simulator.start(settings.onFreePorts().inDirectory(directory.resolve("exchange")));
    this.config = new LinkedHashMap<>();
    this.config.put("iqfeed.host", "127.0.0.1");
    this.config.put("iqfeed.level-one-port", "" + simulator.feed().levelOnePort());
    this.config.put("iqfeed.lookup-port", "" + simulator.feed().lookupPort());
    this.config.put("iqfeed.admin-port", "" + simulator.feed().adminPort());
    this.config.put("ibkr.host", "127.0.0.1");
    this.config.put("ibkr.restarts.daily", ""); // the tests run at every hour
    this.config.put("ibkr.port", "" + simulator.gateway().port());
    this.config.putAll(config);
  }

  /** Starts the process, logs in, and waits for RUNNING. */
  World start() {
    process = OrchestratorProcess.serve(home, config);
    node = process.awaitServing(LONG);
    if (password.isEmpty()) {
      password = process.adminPassword();
    }
    rest = new RestClient(node.httpPort()).login("admin", password);
    awaitState("running");
    return this;
  }

  /** kill -9. */
  void kill() {
    process.kill();
  }

  /** The data directory. */
  Path home() {
    return home;
  }

  long pid() {
    return process.pid();
  }

  int httpPort() {
    return node.httpPort();
  }

  /** Of admin, as the first start printed it. */
  String password() {
    return password;
  }

  Simulator simulator() {
    return simulator;
  }

  RestClient rest() {
    return rest;
  }

  /** Another client's stream; closed with the world. */
  StreamClient stream() {
    StreamClient stream = new StreamClient(node.webSocketPort(), rest.token());
    streams.add(stream);
    return stream;
  }

  JsonNode get(String path) {
    RestClient.Answer answer = rest.get(path);
    if (answer.status() != 200) {
      throw new AssertionError(path + " answered " + answer);
    }
    return answer.json();
  }

  void awaitState(String state) {
    Conditions.await(
        "state " + state,
        LONG,
        () -> get("/api/system/status").get("state").asText().equals(state));
  }

  /** Starts {@code analysis_to_trade}, waits for its end and returns the run. */
  JsonNode run(Map<String, Object> parameters) {
    return run("analysis_to_trade", parameters);
  }

  JsonNode run(String workflow, Map<String, Object> parameters) {
    RestClient.Answer started =
        rest.post(
            "/api/system/workflow/" + workflow,
            Map.of("parameters", parameters),
            Map.of("Prefer", "respond-async"));
    if (started.status() != 202) {
      throw new AssertionError("not started: " + started);
    }
    String id = started.json().get("workflow_id").asText();
    return Conditions.await(
        "the end of run " + id,
        RUN,
        () -> {
          JsonNode run = get("/api/workflows/" + id);
          return ENDED.contains(run.get("state").asText()) ? run : null;
        });
  }

  /** Events of a kind, oldest first, from the store. */
  List<JsonNode> events(String query) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page = get("/api/system/events?order=asc&limit=500" + query);
    while (!page.get("events").isEmpty()) {
      page.get("events").forEach(all::add);
      long after = all.getLast().get("seq").asLong();
      page = get("/api/system/events?order=asc&limit=500&after_seq=" + after + query);
    }
    return all;
  }

  @Override
  public void close() {
    streams.forEach(StreamClient::close);
    if (process != null) {
      process.close();
    }
    simulator.close();
  }
}
