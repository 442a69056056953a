import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of {@link DoorBench} in a process of its own, obeying a line at a time. */
final class DoorProcess implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 100; // of /proc, on every Linux
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+)");

  final String name;
  private final Process process;
  private final BufferedReader from;
  private final PrintStream to;
  final int httpPort;
  final int streamPort;
  final String token;

  /**
   * @param main class that prints {@code > HTTP-PORT STREAM-PORT TOKEN} when it serves
   */
  DoorProcess(String name, List<String> machine, String main, String... args) throws IOException {
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(machine);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(args));
    process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    String[] ready = answer().split(" ");
    httpPort = Integer.parseInt(ready[0]);
    streamPort = Integer.parseInt(ready[1]);
    token = ready[2];
  }

  /** Tells it to do something and returns what it answered. */
  String ask(String order) throws IOException {
    to.println(order);
    return answer();
  }

  private String answer() throws IOException {
    while (true) {
      String line = from.readLine();
      if (line == null) {
        throw new IOException(name + " ended");
      }
      if (line.startsWith("> ")) {
        return line.substring(2);
      }
    }
  }

  /** User and system time so far. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Double.parseDouble(words[11]) + Double.parseDouble(words[12])) / TICKS_PER_SECOND;
  }

  /** Memory of the whole process. */
  double residentMebibytes() throws IOException {
    Matcher found =
        RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    return found.find() ? Double.parseDouble(found.group(1)) / 1024 : Double.NaN;
  }

  @Override
  public void close() throws IOException {
    to.println("end");
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
