package io.orchestrator.test.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real program as a process of its own, so that it can be killed. Ports are chosen by the
 * system and read from the file {@code node.properties} that a node writes when it serves.
 */
public final class OrchestratorProcess implements AutoCloseable {
  private static final Pattern PASSWORD = Pattern.compile("password:?\\s+(\\S+)");

  private final Process process;
  private final Path home;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private OrchestratorProcess(Process process, Path home) {
    this.process = process;
    this.home = home;
    Thread.ofVirtual().start(() -> readLines(process, output));
  }

  /**
   * Starts {@code serve}.
   *
   * @param home the data directory; kept over restarts
   * @param config keys below {@code orchestrator.}
   */
  public static OrchestratorProcess serve(Path home, Map<String, String> config) {
    return serve(home, config, Map.of());
  }

  /**
   * @param more system properties outside {@code orchestrator.}
   */
  public static OrchestratorProcess serve(
      Path home, Map<String, String> config, Map<String, String> more) {
    return serve(home, config, more, List.of());
  }

  /**
   * @param virtualMachine more options of the Java that runs it
   */
  public static OrchestratorProcess serve(
      Path home,
      Map<String, String> config,
      Map<String, String> more,
      List<String> virtualMachine) {
    return serve(home, config, more, virtualMachine, System.getProperty("java.class.path"));
  }

  /**
   * @param launcher a command that runs the command behind it, elsewhere
   */
  public static OrchestratorProcess serveBy(
      List<String> launcher, Path home, Map<String, String> config) {
    return serve(
        launcher, home, config, Map.of(), List.of(), System.getProperty("java.class.path"));
  }

  /**
   * @param classPath where the program's classes are
   */
  static OrchestratorProcess serve(
      Path home,
      Map<String, String> config,
      Map<String, String> more,
      List<String> virtualMachine,
      String classPath) {
    return serve(List.of(), home, config, more, virtualMachine, classPath);
  }

  private static OrchestratorProcess serve(
      List<String> launcher,
      Path home,
      Map<String, String> config,
      Map<String, String> more,
      List<String> virtualMachine,
      String classPath) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("home", home.toString());
    all.put("logs", home.resolve("logs").toString());
    all.put("http.port", "0");
    all.put("websocket-port", "0");
    all.putAll(config);
    List<String> properties = new ArrayList<>(virtualMachine);
    all.forEach((key, value) -> properties.add("-Dorchestrator." + key + "=" + value));
    more.forEach((key, value) -> properties.add("-D" + key + "=" + value));
    deleteQuietly(home.resolve("node.properties"));
    return new OrchestratorProcess(java(launcher, properties, List.of("serve"), classPath), home);
  }

  /** Starts a command that stays; it is no node, so it never serves. */
  public static OrchestratorProcess background(Path directory, List<String> arguments) {
    return new OrchestratorProcess(java(List.of(), arguments), directory);
  }

  /** Runs any command of the program to its end and returns exit code and output. */
  public static Finished command(List<String> properties, List<String> arguments, Duration limit) {
    Process process = java(properties, arguments);
    List<String> output = new CopyOnWriteArrayList<>();
    Thread reader = Thread.ofVirtual().start(() -> readLines(process, output));
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
      String text = String.join("\n", output);
      if (!ended) {
        throw new AssertionError("still running after " + limit + ": " + arguments + "\n" + text);
      }
      return new Finished(process.exitValue(), text);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public record Finished(int exitCode, String output) {}

  private static Process java(List<String> properties, List<String> arguments) {
    return java(List.of(), properties, arguments, System.getProperty("java.class.path"));
  }

  private static Process java(
      List<String> launcher, List<String> properties, List<String> arguments, String classPath) {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Xmx512m");
    command.add("-Xss4m");
    command.addAll(properties);
    command.add("-cp");
    command.add(classPath);
    command.add("io.orchestrator.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(k -> k.startsWith("ORCHESTRATOR_"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readLines(Process process, List<String> output) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines().forEach(output::add);
    } catch (IOException | UncheckedIOException e) {
      output.add("(output ended: " + e.getMessage() + ")");
    }
  }

  /** The ports of the serving node; waits until it serves. */
  public Node awaitServing(Duration limit) {
    Path file = home.resolve("node.properties");
    await("the node to serve", limit, () -> Files.exists(file) ? true : null);
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Node(
        Integer.parseInt(properties.getProperty("http-port")),
        Integer.parseInt(properties.getProperty("websocket-port")));
  }

  public record Node(int httpPort, int webSocketPort) {}

  /** The password that the first start printed. */
  public String adminPassword() {
    return await(
        "the first password",
        Duration.ofSeconds(30),
        () ->
            output.stream()
                .map(PASSWORD::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1))
                .findFirst()
                .orElse(null));
  }

  public List<String> output() {
    return List.copyOf(output);
  }

  public boolean printed(Predicate<String> line) {
    return output.stream().anyMatch(line);
  }

  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    waitFor(Duration.ofSeconds(20));
  }

  /** SIGTERM, and the exit code. */
  public int stop(Duration limit) {
    process.destroy();
    return waitFor(limit);
  }

  public int waitFor(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("process still runs after " + limit + "\n" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String tail() {
    return String.join("\n", output.subList(Math.max(0, output.size() - 40), output.size()));
  }

  /** Polls until {@code supplier} gives something; the deadline is the failure. */
  private <T> T await(String what, Duration limit, java.util.function.Supplier<T> supplier) {
    Instant deadline = Instant.now().plus(limit);
    while (Instant.now().isBefore(deadline)) {
      T value = supplier.get();
      if (value != null) {
        return value;
      }
      if (!process.isAlive()) {
        throw new AssertionError(
            "waiting for "
                + what
                + ", but the process ended with "
                + process.exitValue()
                + "\n"
                + tail());
      }
      Conditions.pause();
    }
    throw new AssertionError("no sign of " + what + " within " + limit + "\n" + tail());
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
    }
  }
}
