package io.orchestrator.bench.workflows;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link ContenderProcess} beside this one: an order a line, and an answer that begins with
 * {@code >}. What it says otherwise is in {@code bench/target/NAME.log}.
 */
record ChildProcess(String name, Process process, PrintStream out, BufferedReader in) {

  /**
   * @param options of its Java
   * @param args of {@link ContenderProcess}
   */
  static ChildProcess start(String name, List<String> options, List<String> args)
      throws IOException {
    Path log = Path.of("bench/target", name + ".log");
    Files.createDirectories(log.getParent());
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ContenderProcess.class.getName()));
    command.addAll(args);
    Process process =
        new ProcessBuilder(command).redirectError(new File(log.toString())).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    var child =
        new ChildProcess(
            name,
            process,
            new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    child.answer();
    return child;
  }

  String ask(String order) throws IOException {
    out.println(order);
    out.flush();
    return answer();
  }

  private String answer() throws IOException {
    String line = in.readLine();
    while (line != null && !line.startsWith("> ")) {
      line = in.readLine();
    }
    if (line == null) {
      throw new IOException(name + " died; see bench/target/" + name + ".log");
    }
    return line.substring(2);
  }
}
