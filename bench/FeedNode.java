import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The whole program as its user starts it, fed by {@link FeedLoad} in another process: from the
 * socket through decoding, judgement and bars to the table that REST reads. Arguments: class path
 * of FeedLoad, folder of the distribution, {@code throughput} or {@code burst}.
 */
public final class FeedNode implements AutoCloseable {
  private static final int SYMBOLS = 490;
  private static final double TARGET = 300_000;
  private static final int TICKS_PER_SECOND = 100; // of /proc, on every Linux

  private final Path home = Files.createTempDirectory("feed-node-bench");
  private final Process load;
  private final BufferedReader fromLoad;
  private final PrintStream toLoad;
  private Process node;
  private String address;
  private String token;
  private final HttpClient http = HttpClient.newHttpClient();

  private FeedNode(String classes) throws IOException {
    load =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-cp",
                classes,
                "FeedLoad",
                String.valueOf(SYMBOLS),
                "trades")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    fromLoad = new BufferedReader(new InputStreamReader(load.getInputStream()));
    toLoad = new PrintStream(load.getOutputStream(), true);
  }

  public static void main(String[] args) throws Exception {
    try (FeedNode bench = new FeedNode(args[0])) {
      boolean burst = args[2].equals("burst");
      bench.start(Path.of(args[1]), burst ? "-Xmx256m" : "-Xmx512m");
      if (burst) {
        bench.burst();
      } else {
        bench.throughput();
      }
    }
  }

  private void start(Path dist, String machine) throws Exception {
    String[] ports = fromLoad.readLine().split(" ");
    Path conf = home.resolve("bench.conf");
    Files.writeString(
        conf,
        """
        orchestrator {
          home = "%s"
          logs = "%s"
          http.port = 0
          websocket-port = 0
          symbols = [%s]
          iqfeed { host = "127.0.0.1", level-one-port = %s, lookup-port = %s, admin-port = %s }
        }
        """
            .formatted(
                home,
                home.resolve("logs"),
                IntStream.range(0, SYMBOLS)
                    .mapToObj(i -> "\"SY" + i + "\"")
                    .collect(Collectors.joining(",")),
                ports[1],
                ports[2],
                ports[3]));
    String program = dist.resolve("bin/orchestrator").toString();
    ProcessBuilder starting =
        new ProcessBuilder(program, "serve", "--config", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("screen.txt").toFile());
    starting.environment().put("ORCHESTRATOR_JAVA_OPTS", machine);
    node = starting.start();
    Path ready = home.resolve("node.properties");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!Files.exists(ready)) {
      if (!node.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(Files.readString(home.resolve("screen.txt")));
      }
      Thread.sleep(50);
    }
    address = "http://127.0.0.1:" + find("http-port=(\\d+)", Files.readString(ready));
    Process asking =
        new ProcessBuilder(program, "token", "--role", "viewer", "--config", conf.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    token = new String(asking.getInputStream().readAllBytes()).strip();
    while (!fromLoad.readLine().equals("watched")) {
      // a line of its start
    }
    Thread.sleep(3000); // the start is over
  }

  private void throughput() throws Exception {
    piece(0, 2_000_000); // compiled by then
    System.out.printf("%-44s%n", "socket to cache, load in another process:");
    double best = 0;
    for (int i = 1; i <= 3; i++) {
      double cpuBefore = cpuSeconds();
      long start = System.nanoTime();
      String[] sent = piece(0, 3_000_000);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = cpuSeconds() - cpuBefore;
      double rate = 3_000_000 / seconds;
      best = Math.max(best, rate);
      System.out.printf(
          Locale.ROOT,
          "  round %d: %,.0f messages/s; the node used %.2f µs CPU a message, %.2f cores"
              + " (sender done after %s s)%n",
          i,
          rate,
          cpu / 3_000_000 * 1e6,
          cpu / seconds,
          sent[1]);
    }
    System.out.printf(
        Locale.ROOT,
        "  target %,.0f/s, measured %,.0f/s (best of 3), ratio %.2f%n",
        TARGET,
        best,
        best / TARGET);
    rules();
  }

  private void burst() throws Exception {
    piece(50_000, 250_000);
    System.out.println("ten times the load for five seconds, heap limited to 256 MiB:");
    var watcher = new HeapWatch(node.pid());
    watcher.start();
    String[] quiet = piece(50_000, 500_000);
    long before = watcher.peak();
    String[] much = piece(500_000, 2_500_000);
    String[] after = piece(50_000, 250_000);
    watcher.close();
    System.out.printf(
        Locale.ROOT,
        "  50,000/s: heap at most %d MiB; 500,000/s: at most %d MiB; resident at most %s KiB%n",
        before >> 10,
        watcher.peak() >> 10,
        find("VmHWM:\\s+(\\d+)", Files.readString(Path.of("/proc/" + node.pid() + "/status"))));
    System.out.printf(
        "  held back (the socket was not read) for at most %s ms, after it %s ms, before %s ms;"
            + " nothing was lost: the last number of the last piece arrived%n",
        much[3], after[3], quiet[3]);
    long live = live();
    System.out.printf(
        Locale.ROOT,
        "  target: the node lives within 256 MiB and keeps nothing of the burst; in use after a"
            + " collection %d MiB, ratio %.2f%n",
        live >> 10,
        (live >> 10) / 256.0);
    rules();
  }

  /** KiB that a full collection leaves. */
  private long live() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), String.valueOf(node.pid()), "GC.run").start().waitFor();
    HeapWatch after = new HeapWatch(node.pid());
    after.once();
    return after.peak();
  }

  private void rules() throws Exception {
    String quality = get("/api/market/quality");
    int from = quality.lastIndexOf("\"rules\"");
    int to = quality.indexOf(",\"catalogue\"", from);
    String others = quality.substring(from, to < 0 ? quality.length() : to);
    System.out.println("  what the quality rules said: " + others);
  }

  /** One piece of load, until the last number of the last symbol can be read. */
  private String[] piece(double rate, long messages) throws Exception {
    toLoad.printf(Locale.ROOT, "%f %d%n", rate, messages);
    String[] sent = fromLoad.readLine().split(" ");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String wanted = "\"volume\":" + sent[4];
    while (!get("/api/market/quotes?symbols=SY" + (SYMBOLS - 1)).contains(wanted)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the last of " + messages + " messages did not arrive");
      }
      Thread.sleep(10);
    }
    return sent;
  }

  private String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 429) {
      Thread.sleep(200);
      return "";
    }
    return answer.body();
  }

  /** User and system time of the node. */
  private double cpuSeconds() throws IOException {
    String[] words = Files.readString(Path.of("/proc/" + node.pid() + "/stat")).split(" ");
    return (Double.parseDouble(words[13]) + Double.parseDouble(words[14])) / TICKS_PER_SECOND;
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "?";
  }

  @Override
  public void close() throws IOException {
    load.destroyForcibly();
    if (node != null) {
      node.destroy();
      try {
        if (!node.waitFor(20, TimeUnit.SECONDS)) {
          node.destroyForcibly();
        }
      } catch (InterruptedException e) {
        node.destroyForcibly();
      }
    }
    try (Stream<Path> all = Files.walk(home)) {
      all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    }
  }

  /** Heap in use, by the virtual machine's own performance file, ten times a second. */
  private static final class HeapWatch extends Thread {
    private final long pid;
    private volatile boolean over;
    private volatile long peak;

    HeapWatch(long pid) {
      super("heap-watch");
      setDaemon(true);
      this.pid = pid;
    }

    /** KiB. */
    long peak() {
      return peak;
    }

    void close() throws InterruptedException {
      over = true;
      join();
    }

    void once() throws IOException {
      Process jstat =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jstat").toString(),
                  "-gc",
                  String.valueOf(pid))
              .start();
      String[] lines = new String(jstat.getInputStream().readAllBytes()).strip().split("\n");
      String[] names = lines[0].strip().split("\\s+");
      String[] values = lines[1].strip().split("\\s+");
      double used = 0;
      for (int i = 0; i < names.length; i++) {
        used +=
            Stream.of("S0U", "S1U", "EU", "OU").anyMatch(names[i]::equals)
                ? Double.parseDouble(values[i])
                : 0;
      }
      peak = Math.max(peak, (long) used);
    }

    @Override
    public void run() {
      while (!over) {
        try {
          once();
          Thread.sleep(100);
        } catch (IOException | InterruptedException | RuntimeException e) {
          System.err.println("heap: " + e);
          return;
        }
      }
    }
  }
}
