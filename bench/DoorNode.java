import io.orchestrator.Orchestrator;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.settings.ConfigLayers;
import io.orchestrator.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The whole program for {@link DoorBench}, with a way to make events happen. */
public final class DoorNode {
  /** Before the nanoseconds at which an event was recorded, in its message. */
  static final String MARK = "\"bench_at\":";

  private static final Duration LIFE = Duration.ofHours(1);
  private static final int FRESH_TOKENS = 2_000;
  private static final int CACHED_CHECKS = 200_000;

  private DoorNode() {}

  /**
   * @param args configuration file
   */
  public static void main(String[] args) throws Exception {
    Settings settings =
        Settings.read(ConfigLayers.load(Optional.of(Path.of(args[0])), Map.of()));
    try (Orchestrator node = Orchestrator.start(settings)) {
      var system = node.assembly().node().system();
      while (system.status().toCompletableFuture().get(1, TimeUnit.MINUTES).state()
          != SystemState.RUNNING) {
        Thread.sleep(100);
      }
      var tokens =
          new Tokens(
              SigningKeys.openOrCreate(settings.home(), SigningKeys.Use.TOKENS),
              AuthSettings.DEFAULT,
              Clock.systemUTC());
      System.out.printf(
          "> %d %d %s%n",
          node.httpPort(), node.websocketPort(), tokens.issue("bench", Role.VIEWER, LIFE));
      answer(
          words ->
              switch (words[0]) {
                case "events" ->
                    events(node, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "heap" -> heap();
                case "tokens" -> tokens(tokens);
                case "password" -> node.firstPassword().orElse("-");
                default -> throw new IllegalArgumentException(words[0]);
              });
    }
    System.exit(0);
  }

  /** Answers the lines of standard input by one line each, until "end". */
  static void answer(Function<String[], String> answers) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    while (line != null && !line.equals("end")) {
      System.out.println("> " + answers.apply(line.split(" ")));
      line = in.readLine();
    }
  }

  /** Does it so many times, so many a second (0: at once); answers when it began. */
  static String paced(int count, int perSecond, Runnable one) {
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      if (perSecond > 0) {
        DoorBench.sleepUntil(began + i * 1_000_000_000L / perSecond);
      }
      one.run();
    }
    return Long.toString(began);
  }

  /** Records events as {@link #paced} says. */
  private static String events(Orchestrator node, int count, int perSecond) {
    var log = node.assembly().node().events();
    return paced(
        count,
        perSecond,
        () ->
            log.record(
                EventDraft.of(
                    EventTypes.DATA_QUALITY_FLAGGED,
                    "bench",
                    Severity.INFO,
                    Map.of("symbol", "AAPL", "rule", "bench", "bench_at", System.nanoTime()))));
  }

  /** MiB that a collection leaves. */
  static String heap() {
    System.gc();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    System.gc();
    var runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT, "%.1f", (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20));
  }

  /** Microseconds of a first check (median, p99), of a later one, and of CPU of the two. */
  private static String tokens(Tokens tokens) {
    String[] fresh = new String[FRESH_TOKENS];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < fresh.length; i++) {
        fresh[i] = tokens.issue("bench-" + i, Role.VIEWER, LIFE);
      }
      if (round == 0) {
        for (String token : fresh) {
          tokens.verify(token); // compiled by the next round
        }
      }
    }
    long[] nanos = new long[fresh.length];
    var threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < fresh.length; i++) {
      long began = System.nanoTime();
      tokens.verify(fresh[i]);
      nanos[i] = System.nanoTime() - began;
    }
    double firstCpu = (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / fresh.length;
    Arrays.sort(nanos);
    cpu = threads.getCurrentThreadCpuTime();
    long began = System.nanoTime();
    for (int i = 0; i < CACHED_CHECKS; i++) {
      tokens.verify(fresh[i % 16]);
    }
    double cached = (System.nanoTime() - began) / 1e3 / CACHED_CHECKS;
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.2f %.1f %.2f",
        nanos[nanos.length / 2] / 1e3,
        nanos[nanos.length * 99 / 100] / 1e3,
        cached,
        firstCpu,
        (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / CACHED_CHECKS);
  }
}
